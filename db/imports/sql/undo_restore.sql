-- Put back what this run overwrote in one table, then take away what it inserted.
update {table} present
set {assignments}
from (
  select (jsonb_populate_record(there, r.row)).*
  from base.replaced r
  cross join lateral jsonb_populate_record(null::{table}, r.row) as image
  join {table} there on {there_image}
  where r.table_name = {table_name} and r.run_id = {run_id}
) as image
where {present_image};

delete from {table} where run_id = {run_id};
