-- The registry: register copies (base), the registry's own identities (work), what is read (map), and closed rooms.
create schema base;
create schema work;
create schema map;
create schema cases;
create schema social;
create schema private;
create schema audit;

comment on schema base is 'Register copies, every version: one table per register entity.';
comment on schema work is 'The registry''s own identities with current values, kept by imports in the same transaction.';
comment on schema map is 'Views that map, lists, search and exports read.';
comment on schema cases is 'Closed until people sign in.';
comment on schema social is 'Closed until people sign in.';
comment on schema private is 'Closed until people sign in.';
comment on schema audit is 'Closed until people sign in.';

------------------------------------------------------------------------------- functions
-- Search folds spelling: case, accents, and the two spellings of the Danish letters (ø/oe, å/aa, æ/ae).
create function map.fold(value text) returns text
language sql immutable parallel safe strict
return translate(
  replace(replace(replace(replace(replace(lower(value), 'å', 'aa'), 'ø', 'oe'), 'æ', 'ae'), 'ö', 'oe'), 'ä', 'ae'),
  'éèêëüûúùáàâíìîïóòôçñ', 'eeeeuuuuaaaiiiiooocn');

-- Spreads the lower 22 bits of a number to every second bit, for the Morton number of a tile.
create function map.spread_bits(value bigint) returns bigint
language plpgsql immutable parallel safe strict as $$
begin
  value := value & 4194303;
  value := (value | (value << 16)) & 281470681808895;      -- 0x0000FFFF0000FFFF
  value := (value | (value << 8)) & 71777214294589695;     -- 0x00FF00FF00FF00FF
  value := (value | (value << 4)) & 1085102592571150095;   -- 0x0F0F0F0F0F0F0F0F
  value := (value | (value << 2)) & 3689348814741910323;   -- 0x3333333333333333
  value := (value | (value << 1)) & 6148914691236517205;   -- 0x5555555555555555
  return value;
end $$;

-- The way back: every second bit of a Morton number, closed up.
create function map.pack_bits(value bigint) returns bigint
language plpgsql immutable parallel safe strict as $$
begin
  value := value & 6148914691236517205;                                 -- 0x5555555555555555
  value := (value | (value >> 1)) & 3689348814741910323;                -- 0x3333333333333333
  value := (value | (value >> 2)) & 1085102592571150095;                -- 0x0F0F0F0F0F0F0F0F
  value := (value | (value >> 4)) & 71777214294589695;                  -- 0x00FF00FF00FF00FF
  value := (value | (value >> 8)) & 281470681808895;                    -- 0x0000FFFF0000FFFF
  return (value | (value >> 16)) & 4294967295;                          -- 0x00000000FFFFFFFF
end $$;

-- The Morton number of a tile of zoom 22: half-open cells, x in the even bits. Rows are counted by it, so that
-- the cell of any lower zoom is `cell >> 2 * (22 - zoom)`. Null outside the Web Mercator square.
create function map.cell(geom public.geometry) returns bigint
language plpgsql immutable parallel safe strict as $$
declare
  point public.geometry;
  x bigint;
  y bigint;
begin
  if public.st_isempty(geom) then return null; end if;
  point := geom;
  if public.geometrytype(geom) <> 'POINT' then point := public.st_pointonsurface(geom); end if;
  if public.st_srid(point) <> 3857 then point := public.st_transform(point, 3857); end if;
  x := floor((public.st_x(point) + 20037508.342789244) / 40075016.685578488 * 4194304);
  y := floor((20037508.342789244 - public.st_y(point)) / 40075016.685578488 * 4194304);
  if x not between 0 and 4194303 or y not between 0 and 4194303 then return null; end if;
  return map.spread_bits(x) | (map.spread_bits(y) << 1);
end $$;

------------------------------------------------------------------------------- imports
create table work.import_run (
  id bigint generated always as identity primary key,
  kind text not null default 'import',
  actor text not null,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  state text not null default 'running' check (state in ('running', 'committed', 'failed', 'interrupted', 'undone')),
  progress real not null default 0,
  counts jsonb not null default '{}',
  message text,
  undone_at timestamptz,
  undone_by text
);
comment on table work.import_run is 'One import of one or more files; committed apart from the data, so that a failed run can be read.';

create table work.import_file (
  id bigint generated always as identity primary key,
  run_id bigint not null references work.import_run (id) on delete cascade,
  name text not null,
  content_hash text not null,
  form text,
  target text,
  registry text,
  extract_date date,
  counts jsonb not null default '{}',
  note text
);

create table work.rejected_row (
  id bigint generated always as identity primary key,
  run_id bigint not null references work.import_run (id) on delete cascade,
  file_id bigint references work.import_file (id) on delete cascade,
  line bigint,
  column_name text,
  reason_code text not null,
  reason text not null,
  content jsonb
);
create index rejected_row_run_id on work.rejected_row (run_id, id);
comment on column work.rejected_row.content is 'The row as read; null where the CPR guard refused it or the table is confidential.';

create table work.column_mapping (
  id bigint generated always as identity primary key,
  signature text not null unique,
  mapping jsonb not null,
  changed_at timestamptz not null default now()
);
comment on table work.column_mapping is 'How the columns of a table were mapped, remembered by the signature of its header.';

------------------------------------------------------------------------------- base: register copies
-- Every register entity has one shape: identity, the two times, status, and the whole row by canonical name.
create table base.version (
  municipality_code text not null default '0000',
  id_lokal_id uuid not null,
  registration_from timestamptz not null,
  registration_to timestamptz,
  effect_from timestamptz not null,
  effect_to timestamptz,
  status text,
  attributes jsonb not null,
  attribute_dates jsonb not null default '{}',
  extract_date date,
  run_id bigint not null
);
comment on column base.version.attribute_dates is 'Extract date of the attributes that an older extract gave; the others are of extract_date.';
comment on table base.version is 'The shape that the version tables are made like; holds no rows itself.';

do $$
declare entity text;
begin
  foreach entity in array array['bbr_building', 'bbr_unit', 'bbr_entrance', 'bbr_storey', 'bbr_ground',
                                'bbr_ground_parcel', 'bbr_property_relation', 'dar_address'] loop
    execute format('create table base.%I (like base.version including defaults including comments)', entity);
    execute format('alter table base.%I add constraint %I primary key (municipality_code, id_lokal_id, registration_from, effect_from)',
                   entity, 'pk_' || entity);
    execute format('create index %I on base.%I (run_id)', entity || '_run_id', entity);
  end loop;
end $$;
create index dar_address_house_number on base.dar_address ((attributes ->> 'husnummer'));
create index bbr_building_house_number on base.bbr_building ((attributes ->> 'husnummer'));

create table base.bbr_other (
  like base.version including defaults,
  table_code text not null,
  constraint pk_bbr_other primary key (municipality_code, table_code, id_lokal_id, registration_from, effect_from)
);
create index bbr_other_run_id on base.bbr_other (run_id);
comment on table base.bbr_other is 'BBR tables of the same form that are kept whole but not used yet.';

create table base.municipality (
  municipality_code text primary key,
  name text not null,
  geom geometry(MultiPolygon, 25832) not null,
  is_approximate boolean not null default false,
  population integer,
  attributes jsonb not null default '{}',
  extract_date date,
  run_id bigint not null
);
create index municipality_geom on base.municipality using gist (geom);

create table base.place (
  municipality_code text not null default '0000',
  place_key text not null,
  name text not null,
  kind text,
  population integer,
  population_date date,
  geom geometry(Geometry, 25832),
  attributes jsonb not null default '{}',
  extract_date date,
  run_id bigint not null,
  primary key (municipality_code, place_key)
);

create table base.footprint (
  municipality_code text not null default '0000',
  footprint_key text not null,
  bbr_id uuid,
  geom geometry(MultiPolygon, 25832) not null,
  attributes jsonb not null default '{}',
  extract_date date,
  run_id bigint not null,
  primary key (municipality_code, footprint_key)
);
create index footprint_bbr_id on base.footprint (bbr_id);

create table base.listed_property (
  municipality_code text not null,
  source_table text not null,
  row_key text not null,
  geom geometry(Geometry, 25832),
  attributes jsonb not null,
  original jsonb not null,
  extract_date date,
  run_id bigint not null,
  primary key (municipality_code, source_table, row_key)
);
comment on table base.listed_property is 'A row of a municipality''s own or a foreign table: mapped values (attributes) and all columns as read (original).';

create table base.replaced (
  run_id bigint not null,
  table_name text not null,
  municipality_code text not null,
  row_key text not null,
  row jsonb not null,
  primary key (table_name, municipality_code, row_key, run_id)
);
create index replaced_run_id on base.replaced (run_id);
comment on table base.replaced is 'The image a run overwrote, so that the run can be undone exactly.';

-- Register values are text: a number or a date that is none becomes null instead of ending an import.
create function base.whole(value text) returns integer
language sql immutable parallel safe strict
return case when value ~ '^\s*-?[0-9]{1,9}\s*$' then value::integer end;

create function base.small(value text) returns smallint
language sql immutable parallel safe strict
return case when value ~ '^\s*-?[0-9]{1,4}\s*$' then value::smallint end;

create function base.large(value text) returns bigint
language sql immutable parallel safe strict
return case when value ~ '^\s*-?[0-9]{1,18}\s*$' then value::bigint end;

create function base.identifier(value text) returns uuid
language sql immutable parallel safe strict
return case when value ~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then value::uuid end;

create function base.day(value text) returns date
language sql immutable parallel safe strict
return case when value ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])' and left(value, 4) <> '0000'
                 and substr(value, 9, 2)::integer <= extract(day from (
                   make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, 1) + interval '1 month - 1 day'))
            then left(value, 10)::date end;

create function base.point(value text) returns public.geometry
language sql immutable parallel safe strict
return case when value ~* '^POINT ?\(-?[0-9]+(\.[0-9]+)? -?[0-9]+(\.[0-9]+)?\)$'
                 and value !~* '^POINT ?\(0+(\.0+)? 0+(\.0+)?\)$'  -- the register's way to say "no position"
            then public.st_geomfromtext(value, 25832) end;

------------------------------------------------------------------------------- work: rules and code lists as dated data
create table work.dated_rule (
  topic text not null,
  key text not null,
  valid_from date not null,
  valid_to date,
  comparison text,
  value text,
  unit text,
  status text not null check (status in ('stated', 'carried forward', 'planned', 'unknown', 'practice')),
  source text,
  primary key (topic, key, valid_from)
);
comment on table work.dated_rule is 'A rule of law or practice with its period and source; topic pool equals the known facts of the pool.';

create table work.screening_rule (
  rule text not null,
  valid_from date not null,
  valid_to date,
  kind text not null check (kind in ('suspicion', 'flag', 'badge')),
  weight smallint not null default 0,
  threshold text,
  codes text[],
  use_codes text[],
  title_da text not null,
  title_en text not null,
  description_da text not null,
  description_en text not null,
  source text not null,
  primary key (rule, valid_from)
);

create table work.unknown_value (
  field text not null,
  value text not null,
  valid_from date not null,
  valid_to date,
  source text not null,
  primary key (field, value, valid_from)
);
comment on table work.unknown_value is 'Register values that mean "not known"; they never make a hit.';

create table work.code_title (
  list text not null,
  code text not null,
  valid_from date not null,
  valid_to date,
  title_da text not null,
  title_en text not null,
  group_name text,
  source text not null,
  primary key (list, code, valid_from)
);
comment on table work.code_title is 'BBR code lists with version; list use carries group_name dwelling, outbuilding, business, ...';

create table work.life_cycle (
  status text not null,
  valid_from date not null,
  valid_to date,
  state text not null check (state in ('planned', 'standing', 'gone')),
  is_standing boolean not null,
  title_da text not null,
  title_en text not null,
  source text not null,
  primary key (status, valid_from)
);

create table work.municipality_name (
  municipality_code text primary key,
  name text not null,
  is_municipality boolean not null default true,
  source text not null
);

------------------------------------------------------------------------------- work: identities with current values
create table work.registry (
  municipality_code text primary key check (municipality_code ~ '^[0-9A-Z][0-9A-Z_-]{1,19}$'),
  name text not null,
  is_danish boolean not null,
  local_srid integer not null,
  is_demo boolean not null default false
);
comment on column work.registry.local_srid is 'EPSG code that distances and grids of this registry are measured in: 25832 in Denmark.';

create table work.screened_registry (
  municipality_code text primary key references work.registry (municipality_code) on delete cascade,
  as_of date not null
);
comment on table work.screened_registry is 'The day that the newest screening of a registry was for: kept apart, so that another day writes no property and throws no tile away.';

create table work.identity (
  kind text not null,
  municipality_code text not null,
  key text not null,
  id bigint not null,
  primary key (kind, municipality_code, key)
);
comment on table work.identity is 'The numbers of places, properties, buildings and units that went away: what comes back has the number it had, so links to it hold.';

create table work.place (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  place_key text not null,
  name text not null,
  kind text,
  population integer,
  population_date date,
  source text,
  geom geometry(Geometry, 25832),
  geom_3857 geometry(Geometry, 3857) generated always as (st_transform(geom, 3857)) stored,
  cell bigint generated always as (map.cell(geom)) stored,
  reach_m double precision,
  search_text text generated always as (map.fold(name)) stored,
  property_count integer not null default 0,
  candidate_count integer not null default 0,
  unique (municipality_code, place_key)
);
create index place_geom on work.place using gist (geom);
create index place_geom_3857 on work.place using gist (geom_3857);
create index place_search on work.place using gin (search_text gin_trgm_ops);
comment on column work.place.reach_m is 'Metres from a place''s point within which a property counts as in it; null for areas.';

create table work.municipality (
  municipality_code text primary key,
  name text not null,
  is_approximate boolean not null,
  geom geometry(MultiPolygon, 25832),
  geom_3857 geometry(MultiPolygon, 3857) generated always as (st_transform(geom, 3857)) stored,
  cell bigint generated always as (map.cell(geom)) stored,
  population integer,
  homes integer,
  homes_basis text check (homes_basis in ('register', 'population')),
  property_count integer not null default 0,
  candidate_count integer not null default 0,
  source text
);
create index municipality_geom_3857 on work.municipality using gist (geom_3857);

create table work.property (
  id bigint generated always as identity primary key,
  municipality_code text not null references work.registry (municipality_code),
  key text not null,
  bfe bigint,
  source text not null,
  source_date date,
  address text,
  postal_code text,
  postal_name text,
  place_id bigint references work.place (id) on delete set null,
  in_place boolean,
  place_distance_m double precision,
  use_code text,
  year_built smallint,
  living_area_m2 integer,
  ownership_code text,
  owner_kind text,
  state text not null check (state in ('planned', 'standing', 'gone')),
  is_standing boolean generated always as (state = 'standing') stored,
  building_count integer not null default 0,
  vacant_since date,
  geom geometry(Point, 25832),
  geom_3857 geometry(Point, 3857) generated always as (st_transform(geom, 3857)) stored,
  cell bigint generated always as (map.cell(geom)) stored,
  search_text text generated always as (rtrim(map.fold(
    replace(coalesce(address || ' ', ''), ',', '') || coalesce(postal_code || ' ', '')
    || coalesce(postal_name || ' ', '') || coalesce(bfe::text, '')))) stored,
  suspicion smallint check (suspicion between 0 and 100),
  rules text[] not null default '{}',
  flags text[] not null default '{}',
  badges text[] not null default '{}',
  hit_count integer not null default 0,
  screened_as_of date,
  unique (municipality_code, key)
);
comment on column work.property.hit_count is 'How many hits stand in work.hit: counted by screening, because a list of a million rows is sorted by it.';
comment on column work.property.screened_as_of is 'The day of the screening that wrote this result; null: never screened. The day it still holds for is the registry''s.';
comment on column work.property.key is 'What identifies it in its registry: bfe:N, else ground:UUID, building:UUID or row:TABLE:KEY.';
create index property_bfe on work.property (bfe);
create index property_place_id on work.property (place_id);
-- Answers low zooms alone: place_id is there because the join of map.property asks for it even where it is removed.
create index property_cell on work.property (cell) include (suspicion, municipality_code, place_id) where state = 'standing';
create index property_geom_3857 on work.property using gist (geom_3857);
create index property_geom on work.property using gist (geom);
create index property_suspicion on work.property (suspicion desc nulls last, id) where state = 'standing';
create index property_address on work.property (address collate "da-x-icu", id) where state = 'standing';
create index property_search on work.property using gin (search_text gin_trgm_ops);
create index property_search_prefix on work.property (search_text collate "C");
create index property_rules on work.property using gin (rules);

create table work.building (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  key text not null,
  property_id bigint references work.property (id) on delete cascade,
  bbr_id uuid,
  number text,
  status_code text,
  state text not null check (state in ('planned', 'standing', 'gone')),
  is_standing boolean generated always as (state = 'standing') stored,
  use_code text,
  year_built smallint,
  year_rebuilt smallint,
  wall_code text,
  roof_code text,
  asbestos_code text,
  total_area_m2 integer,
  living_area_m2 integer,
  footprint_area_m2 integer,
  storeys smallint,
  heating_code text,
  water_code text,
  drain_code text,
  protection_code text,
  materials_source_code text,
  coordinate_quality text,
  revised_on date,
  ground_id uuid,
  house_number_id uuid,
  parcel_no text,
  bfe bigint,
  address text,
  source text not null,
  source_date date,
  point geometry(Point, 25832),
  footprint geometry(MultiPolygon, 25832),
  geom_3857 geometry(Geometry, 3857) generated always as (st_transform(coalesce(footprint, point), 3857)) stored,
  cell bigint generated always as (map.cell(coalesce(footprint, point))) stored,
  unique (municipality_code, key)
);
comment on column work.building.key is 'bbr:UUID, footprint:KEY for a footprint without a BBR building, or row:TABLE:KEY.';
create index building_property_id on work.building (property_id);
create index building_bbr_id on work.building (bbr_id);
create index building_cell on work.building (cell) include (year_built, municipality_code) where state = 'standing';
create index building_address on work.building (address collate "da-x-icu", id) where state = 'standing';
create index building_geom_3857 on work.building using gist (geom_3857);

create table work.unit (
  id bigint generated always as identity primary key,
  municipality_code text not null,
  key text not null,
  building_id bigint references work.building (id) on delete cascade,
  property_id bigint references work.property (id) on delete cascade,
  bbr_id uuid,
  status_code text,
  state text not null check (state in ('planned', 'standing', 'gone')),
  is_standing boolean generated always as (state = 'standing') stored,
  use_code text,
  dwelling_type text,
  condemned_code text,
  toilet_code text,
  bath_code text,
  kitchen_code text,
  heating_code text,
  occupancy_code text,
  approved_empty_code text,
  flex_permit_code text,
  unregistered_since date,
  total_area_m2 integer,
  living_area_m2 integer,
  source text not null,
  source_date date,
  unique (municipality_code, key)
);
comment on column work.unit.unregistered_since is 'First day without anybody registered in the CPR at the unit; from a table import, never a person.';
create index unit_building_id on work.unit (building_id);
create index unit_property_id on work.unit (property_id);

create table work.hit (
  property_id bigint not null references work.property (id) on delete cascade,
  building_id bigint,
  unit_id bigint,
  rule text not null,
  field text not null,
  code text,
  fact_date date,
  weight smallint not null,
  scores boolean not null
);
create index hit_property_id on work.hit (property_id);
comment on table work.hit is 'What screening found; replaced as a whole per property, so buildings and units are named without a foreign key, which would cost a look-up per hit and a scan per building that is removed.';

create table work.screening_run (
  id bigint generated always as identity primary key,
  as_of date not null,
  actor text not null,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  counts jsonb not null default '{}'
);

------------------------------------------------------------------------------- versions of what tiles show
-- Append-only: the version of a zoom-9 cell is the sum of what has committed, so a late commit is never missed.
create table work.change (
  id bigint generated always as identity primary key,
  source text not null,
  cell bigint not null,
  amount bigint not null
);
create index change_source on work.change (source, cell) include (amount);
comment on table work.change is 'Version deltas per source table and zoom-9 cell (-1: rows without position, or the whole source).';

create function work.record_change() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if tg_argv[0] = 'cells' then
    if tg_op = 'INSERT' then
      insert into work.change (source, cell, amount) select distinct tg_table_name, coalesce(cell >> 26, -1), 1 from new_rows;
    elsif tg_op = 'DELETE' then
      insert into work.change (source, cell, amount) select distinct tg_table_name, coalesce(cell >> 26, -1), 1 from old_rows;
    else
      insert into work.change (source, cell, amount)
      select tg_table_name, cell, 1 from (
        select coalesce(cell >> 26, -1) as cell from new_rows union select coalesce(cell >> 26, -1) from old_rows) as touched;
    end if;
  else
    -- A statement that touches no row fires its trigger too, and must not throw every tile away.
    if tg_op = 'DELETE' then perform from old_rows limit 1; else perform from new_rows limit 1; end if;
    if not found then return null; end if;
    insert into work.change (source, cell, amount) values (tg_table_name, -1, 1);
  end if;
  perform pg_notify('atlas_change', tg_table_name);
  return null;
end $$;

do $$
declare
  item record;
begin
  for item in select * from (values ('property', 'cells'), ('building', 'cells'), ('place', 'whole'),
                                    ('municipality', 'whole'), ('dated_rule', 'whole'), ('registry', 'whole'),
                                    ('screened_registry', 'whole')) as t (name, how) loop
    execute format('create trigger %I after insert on work.%I referencing new table as new_rows for each statement execute function work.record_change(%L)',
                   item.name || '_inserted', item.name, item.how);
    execute format('create trigger %I after update on work.%I referencing old table as old_rows new table as new_rows for each statement execute function work.record_change(%L)',
                   item.name || '_updated', item.name, item.how);
    execute format('create trigger %I after delete on work.%I referencing old table as old_rows for each statement execute function work.record_change(%L)',
                   item.name || '_deleted', item.name, item.how);
  end loop;
end $$;

-- Folds the deltas into one row per cell: keeps the sums, so no version changes.
create function work.fold_changes() returns void
language sql security definer set search_path = pg_catalog
begin atomic
  with gone as (delete from work.change returning source, cell, amount)
  insert into work.change (source, cell, amount) select source, cell, sum(amount) from gone group by source, cell;
end;

------------------------------------------------------------------------------- map: what is read
create view map.registry as select municipality_code, name, is_danish, local_srid, is_demo from work.registry;

create view map.place as
  select p.id, p.municipality_code, p.place_key, p.name, p.kind, p.population, p.population_date, p.source, p.geom, p.geom_3857,
         p.cell, p.reach_m, p.search_text, p.property_count, p.candidate_count
  from work.place p;

create view map.municipality as
  select m.municipality_code, m.name, m.is_approximate, m.geom, m.geom_3857, m.cell, m.population, m.homes, m.homes_basis,
         m.property_count, m.candidate_count, m.source
  from work.municipality m;

create view map.property as
  select p.id, p.municipality_code, p.key, p.bfe, p.source, p.source_date, p.address, p.postal_code, p.postal_name,
         p.place_id, p.in_place, p.place_distance_m, l.name as place_name, l.population as place_population,
         l.population_date as place_population_date,
         p.use_code, p.year_built, p.living_area_m2, p.ownership_code, p.owner_kind, p.state, p.is_standing, p.building_count,
         p.vacant_since, p.geom, p.geom_3857, p.cell, p.search_text, p.suspicion, p.rules, p.flags, p.badges, p.hit_count,
         case when p.screened_as_of is not null then coalesce(s.as_of, p.screened_as_of) end as screened_as_of
  from work.property p left join work.place l on l.id = p.place_id
  left join work.screened_registry s on s.municipality_code = p.municipality_code;

create view map.building as
  select b.id, b.municipality_code, b.key, b.property_id, b.bbr_id, b.number, b.status_code, b.state, b.is_standing, b.use_code,
         b.year_built, b.year_rebuilt, b.wall_code, b.roof_code, b.asbestos_code, b.total_area_m2, b.living_area_m2,
         b.footprint_area_m2, b.storeys, b.heating_code, b.water_code, b.drain_code, b.protection_code, b.materials_source_code,
         b.coordinate_quality, b.revised_on, b.bfe, b.address, b.source, b.source_date, b.point, b.footprint, b.geom_3857, b.cell
  from work.building b;

create view map.unit as
  select u.id, u.municipality_code, u.key, u.building_id, u.property_id, u.bbr_id, u.status_code, u.state, u.is_standing, u.use_code,
         u.dwelling_type, u.condemned_code, u.toilet_code, u.bath_code, u.kitchen_code, u.heating_code, u.occupancy_code,
         u.approved_empty_code, u.flex_permit_code, u.unregistered_since, u.total_area_m2, u.living_area_m2, u.source, u.source_date
  from work.unit u;

create view map.hit as
  select h.property_id, h.building_id, h.unit_id, h.rule, h.field, h.code, h.fact_date, h.weight, h.scores from work.hit h;

create view map.dated_rule as select * from work.dated_rule;
create view map.screening_rule as select * from work.screening_rule;
create view map.unknown_value as select * from work.unknown_value;
create view map.code_title as select * from work.code_title;
create view map.life_cycle as select * from work.life_cycle;
create view map.screening_run as select id, as_of, started_at, finished_at, counts from work.screening_run;

-- What stands behind the figures: the newest committed extract of each target, for "data as of".
create view map.source as
  select f.target, f.form, f.registry, max(f.extract_date) as extract_date, max(r.finished_at) as imported_at
  from work.import_file f join work.import_run r on r.id = f.run_id
  where r.state = 'committed' group by f.target, f.form, f.registry;

create view map.version as select source, cell, sum(amount) as version from work.change group by source, cell;

------------------------------------------------------------------------------- rights
do $$
declare name text;
begin
  grant create, usage on schema map to atlas_aggregator;
  grant usage on schema work, base to atlas_aggregator;
  grant select on all tables in schema work to atlas_aggregator;
  for name in select viewname from pg_views where schemaname = 'map' loop
    execute format('alter view map.%I owner to atlas_aggregator', name);
    execute format('grant select on map.%I to atlas_reader, atlas_writer, atlas_importer', name);
  end loop;
end $$;

revoke all on all functions in schema map, work, base from public;
grant execute on all functions in schema base to atlas_aggregator, atlas_importer;
grant execute on all functions in schema map to atlas_aggregator, atlas_reader, atlas_writer, atlas_importer;
grant execute on function work.fold_changes() to atlas_writer, atlas_importer;
grant usage on schema map to atlas_reader;
grant usage on schema map, work to atlas_writer;
grant select on all tables in schema work to atlas_writer;
grant insert, update, delete on work.hit, work.screening_run, work.column_mapping to atlas_writer;
grant insert, update on work.screened_registry to atlas_writer;
grant update on work.property, work.place, work.municipality to atlas_writer;
grant usage on schema map, work, base to atlas_importer;
grant select, insert, update, delete on all tables in schema base to atlas_importer;
grant select on all tables in schema work to atlas_importer;
grant insert on work.identity to atlas_importer;
grant insert, update, delete on work.import_run, work.import_file, work.rejected_row, work.column_mapping, work.registry,
  work.property, work.building, work.unit, work.place, work.municipality, work.hit, work.screening_run to atlas_importer;
-- Every login may ask which revision the registry stands at.
grant select on public.alembic_version to public;
