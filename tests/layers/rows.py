"""An invented registry for layers and tiles: rows on tile edges, doubles, rows without position."""

from typing import Any

import psycopg

# Longitude 11.25 is an edge of the tiles of zoom 5 and deeper; so is the latitude beside it.
EDGE_LON, EDGE_LAT = 11.25, 55.77657301866769

FILL = f"""
insert into work.registry (municipality_code, name, is_danish, local_srid)
values ('0851', 'Aalborg', true, 25832), ('0860', 'Hjørring', true, 25832);

insert into work.municipality (municipality_code, name, is_approximate, geom, population, homes,
  homes_basis, property_count, candidate_count)
values ('0851', 'Aalborg', true,
        st_multi(st_buffer(st_setsrid(st_point(550000, 6320000), 25832), 20000)),
        200000, 90000, 'population', 90, 123),
       ('0860', 'Hjørring', false,
        st_multi(st_makeenvelope(540000, 6350000, 600000, 6390000, 25832)),
        null, null, null, 60, 7),
       ('0825', 'Læsø', false, null, 1800, 900, 'register', 0, 0);

insert into work.place (municipality_code, place_key, name, population, geom, property_count)
select case when n % 2 = 0 then '0851' else '0860' end, 'p' || n,
  case n when 1 then 'Åse' when 2 then 'Ørding' else 'By ' || n end,
  case when n % 9 = 0 then null else 600 * n end,
  case when n % 10 = 0 then null
       when n % 3 = 0 then st_setsrid(st_point(540000 + 700 * n, 6310000 + 900 * n), 25832)
       -- From a dot smaller than a pixel to an area that spans many tiles.
       else st_buffer(st_setsrid(st_point(540000 + 800 * n, 6310000 + 500 * n), 25832), n * n * 3)
  end, n
from generate_series(1, 30) as n;

insert into work.property (municipality_code, key, bfe, source, address, place_id, in_place,
  use_code, year_built, state, geom, suspicion, rules, vacant_since,
  grade_scale, grade, grade_part, graded_on, condition, priority_condition, priority_place,
  priority_eligible, priority)
select case when n % 2 = 0 then '0851' else '0860' end, 'bfe:' || n, n, 'test', 'Ærøvej ' || n,
  case when n % 4 <> 0 then (select id from work.place where place_key = 'p' || (1 + n % 9)) end,
  case when n % 4 = 0 then null else n % 3 = 0 end,
  case when n = 149 then '998' else (array['120', '110', '930', null])[1 + n % 4] end,
  (array[1850, 1921, 1000, 1975, null])[1 + n % 5],
  case when n % 25 = 0 then 'gone' when n % 26 = 0 then 'planned' else 'standing' end,
  case when n % 17 = 0 then null
       when n <= 30 then st_transform(
         st_setsrid(st_point({EDGE_LON}, {EDGE_LAT} + (n - 15) * 0.001), 4326), 25832)
       when n <= 60 then st_transform(
         st_setsrid(st_point({EDGE_LON} + (n - 45) * 0.001, {EDGE_LAT}), 4326), 25832)
       when n <= 70 then st_setsrid(st_point(556000, 6322000), 25832)
       else st_setsrid(st_point(540000 + n::bigint * 7919 % 20000,
                                6310000 + n::bigint * 104729 % 15000), 25832) end,
  case when n % 7 = 0 then null else (n * 37) % 101 end,
  case when n % 7 = 0 then '{{}}'::text[] when n % 3 = 0 then '{{R3,R5}}' else '{{R5}}' end,
  case when n % 6 = 0 then date '2015-03-01' + n end,
  case when n % 5 = 0 then 'K' when n % 11 = 0 then 'EGEN' end,
  case when n % 5 = 0 then 'K3' when n % 11 = 0 then 'slem' end,
  case when n % 5 = 0 then 'overall' when n % 11 = 0 then 'roof' end,
  case when n % 5 = 0 or n % 11 = 0 then date '2026-05-01' + n end,
  -- A grade of an own scale has no points; neither has a property that nobody knows anything of.
  bar.condition, bar.condition / 2, bar.place, bar.eligible,
  bar.condition / 2 + coalesce(bar.place, 0) + coalesce(bar.eligible, 0)
from generate_series(1, 150) as n, lateral (select
  case when n % 5 = 0 then 100 when n % 11 = 0 or n % 7 = 0 then null else (n * 37) % 101 end,
  case when n % 4 = 0 then null when n % 3 = 0 then 20 else 0 end,
  case when n % 9 = 0 then null when n % 2 = 0 then 30 else 0 end
) as bar (condition, place, eligible);

insert into work.social_band (place_id, band)
select id, (array['5-9', '10-19', '20+'])[1 + substr(place_key, 2)::int % 3] from work.place
where substr(place_key, 2)::int % 4 = 1;

insert into work.building (municipality_code, key, property_id, bbr_id, state, year_built,
  use_code, source, point, footprint)
select municipality_code, 'bbr:' || id, id, gen_random_uuid(), state, year_built, use_code,
  source, geom,
  -- Some stand across the edge of a tile, some are too small to be drawn.
  case id % 3 when 0 then st_multi(st_expand(geom, 12))
              when 1 then st_multi(st_expand(geom, 0.01)) end
from work.property;
"""


def fill(connection: psycopg.Connection[Any]) -> None:
    """Write the registry, as its owner."""
    connection.execute(FILL.encode())
