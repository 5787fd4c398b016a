-- The map wall: what a view of `map` shows is of the municipalities that the signed context names, whoever wrote the
-- statement. The views stay plain and their owner goes around policies, so that boxes and words keep their indexes.

------------------------------------------------------------------------------- what somebody reads
-- A worker of a parallel plan does not know which role its leader took. The leader asks once, as it does for every
-- subquery that hangs on no row, and the plan stays parallel.
alter function context.claims() parallel restricted;

-- The owners of the tables beneath, and the logins that write them, see by their own grants what the views show. Whoever is
-- not named here sees what the service signed for; the reader's login is never to be named.
create function context.reads_all() returns boolean
language sql stable parallel restricted set search_path = pg_catalog, pg_temp
return case when exists (
         select from unnest(array['atlas_owner', 'atlas_aggregator', 'atlas_writer', 'atlas_importer']) as holder
         where pg_has_role(current_user, holder, 'usage')
       ) then true else coalesce(context.claims() ->> 'reads' = '*', false) end;
comment on function context.reads_all() is 'Whether whoever asks sees the rows of every municipality; false without a valid token.';

create function context.readable() returns text[]
language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(array_agg(code), '{}')
  from (select context.claims() -> 'reads' as codes) as told
  cross join lateral jsonb_array_elements_text(case jsonb_typeof(codes) when 'array' then codes else '[]' end) as code;
end;
comment on function context.readable() is 'The municipalities whose rows whoever asks sees; none without a valid token.';

-- A view's functions are called by whoever reads the view.
revoke all on function context.reads_all(), context.readable() from public;
grant execute on function context.reads_all(), context.readable()
  to atlas_reader, atlas_writer, atlas_importer, atlas_aggregator, atlas_social_importer;

------------------------------------------------------------------------------- whose lists and imports
alter table work.saved_list add column municipality_code text check (municipality_code <> '');
-- Of several registries a list is of the one whose rows it asks for. Where it asks for several, or for any, nobody knows
-- whose it is: it belongs to none, and the command line alone has it.
update work.saved_list l
set municipality_code = coalesce(
  (select min(r.municipality_code) from work.registry r having count(*) = 1),
  (select min(r.municipality_code) from work.registry r
   where l.filter ~ '\mmunicipality_code\M' and position(quote_literal(r.municipality_code) in l.filter) > 0
   having count(*) = 1),
  '0000');
alter table work.saved_list alter column municipality_code set not null, drop constraint saved_list_name_key,
  add constraint saved_list_name_key unique (municipality_code, name);
comment on column work.saved_list.municipality_code is 'The municipality whose list it is; 0000 for one of nobody''s, that the command line alone has.';

alter table work.import_run add column municipality_code text;
comment on column work.import_run.municipality_code is 'The municipality of the account that brought the files; null: the command line.';

------------------------------------------------------------------------------- the views
-- Each condition asks the context once per statement. Codes stand in the indexes that low zooms are answered from.
create or replace view map.registry as
  select municipality_code, name, is_danish, local_srid, is_demo from work.registry
  where (select context.reads_all()) or municipality_code = any ((select context.readable())::text[]);

create or replace view map.place as
  select p.id, p.municipality_code, p.place_key, p.name, p.kind, p.population, p.population_date, p.source, p.geom, p.geom_3857,
         p.cell, p.reach_m, p.search_text, p.property_count, p.candidate_count
  from work.place p
  where (select context.reads_all()) or p.municipality_code = any ((select context.readable())::text[]);

create or replace view map.municipality as
  select m.municipality_code, m.name, m.is_approximate, m.geom, m.geom_3857, m.cell, m.population, m.homes, m.homes_basis,
         m.property_count, m.candidate_count, m.source
  from work.municipality m
  where (select context.reads_all()) or m.municipality_code = any ((select context.readable())::text[]);

-- A property tells the name and the inhabitants of its village also where that lies across the border: everybody knows them.
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
  left join work.screened_registry s on s.municipality_code = p.municipality_code
  where (select context.reads_all()) or p.municipality_code = any ((select context.readable())::text[]);

create or replace view map.building as
  select b.id, b.municipality_code, b.key, b.property_id, b.bbr_id, b.number, b.status_code, b.state, b.is_standing, b.use_code,
         b.year_built, b.year_rebuilt, b.wall_code, b.roof_code, b.asbestos_code, b.total_area_m2, b.living_area_m2,
         b.footprint_area_m2, b.storeys, b.heating_code, b.water_code, b.drain_code, b.protection_code, b.materials_source_code,
         b.coordinate_quality, b.revised_on, b.bfe, b.address, b.source, b.source_date, b.point, b.footprint, b.geom_3857, b.cell
  from work.building b
  where (select context.reads_all()) or b.municipality_code = any ((select context.readable())::text[]);

create or replace view map.unit as
  select u.id, u.municipality_code, u.key, u.building_id, u.property_id, u.bbr_id, u.status_code, u.state, u.is_standing, u.use_code,
         u.dwelling_type, u.condemned_code, u.toilet_code, u.bath_code, u.kitchen_code, u.heating_code, u.occupancy_code,
         u.approved_empty_code, u.flex_permit_code, u.unregistered_since, u.total_area_m2, u.living_area_m2, u.source, u.source_date
  from work.unit u
  where (select context.reads_all()) or u.municipality_code = any ((select context.readable())::text[]);

create or replace view map.hit as
  select h.property_id, h.building_id, h.unit_id, h.rule, h.field, h.code, h.fact_date, h.weight, h.scores from work.hit h
  where (select context.reads_all())
     or exists (select from work.property p
                where p.id = h.property_id and p.municipality_code = any ((select context.readable())::text[]));

create or replace view map.inspection as
  select i.id, i.municipality_code, i.property_id, i.scale, i.part, i.grade, i.inspected_on, i.inspector, i.source, i.source_date
  from work.inspection i
  where (select context.reads_all()) or i.municipality_code = any ((select context.readable())::text[]);

create or replace view map.social_band as
  select b.place_id, b.band from work.social_band b
  where (select context.reads_all())
     or exists (select from work.place p
                where p.id = b.place_id and p.municipality_code = any ((select context.readable())::text[]));

create or replace view map.saved_list as
  select id, name, layer, filter, parameters, columns, sort, created_by, created_at, changed_by, changed_at, municipality_code
  from work.saved_list
  where (select context.reads_all()) or municipality_code = any ((select context.readable())::text[]);

-- An extract that is of no one municipality, as BBR's that tell it row by row, stands behind the figures of all; unless it
-- was brought by one of them.
create or replace view map.source as
  select f.target, f.form, f.registry, max(f.extract_date) as extract_date, max(r.finished_at) as imported_at
  from work.import_file f join work.import_run r on r.id = f.run_id
  where r.state = 'committed'
    and ((select context.reads_all())
         or case when coalesce(f.registry, r.municipality_code) is null then (select cardinality(context.readable())) > 0
                 else coalesce(upper(f.registry), r.municipality_code) = any ((select context.readable())::text[]) end)
  group by f.target, f.form, f.registry;

-- What a screening counted is of several municipalities at once.
create or replace view map.screening_run as
  select id, as_of, started_at, finished_at, counts from work.screening_run where (select context.reads_all());

create view map.screened_registry as
  select municipality_code, as_of from work.screened_registry
  where (select context.reads_all()) or municipality_code = any ((select context.readable())::text[]);
alter view map.screened_registry owner to atlas_aggregator;
grant select on map.screened_registry to atlas_reader, atlas_writer, atlas_importer;

-- map.version has no condition: it tells how often something in a square of some forty kilometres was written, never what or
-- whose, and the service asks for it before it knows who will ask for a tile.
comment on view map.version is 'How often the rows of a source changed in a zoom-9 cell; of no municipality.';
