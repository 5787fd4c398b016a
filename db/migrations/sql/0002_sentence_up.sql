-- What a person on site said, what that weighs, what units flag, and the lists that are kept.
------------------------------------------------------------------------------- grades and inspections
create table work.grade (
  scale text not null,
  grade text not null,
  valid_from date not null,
  valid_to date,
  rank smallint,
  title_da text not null,
  title_en text not null,
  source text not null,
  primary key (scale, grade, valid_from)
);
comment on table work.grade is 'The grades of each scale, in their own order; no grade is ever turned into one of another scale.';
comment on column work.grade.rank is '0 is the best of its scale; null: the grade does not say how good or bad.';

create table work.inspection (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  key text not null,
  property_id bigint not null references work.property (id) on delete cascade,
  scale text not null,
  part text not null default 'overall'
    check (part in ('overall', 'roof', 'wall', 'window', 'foundation', 'indoor', 'other')),
  grade text not null,
  inspected_on date,
  inspector text check (length(inspector) <= 120),
  source text not null,
  source_date date,
  unique (municipality_code, key)
);
create index inspection_property_id on work.inspection (property_id);
comment on table work.inspection is 'A grade that somebody gave on site, of a whole property or a part of it, in the scale it was given in.';

alter table work.property
  add column grade_scale text,
  add column grade text,
  add column grade_part text,
  add column graded_on date,
  add column is_graded boolean generated always as (grade is not null) stored,
  add column condition smallint check (condition between 0 and 100),
  add column priority smallint check (priority between 0 and 100),
  add column priority_condition smallint check (priority_condition between 0 and 100),
  add column priority_place smallint check (priority_place between 0 and 100),
  add column priority_eligible smallint check (priority_eligible between 0 and 100),
  add column priority_model text;
comment on column work.property.grade is 'The newest grade: of the whole if one was given that day, else the worst of the parts (grade_part).';
comment on column work.property.condition is 'The model''s points for the grade, or the suspicion where nobody has graded (is_graded tells which).';
comment on column work.property.priority_condition is 'A bar of the priority; null: its input is missing. The bars sum to the priority.';

-- Low zooms of the three property layers are answered from this index alone.
drop index work.property_cell;
create index property_cell on work.property (cell)
  include (suspicion, priority, condition, is_graded, municipality_code, place_id) where state = 'standing';
create index property_priority on work.property (priority desc nulls last, id) where state = 'standing';
create index property_condition on work.property (condition desc nulls last, id) where state = 'standing';

------------------------------------------------------------------------------- priority
create table work.priority_criterion (
  model text not null,
  criterion text not null,
  valid_from date not null,
  valid_to date,
  weight smallint not null check (weight between 0 and 100),
  title_da text not null,
  title_en text not null,
  description_da text not null,
  description_en text not null,
  source text not null,
  primary key (model, criterion, valid_from)
);
comment on table work.priority_criterion is 'What a priority is made of and how much each part weighs; the weights of a model sum to 100.';

create table work.priority_points (
  model text not null,
  criterion text not null,
  scale text not null,
  value text not null,
  valid_from date not null,
  valid_to date,
  points smallint check (points between 0 and 100),
  source text not null,
  primary key (model, criterion, scale, value, valid_from)
);
comment on column work.priority_points.points is 'Null: the value says nothing of the criterion, which is then missing.';

------------------------------------------------------------------------------- the social room
create table social.flag (
  municipality_code text not null,
  key text not null,
  property_key text not null,
  flag_type text not null,
  unit text not null,
  review_on date,
  run_id bigint not null,
  primary key (municipality_code, key)
);
comment on table social.flag is 'That a unit of the municipality has something going at a property: confidential in itself. No copy stands anywhere else.';
alter table social.flag enable row level security;
alter table social.flag force row level security;
create policy importing on social.flag to atlas_social_importer using (true) with check (true);

-- Undo brings these back; base.replaced is for what any import may see.
create table social.replaced (
  run_id bigint not null,
  municipality_code text not null,
  key text not null,
  property_key text not null,
  flag_type text not null,
  unit text not null,
  review_on date,
  former_run_id bigint not null,
  primary key (municipality_code, key, run_id)
);
comment on table social.replaced is 'The flag that a run overwrote, so that the run can be undone exactly.';
alter table social.replaced enable row level security;
alter table social.replaced force row level security;
create policy importing on social.replaced to atlas_social_importer using (true) with check (true);

-- Where a flagged property is counted: the place it had when it was first flagged. Whoever moves a place, or a house,
-- would else see by the bands which house is flagged.
create table social.located (
  municipality_code text not null,
  property_key text not null,
  place_municipality_code text not null,
  place_key text not null,
  primary key (municipality_code, property_key)
);
alter table social.located enable row level security;
alter table social.located force row level security;

-- The server's statistics of a table are open to every login: they would tell how many flags there are.
alter table social.flag set (autovacuum_enabled = false);
alter table social.replaced set (autovacuum_enabled = false);
alter table social.located set (autovacuum_enabled = false);

-- Street and number alone, as lists of different hands share them.
create function map.address_key(address text) returns text
language sql immutable parallel safe strict
return nullif(regexp_replace(map.fold(split_part(address, ',', 1)), '[^a-z0-9]', '', 'g'), '');

-- What leaves the room: a band for places where many properties are flagged, and nothing of the others.
create table work.social_band (
  place_id bigint primary key references work.place (id) on delete cascade,
  band text not null
);

-- Only a band that changes is written, so that no version tells that a single flag came or went.
create function work.refresh_social_bands() returns void
language sql security definer set search_path = pg_catalog
begin atomic
  delete from social.located l
  where not exists (select from social.flag f where f.municipality_code = l.municipality_code and f.property_key = l.property_key);

  insert into social.located (municipality_code, property_key, place_municipality_code, place_key)
  select distinct f.municipality_code, f.property_key, place.municipality_code, place.place_key
  from social.flag f
  join work.property p on p.municipality_code = f.municipality_code and p.key = f.property_key
  join work.place place on place.id = p.place_id
  on conflict do nothing;

  with counted as (
    select place.id as place_id, count(distinct (f.municipality_code, f.property_key)) as properties
    from social.flag f
    join social.located l on l.municipality_code = f.municipality_code and l.property_key = f.property_key
    join work.place place on place.municipality_code = l.place_municipality_code and place.place_key = l.place_key
    -- Flags are committed before their run is: of a run that did not come through none counts.
    where not exists (select from work.import_run r where r.id = f.run_id and r.state <> 'committed')
    group by place.id
  ), rule as (
    -- Of several rows for a band the newest counts. One that cannot be read gives no band and stops no import.
    select distinct on (r.key) r.key, case when r.value ~ '^\d{1,6}$' then r.value::integer end as least
    from work.dated_rule r
    where r.topic = 'social_band' and r.valid_from <= current_date and (r.valid_to is null or r.valid_to >= current_date)
    order by r.key, r.valid_from desc
  ), banded as (
    select c.place_id, b.key as band
    from counted c cross join lateral (
      select r.key from rule r where r.least between 5 and c.properties order by r.least desc, r.key limit 1
    ) as b
  ), gone as (
    delete from work.social_band s where not exists (select from banded b where b.place_id = s.place_id)
  )
  insert into work.social_band (place_id, band)
  select b.place_id, b.band from banded b left join work.social_band s on s.place_id = b.place_id
  where s.band is distinct from b.band
  on conflict (place_id) do update set band = excluded.band;
end;
comment on function work.refresh_social_bands() is 'Counts flagged properties per place, each where it lay when it was flagged. A rule below five is never followed.';

do $$
begin
  execute 'create trigger social_band_inserted after insert on work.social_band referencing new table as new_rows for each statement execute function work.record_change(''whole'')';
  execute 'create trigger social_band_updated after update on work.social_band referencing old table as old_rows new table as new_rows for each statement execute function work.record_change(''whole'')';
  execute 'create trigger social_band_deleted after delete on work.social_band referencing old table as old_rows for each statement execute function work.record_change(''whole'')';
end $$;

------------------------------------------------------------------------------- saved lists
create table work.saved_list (
  id bigint generated always as identity primary key,
  name text not null unique check (length(name) between 1 and 80),
  layer text not null,
  filter text,
  parameters jsonb not null default '{}',
  columns text[] not null,
  sort text,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  changed_by text not null,
  changed_at timestamptz not null default clock_timestamp()
);
comment on table work.saved_list is 'A named list: which rows of a layer, which columns in which order; exported again whenever it is needed.';

------------------------------------------------------------------------------- map
create or replace view map.property as
  select p.id, p.municipality_code, p.key, p.bfe, p.source, p.source_date, p.address, p.postal_code, p.postal_name,
         p.place_id, p.in_place, p.place_distance_m, l.name as place_name, l.population as place_population,
         l.population_date as place_population_date,
         p.use_code, p.year_built, p.living_area_m2, p.ownership_code, p.owner_kind, p.state, p.is_standing, p.building_count,
         p.vacant_since, p.geom, p.geom_3857, p.cell, p.search_text, p.suspicion, p.rules, p.flags, p.badges, p.hit_count,
         case when p.screened_as_of is not null then coalesce(s.as_of, p.screened_as_of) end as screened_as_of,
         p.grade_scale, p.grade, p.grade_part, p.graded_on, p.is_graded, p.condition, p.priority, p.priority_condition,
         p.priority_place, p.priority_eligible, p.priority_model
  from work.property p left join work.place l on l.id = p.place_id
  left join work.screened_registry s on s.municipality_code = p.municipality_code;

create view map.grade as select * from work.grade;
create view map.inspection as
  select i.id, i.municipality_code, i.property_id, i.scale, i.part, i.grade, i.inspected_on, i.inspector, i.source, i.source_date
  from work.inspection i;
create view map.priority_criterion as select * from work.priority_criterion;
create view map.priority_points as select * from work.priority_points;
create view map.social_band as select place_id, band from work.social_band;
create view map.saved_list as select * from work.saved_list;

------------------------------------------------------------------------------- rights
do $$
declare name text;
begin
  foreach name in array array['grade', 'inspection', 'priority_criterion', 'priority_points', 'social_band', 'saved_list'] loop
    execute format('grant select on work.%I to atlas_aggregator, atlas_writer, atlas_importer', name);
    execute format('alter view map.%I owner to atlas_aggregator', name);
    execute format('grant select on map.%I to atlas_reader, atlas_writer, atlas_importer', name);
  end loop;
end $$;
grant insert, update, delete on work.inspection to atlas_importer;
grant insert, update, delete on work.saved_list to atlas_writer;

-- The aggregator counts properties, and is told neither type nor unit.
grant usage on schema social to atlas_aggregator, atlas_social_importer;
grant select (municipality_code, property_key, run_id) on social.flag to atlas_aggregator;
grant select, insert, delete on social.located to atlas_aggregator;
grant insert, update, delete on work.social_band to atlas_aggregator;
grant select, insert, update, delete on social.flag, social.replaced to atlas_social_importer;
grant usage on schema work to atlas_social_importer;
grant create on schema work to atlas_aggregator;
alter function work.refresh_social_bands() owner to atlas_aggregator;
revoke create on schema work from atlas_aggregator;
revoke all on function work.refresh_social_bands() from public;
grant execute on function work.refresh_social_bands() to atlas_importer, atlas_social_importer;
-- Rows are told by property, so the flags' import asks which properties there are.
grant usage on schema map to atlas_social_importer;
grant select on map.property, map.building, map.registry, map.code_title to atlas_social_importer;
grant select (id, state) on work.import_run to atlas_social_importer;
revoke all on function map.address_key(text) from public;
grant execute on function map.address_key(text) to atlas_aggregator, atlas_importer, atlas_social_importer;
grant execute on function map.fold(text) to atlas_social_importer;
