-- The views as they were: whoever reads them sees all.

create or replace view map.registry as
  select municipality_code, name, is_danish, local_srid, is_demo from work.registry;

create or replace view map.place as
  select p.id, p.municipality_code, p.place_key, p.name, p.kind, p.population, p.population_date, p.source, p.geom, p.geom_3857,
         p.cell, p.reach_m, p.search_text, p.property_count, p.candidate_count
  from work.place p;

create or replace view map.municipality as
  select m.municipality_code, m.name, m.is_approximate, m.geom, m.geom_3857, m.cell, m.population, m.homes, m.homes_basis,
         m.property_count, m.candidate_count, m.source
  from work.municipality m;

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

create or replace view map.building as
  select b.id, b.municipality_code, b.key, b.property_id, b.bbr_id, b.number, b.status_code, b.state, b.is_standing, b.use_code,
         b.year_built, b.year_rebuilt, b.wall_code, b.roof_code, b.asbestos_code, b.total_area_m2, b.living_area_m2,
         b.footprint_area_m2, b.storeys, b.heating_code, b.water_code, b.drain_code, b.protection_code, b.materials_source_code,
         b.coordinate_quality, b.revised_on, b.bfe, b.address, b.source, b.source_date, b.point, b.footprint, b.geom_3857, b.cell
  from work.building b;

create or replace view map.unit as
  select u.id, u.municipality_code, u.key, u.building_id, u.property_id, u.bbr_id, u.status_code, u.state, u.is_standing, u.use_code,
         u.dwelling_type, u.condemned_code, u.toilet_code, u.bath_code, u.kitchen_code, u.heating_code, u.occupancy_code,
         u.approved_empty_code, u.flex_permit_code, u.unregistered_since, u.total_area_m2, u.living_area_m2, u.source, u.source_date
  from work.unit u;

create or replace view map.hit as
  select h.property_id, h.building_id, h.unit_id, h.rule, h.field, h.code, h.fact_date, h.weight, h.scores from work.hit h;

create or replace view map.inspection as
  select i.id, i.municipality_code, i.property_id, i.scale, i.part, i.grade, i.inspected_on, i.inspector, i.source, i.source_date
  from work.inspection i;

create or replace view map.social_band as
  select b.place_id, b.band from work.social_band b;

create or replace view map.source as
  select f.target, f.form, f.registry, max(f.extract_date) as extract_date, max(r.finished_at) as imported_at
  from work.import_file f join work.import_run r on r.id = f.run_id
  where r.state = 'committed' group by f.target, f.form, f.registry;

create or replace view map.screening_run as
  select id, as_of, started_at, finished_at, counts from work.screening_run;

drop view map.screened_registry;
comment on view map.version is null;

-- Two lists of one name were of two municipalities.
update work.saved_list l set name = left(l.name, 70) || ' (' || l.id || ')'
where exists (select from work.saved_list other where other.name = l.name and other.id < l.id);
drop view map.saved_list;
alter table work.saved_list drop constraint saved_list_name_key, drop column municipality_code,
  add constraint saved_list_name_key unique (name);
create view map.saved_list as select * from work.saved_list;
alter view map.saved_list owner to atlas_aggregator;
grant select on map.saved_list to atlas_reader, atlas_writer, atlas_importer;
alter table work.import_run drop column municipality_code;

drop function context.readable();
drop function context.reads_all();
alter function context.claims() parallel unsafe;
