-- Two registries: a Danish village with four properties, and one row of a foreign table.
insert into work.registry values ('0580', 'Aabenraa', true, 25832, false),
                                 ('ELSEWHERE', 'Elsewhere', false, 32618, false);
insert into work.municipality (municipality_code, name, is_approximate, geom)
  values ('0580', 'Aabenraa', true, st_multi(st_makeenvelope(510000, 6080000, 530000, 6110000, 25832)));
insert into work.place (municipality_code, place_key, name, population, population_date, geom, reach_m)
  values ('0580', 'a', 'Ålsby', 312, '2026-01-01', st_point(520000, 6100000, 25832), 300);
insert into work.property (municipality_code, key, source, source_date, state, place_id, in_place, use_code, geom)
  select '0580', key, 'test', '2026-04-18', state, place_id, in_place, use_code, geom
  from (values ('bfe:1', 'standing', true, '120', st_point(520001, 6100001, 25832)),
               ('bfe:2', 'standing', true, '930', st_point(520002, 6100002, 25832)),
               ('bfe:3', 'gone', true, '120', st_point(520003, 6100003, 25832)),
               ('bfe:4', 'standing', false, '120', null)) as v (key, state, in_place, use_code, geom),
       (select id as place_id from work.place) as p;
insert into work.property (municipality_code, key, source, state, geom)
  values ('ELSEWHERE', 'row:T:1', 'test', 'standing', st_point(0, 5000000, 25832));
insert into work.building (municipality_code, key, property_id, state, use_code, year_built, year_rebuilt,
                           heating_code, roof_code, revised_on, source, source_date)
  select '0580', v.key, p.id, v.state, v.use_code, v.year_built, 0, v.heating_code, v.roof_code, v.revised_on,
         'test', '2026-04-18'
  from (values ('b1', 'bfe:1', 'standing', '120', 1919, '9', '3', date '2012-05-01'),
               ('b1x', 'bfe:1', 'gone', '990', 1800, '9', null, null),
               ('b2', 'bfe:2', 'standing', '930', 1000, null, null, null),
               ('b3', 'bfe:3', 'standing', '120', 1800, '9', null, null),
               ('b4', 'bfe:4', 'standing', '120', 2001, '1', '5', date '2024-01-01'))
       as v (key, property, state, use_code, year_built, heating_code, roof_code, revised_on)
  join work.property p on p.key = v.property;
insert into work.unit (municipality_code, key, building_id, property_id, state, use_code, occupancy_code,
                       unregistered_since, source, source_date)
  select '0580', 'u1', b.id, b.property_id, 'standing', '120', '3', '2021-01-01', 'test', '2026-04-18'
  from work.building b where b.key = 'b1';
