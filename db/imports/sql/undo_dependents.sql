-- Later runs that wrote the same things as this run in one table: rows they inserted or overwrote.
with mine as (
  select {key} from {table} where run_id = {run_id}
  union
  select {image_key} from base.replaced r, jsonb_populate_record(null::{table}, r.row) as image
  where r.table_name = {table_name} and r.run_id = {run_id}
  union
  -- What this run wrote, and a later one has overwritten since.
  select {image_key} from base.replaced r, jsonb_populate_record(null::{table}, r.row) as image
  where r.table_name = {table_name} and (r.row ->> 'run_id')::bigint = {run_id}
), later as (
  select {key}, run_id from {table} where run_id > {run_id}
  union
  select {image_key}, r.run_id from base.replaced r, jsonb_populate_record(null::{table}, r.row) as image
  where r.table_name = {table_name} and r.run_id > {run_id}
)
select run.id, run.actor, to_char(run.started_at at time zone 'Europe/Copenhagen', 'DD-MM-YYYY HH24:MI'), count(*)
from later join mine using ({key}) join work.import_run run on run.id = later.run_id
group by run.id order by run.id;
