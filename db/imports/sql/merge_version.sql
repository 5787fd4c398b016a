-- Merge staged versions into their table. {key} is the version, {object} what it is a version of.
drop table if exists merge_object, merge_key, merge_folded, merge_newest, merge_outcome;
create unique index on {staging} (seq);
analyze {staging} (seq, {key});

-- Which objects the registry knew before this run.
create temp table merge_object on commit drop as
select {object}, exists (select from {table} known where {known_object}) as is_known
from (select distinct {object} from {staging}) as staged;
create unique index on merge_object ({object});
analyze merge_object;

-- Each staged version once, and what it means for the version that the registry has. One that several rows
-- bring, or that would change what is there, is folded below.
create temp table merge_key on commit drop as
with grouped as (
  select {key}, count(*) as rows, min(seq) as seq, min(file_id) as file_id from {staging} group by {key}
), compared as (
  select {grouped_key}, grouped.rows, grouped.seq, grouped.file_id, known.run_id is not null as is_known,
         rows > 1 or (known.run_id is not null and not coalesce(
           staged.attributes <@ known.attributes
           and (known.extract_date >= staged.extract_date or staged.extract_date is null
                or (staged.attributes = known.attributes and known.attribute_dates = '{{}}')), false)) as is_folded,
         staged.extract_date > known.extract_date
           or (known.extract_date is null and staged.extract_date is not null) as is_later
  from grouped join {staging} staged using (seq)
  left join {table} known on {known_grouped}
)
select {key}, rows, seq, file_id, is_known, is_folded,
       case when is_folded then null when not is_known then 'insert' when is_later then 'date' else 'none' end as action
from compared;
create unique index on merge_key ({key});
create unique index on merge_key (seq);
analyze merge_key;

-- Attribute by attribute: the newest extract that has a value wins, the row at hand among equals. What
-- an extract leaves out is kept.
create temp table merge_folded on commit drop as
with contribution as (
  select merge_key.seq, item.key as name, item.value, staged.extract_date as day, staged.extract_date as row_day,
         true as is_staged
  from merge_key join {staging} staged using ({key}), jsonb_each_text(staged.attributes) as item
  where is_folded
  union all
  select merge_key.seq, item.key, item.value,
         case when attribute_dates ? item.key then (attribute_dates ->> item.key)::date else extract_date end,
         extract_date, false
  from merge_key join {table} using ({key}), jsonb_each_text(attributes) as item
  where is_folded
), best as (
  select distinct on (seq, name) seq, name, value, day
  from contribution order by seq, name, day desc nulls last, is_staged desc, value collate "C" desc
), newest as (
  select seq, max(row_day) as row_day from contribution group by seq
)
select seq, jsonb_object_agg(name, value) as attributes, row_day as extract_date,
       coalesce(jsonb_object_agg(name, day) filter (where day is distinct from row_day), '{{}}') as attribute_dates,
       null::jsonb as before
from best join newest using (seq) group by seq, row_day;
create unique index on merge_folded (seq);
analyze merge_folded;

update merge_folded folded set before = known.attributes
from merge_key join {table} known using ({key}) where merge_key.seq = folded.seq;

update merge_key target
set action = case when not merging.is_known then 'insert'
                  when folded.attributes <> known.attributes then 'update'
                  when folded.extract_date is distinct from known.extract_date
                       or folded.attribute_dates <> known.attribute_dates then 'date'
                  else 'none' end
from merge_folded folded join merge_key merging using (seq) left join {table} known on {known_merging}
where folded.seq = target.seq;
analyze merge_key;

-- The images that undo brings back; of a row that is only confirmed by a newer extract, what changes.
insert into base.replaced (run_id, table_name, municipality_code, row_key, row)
select {run_id}, {table_name}, municipality_code, concat_ws(' ', {key}),
       case when action = 'update' then to_jsonb(known)
            else jsonb_build_object({image_key}, 'extract_date', known.extract_date,
                                    'attribute_dates', known.attribute_dates, 'run_id', known.run_id) end
from merge_key join {table} known using ({key}) where action in ('update', 'date')
on conflict do nothing;

update {table} known
set attributes = folded.attributes, registration_to = (folded.attributes ->> 'registreringtil')::timestamptz,
    effect_to = (folded.attributes ->> 'virkningtil')::timestamptz, status = folded.attributes ->> 'status',
    extract_date = folded.extract_date, attribute_dates = folded.attribute_dates, run_id = {run_id}
from merge_key merging join merge_folded folded using (seq)
where {known_merging} and action = 'update';

update {table} known
set extract_date = coalesce(folded.extract_date, staged.extract_date),
    attribute_dates = coalesce(folded.attribute_dates, '{{}}'), run_id = {run_id}
from merge_key merging join {staging} staged using (seq) left join merge_folded folded using (seq)
where {known_merging} and action = 'date';

insert into {table} ({key}, registration_to, effect_to, status, attributes, attribute_dates, extract_date, run_id)
select {key}, (attributes ->> 'registreringtil')::timestamptz, (attributes ->> 'virkningtil')::timestamptz,
       attributes ->> 'status', attributes, attribute_dates, extract_date, {run_id}
from (
  -- In the order of the indexes, so that their pages are filled one after the other.
  (select {merging_key}, staged.attributes, '{{}}'::jsonb as attribute_dates, staged.extract_date
   from merge_key merging join {staging} staged using (seq) where action = 'insert' and not is_folded
   order by {merging_key})
  union all
  select {merging_key}, folded.attributes, folded.attribute_dates, folded.extract_date
  from merge_key merging join merge_folded folded using (seq) where action = 'insert'
) as fresh;

create temp table merge_newest on commit drop as
select distinct on ({object}) {key}, true as is_newest
from merge_object join {table} using ({object})
order by {object}, registration_from desc, effect_from desc;
create unique index on merge_newest ({key});
analyze merge_newest;

-- How each staged row ended. One row stands for its version; the others repeat it or are overruled. What was not folded
-- is the one row of its version, and is looked at without its attributes.
create temp table merge_outcome on commit drop as
with first as (
  select distinct on (merging.seq) merging.seq as key_seq, staged.seq
  from merge_key merging join {staging} staged using ({key}) join merge_folded folded on folded.seq = merging.seq
  where merging.is_folded
  order by merging.seq, coalesce(staged.attributes <@ folded.before, false), staged.extract_date desc nulls last, staged.seq
), ended as (
  select merging.file_id, merging.action, object.is_known, coalesce(newest.is_newest, false) as is_newest,
         true as is_kept, true as is_first
  from merge_key merging
  join merge_object object using ({object})
  left join merge_newest newest using ({key})
  where not merging.is_folded
  union all
  select staged.file_id, merging.action, object.is_known, coalesce(newest.is_newest, false),
         staged.attributes <@ folded.attributes, first.seq is not null
  from {staging} staged
  join merge_key merging using ({key})
  join merge_object object using ({object})
  join merge_folded folded on folded.seq = merging.seq
  left join merge_newest newest using ({key})
  left join first on first.seq = staged.seq
)
select file_id,
       case when not is_kept and not (is_first and action in ('insert', 'update')) then 'superseded'
            when not is_first or action in ('date', 'none') then 'unchanged'
            when not is_newest then 'superseded'
            when action = 'insert' and not is_known then 'new'
            else 'changed' end as outcome,
       count(*) as rows
from ended group by 1, 2;
