-- One side of the border: a house with all that hangs on it, `metres` north of the middle.
with registry as (
  insert into work.registry (municipality_code, name, is_danish, local_srid)
  values (%(code)s, 'Kommune ' || %(code)s, true, 25832)
), here as (
  select st_translate(st_transform(st_setsrid(st_point(%(lon)s, %(lat)s), 4326), 25832), 0, %(metres)s) as geom
), area as (
  insert into work.municipality (municipality_code, name, is_approximate, geom, homes, property_count)
  select %(code)s, 'Kommune ' || %(code)s, false, st_multi(st_expand(st_translate(geom, 0, 500 * %(metres)s), 4900)), 9, 1
  from here
), place as (
  insert into work.place (municipality_code, place_key, name, kind, population, geom, reach_m, property_count)
  select %(code)s, 'by', 'Grænseby', 'village', 300, geom, 500, 1 from here returning id
), house as (
  insert into work.property (municipality_code, key, bfe, source, source_date, address, postal_code, postal_name, place_id,
    in_place, use_code, year_built, state, building_count, geom, suspicion, rules, hit_count, screened_as_of, grade_scale,
    grade, grade_part, graded_on, condition, priority, priority_condition, priority_model)
  select %(code)s, 'row:liste:1', 7, 'bbr', '2026-01-01', 'Grænsevej 1, 9999 Grænseby', '9999', 'Grænseby', place.id, true,
    '120', 1900, 'standing', 1, here.geom, 70, '{R1}', 1, '2026-11-22', 'K', 'K3', 'overall', '2026-05-01', 70, 65, 35,
    'grundmodel-1'
  from here, place returning id, geom
), building as (
  insert into work.building (municipality_code, key, property_id, state, use_code, year_built, bfe, address, source, point)
  select %(code)s, 'bbr:1', id, 'standing', '120', 1900, 7, 'Grænsevej 1, 9999 Grænseby', 'bbr', geom from house
  returning id
), unit as (
  insert into work.unit (municipality_code, key, building_id, property_id, state, source)
  select %(code)s, 'bbr:1', building.id, house.id, 'standing', 'bbr' from building, house
), hit as (
  insert into work.hit (property_id, rule, field, code, weight, scores)
  select id, 'R1', 'year_built', %(code)s, 10, true from house
), inspection as (
  insert into work.inspection (municipality_code, key, property_id, scale, grade, inspected_on, inspector, source)
  select %(code)s, '1', id, 'K', 'K3', '2026-05-01', 'Tove ' || %(code)s, 'liste' from house
), band as (
  insert into work.social_band (place_id, band) select id, '5-9' from place
), screened as (
  insert into work.screening_run (as_of, actor, finished_at, counts)
  values ('2026-11-22', 'test', now(), jsonb_build_object('of', %(code)s))
), list as (
  insert into work.saved_list (municipality_code, name, layer, columns, created_by, changed_by)
  values (%(code)s, 'Alle huse', 'suspicion', '{address}', 'Tove ' || %(code)s, 'Tove')
), run as (
  insert into work.import_run (actor, state, finished_at, municipality_code)
  values ('Tove ' || %(code)s, 'committed', now() + make_interval(mins => %(metres)s), %(code)s) returning id
)
insert into work.import_file (run_id, name, content_hash, form, target, registry, extract_date)
select id, 'huse-' || %(code)s || '.csv', %(code)s, 'property_table', 'listed_property', registry, date '2026-01-01'
from run, (values (%(code)s), (null)) as of_registry (registry)
