-- A property with four buildings, a unit, and hits of every kind.
insert into work.building (municipality_code, key, property_id, number, status_code, state, use_code,
  year_built, year_rebuilt, living_area_m2, wall_code, roof_code, heating_code, source, source_date, revised_on, point)
select p.municipality_code, 'bbr:' || b.n || '-' || p.id, p.id, b.n, b.status, b.state, b.use_code, b.year, 0, b.area, '1',
  '3', '9', 'BBR', date '2020-04-18', date '2015-06-01', p.geom
from work.property p, (values
  ('1', '6', 'standing', '120', 1921, 92), ('2', '6', 'standing', '910', 1000, null),
  ('3', '10', 'gone', '930', 1950, null), ('4', '2', 'planned', '120', null, 100)
) as b (n, status, state, use_code, year, area)
where p.bfe = 44;

insert into work.unit (municipality_code, key, building_id, property_id, status_code, state, use_code,
  toilet_code, occupancy_code, source, source_date)
select municipality_code, 'bbr:u' || id, id, property_id, '6', 'standing', '120', 'A', '3', 'BBR',
  date '2020-04-18'
from work.building where number = '1';

insert into work.hit (property_id, building_id, unit_id, rule, field, code, fact_date, weight, scores)
select b.property_id, b.id, null, 'R10', 'byg056', '9', date '2015-06-01', 15, true
from work.building b where b.number = '1'
union all
select u.property_id, u.building_id, u.id, 'R3', 'enh045', '3', date '2020-04-18', 20, true
from work.unit u
union all
select b.property_id, b.id, null, 'R13', 'byg033', '3', date '2015-06-01', 0, false
from work.building b where b.number = '1'
union all
select b.property_id, null, null, 'no_position', 'byg404', null, null, 0, false
from work.building b where b.number = '1';

-- Graded three times in two scales; the newest visit graded the whole and two parts.
insert into work.inspection (municipality_code, key, property_id, scale, part, grade, inspected_on, inspector, source,
  source_date)
select p.municipality_code, 'list:' || g.n, p.id, g.scale, g.part, g.grade, g.day, g.inspector, 'Kommunens liste',
  date '2026-03-20'
from work.property p, (values
  (1, 'FARVE', 'overall', 'roed', date '2024-05-02', 'ABC'), (2, 'K', 'overall', 'K3', date '2026-03-15', 'DEF'),
  (3, 'K', 'roof', 'K2', date '2026-03-15', 'DEF'), (4, 'K', 'wall', 'UN', date '2026-03-15', null)
) as g (n, scale, part, grade, day, inspector)
where p.bfe = 44;

update work.property set grade_scale = 'K', grade = 'K3', grade_part = 'overall', graded_on = date '2026-03-15',
  in_place = true, condition = 100, priority = 100, priority_condition = 50, priority_place = 20, priority_eligible = 30,
  priority_model = 'grundmodel-1', screened_as_of = date '2026-11-22'
where bfe = 44;
