-- Merge the rows of one source into their table. {key} identifies a row, {data} is what it says.
create temp table table_result on commit drop as
select {staged_key}, staged.file_id, known.run_id as known_run_id,
       case when known.run_id is null then 'insert'
            -- Which is newer is known only by a date, so a dated row gives way to a dated one alone.
            when staged.extract_date < known.extract_date or (staged.extract_date is null and known.extract_date is not null)
              then 'older'
            when row({staged_data}) is distinct from row({known_data}) then 'update'
            when staged.extract_date is distinct from known.extract_date and staged.extract_date is not null then 'date'
            else 'none' end as action
from table_row staged left join {table} known using ({key});

-- The images that undo brings back; a row that this same run brought has none.
insert into base.replaced (run_id, table_name, municipality_code, row_key, row)
select {run_id}, {table_name}, known.municipality_code, concat_ws(' ', {key}),
       to_jsonb(known) || jsonb_build_object('geom', known.geom::text)
from {table} known join table_result result using ({key})
where result.action in ('update', 'date') and known.run_id <> {run_id}
on conflict do nothing;

update {table} known
set ({data}, extract_date, run_id) = row({staged_data}, staged.extract_date, {run_id})
from table_row staged join table_result result using ({key})
where {same_key} and result.action in ('update', 'date');

insert into {table} ({key}, {data}, extract_date, run_id)
select {key}, {data}, extract_date, {run_id}
from table_row join table_result using ({key}) where table_result.action = 'insert';
