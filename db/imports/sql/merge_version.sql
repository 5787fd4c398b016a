-- Merge staged versions into their table. {key} is the version, {object} what it is a version of.
drop table if exists merge_key, merge_folded, merge_result, merge_object, merge_outcome;
analyze {staging};

-- Which objects the registry knew before this run.
create temp table merge_object on commit drop as
select {object}, exists (select from {table} known where {known_object}) as is_known
from (select distinct {object} from {staging}) as staged;

-- Each staged version once, beside the version that the registry has; a version brought by one row
-- that is new, or equal to what is there, needs no folding.
create temp table merge_key on commit drop as
select {staged_key}, staged.rows, known.run_id is not null as is_known,
       staged.rows > 1 or (known.run_id is not null and not coalesce(
         staged.attributes <@ known.attributes
         and (known.extract_date >= staged.extract_date or staged.extract_date is null
              or (staged.attributes = known.attributes and known.attribute_dates = '{{}}')), false)) as is_folded
from (
  select {key}, count(*) as rows, (array_agg(attributes))[1] as attributes, max(extract_date) as extract_date
  from {staging} group by {key}
) as staged
left join {table} known using ({key});
analyze merge_key;

-- Attribute by attribute: the newest extract that has a value wins, the row at hand among equals. What
-- an extract leaves out is kept.
create temp table merge_folded on commit drop as
with contribution as (
  select {key}, item.key as name, item.value, extract_date as day, extract_date as row_day, true as is_staged
  from {staging} join merge_key using ({key}), jsonb_each_text(attributes) as item
  where is_folded
  union all
  select {key}, item.key, item.value,
         case when attribute_dates ? item.key then (attribute_dates ->> item.key)::date else extract_date end,
         extract_date, false
  from {table} join merge_key using ({key}), jsonb_each_text(attributes) as item
  where is_folded
), best as (
  select distinct on ({key}, name) {key}, name, value, day
  from contribution order by {key}, name, day desc nulls last, is_staged desc, value collate "C" desc
), newest as (
  select {key}, max(row_day) as row_day from contribution group by {key}
)
select {key}, jsonb_object_agg(name, value) as attributes, row_day as extract_date,
       coalesce(jsonb_object_agg(name, day) filter (where day is distinct from row_day), '{{}}') as attribute_dates
from best join newest using ({key}) group by {key}, row_day;

-- What each version becomes, and what that means for the row that is there.
create temp table merge_result on commit drop as
select {key}, staged.attributes, staged.extract_date, '{{}}'::jsonb as attribute_dates, is_known, known.attributes as before,
       case when not is_known then 'insert'
            when staged.extract_date > known.extract_date or (known.extract_date is null and staged.extract_date is not null)
              then 'date' else 'none' end as action
from merge_key join {staging} staged using ({key}) left join {table} known using ({key})
where not is_folded
union all
select {key}, folded.attributes, folded.extract_date, folded.attribute_dates, is_known, known.attributes,
       case when not is_known then 'insert'
            when folded.attributes <> known.attributes then 'update'
            when folded.extract_date is distinct from known.extract_date
                 or folded.attribute_dates <> known.attribute_dates then 'date'
            else 'none' end
from merge_key join merge_folded folded using ({key}) left join {table} known using ({key})
where is_folded;
analyze merge_result;

-- The images that undo brings back; of a row that is only confirmed by a newer extract, what changes.
insert into base.replaced (run_id, table_name, municipality_code, row_key, row)
select {run_id}, {table_name}, municipality_code, concat_ws(' ', {key}),
       case when result.action = 'update' then to_jsonb(known)
            else jsonb_build_object({image_key}, 'extract_date', known.extract_date,
                                    'attribute_dates', known.attribute_dates, 'run_id', known.run_id) end
from {table} known join merge_result result using ({key}) where result.action in ('update', 'date')
on conflict do nothing;

update {table} known
set attributes = case when result.action = 'update' then result.attributes else known.attributes end,
    registration_to = case when result.action = 'update'
      then (result.attributes ->> 'registreringtil')::timestamptz else known.registration_to end,
    effect_to = case when result.action = 'update'
      then (result.attributes ->> 'virkningtil')::timestamptz else known.effect_to end,
    status = case when result.action = 'update' then result.attributes ->> 'status' else known.status end,
    extract_date = result.extract_date, attribute_dates = result.attribute_dates, run_id = {run_id}
from merge_result result
where {result_key} and result.action in ('update', 'date');

insert into {table} ({key}, registration_to, effect_to, status, attributes, attribute_dates, extract_date, run_id)
select {key}, (attributes ->> 'registreringtil')::timestamptz, (attributes ->> 'virkningtil')::timestamptz,
       attributes ->> 'status', attributes, attribute_dates, extract_date, {run_id}
from merge_result where action = 'insert';

-- How each staged row ended. One row stands for its version; the others repeat it or are overruled.
create temp table merge_outcome on commit drop as
with newest as (
  select distinct on ({object}) {key}
  from {table} join merge_object using ({object})
  order by {object}, registration_from desc, effect_from desc
), ranked as (
  select {key}, file_id, staged.attributes <@ result.attributes as is_kept, result.action, object.is_known,
         newest is not null as is_newest, result.extract_date,
         row_number() over (partition by {key} order by coalesce(staged.attributes <@ result.before, false),
                            staged.extract_date desc nulls last, seq) = 1 as is_first
  from {staging} staged
  join merge_result result using ({key})
  join merge_object object using ({object})
  left join newest using ({key})
)
select file_id,
       case when not is_kept and not (is_first and action in ('insert', 'update')) then 'superseded'
            when not is_first or action in ('date', 'none') then 'unchanged'
            when not is_newest then 'superseded'
            when action = 'insert' and not is_known then 'new'
            else 'changed' end as outcome,
       count(*) as rows
from ranked group by 1, 2;
