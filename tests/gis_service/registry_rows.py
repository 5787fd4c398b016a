"""A small invented registry: two municipalities, a town and a village, 300 properties."""

from typing import Any

import psycopg

PROPERTIES = 300
UNPLACED = 12
GONE = 5
STANDING = PROPERTIES - GONE
# Every seventh standing property has no rule that applies.
STREETS = ("Aagade", "Ågade", "Bygaden", "Ærøvej", "Østergade", "Zinkvej")


def fill(connection: psycopg.Connection[Any]) -> None:
    """Write the registry, as its owner."""
    connection.execute(
        "insert into work.registry (municipality_code, name, is_danish, local_srid)"
        " values ('0787', 'Thisted', true, 25832), ('0741', 'Samsø', true, 25832)"
    )
    connection.execute(
        "insert into work.place (municipality_code, place_key, name, kind, population,"
        "   population_date, geom, reach_m)"
        " values ('0787', 'a', 'Hurup', 'town', 2700, '2020-01-01',"
        "         st_setsrid(st_point(470000, 6289000), 25832), 1500),"
        "        ('0741', 'b', 'Tranebjerg', 'village', 800, '2020-01-01',"
        "         st_setsrid(st_point(600000, 6190000), 25832), 900)"
    )
    connection.execute(
        """
        insert into work.property (municipality_code, key, bfe, source, source_date, address,
          postal_code, postal_name, place_id, in_place, use_code, year_built, living_area_m2,
          state, building_count, geom, suspicion, rules, screened_as_of)
        select case when n % 3 = 0 then '0741' else '0787' end, 'bfe:' || n, n, 'bbr',
          '2020-04-18', (%(streets)s::text[])[1 + n %% 6] || ' ' || n, '7760', 'Hurup Thy',
          (select id from work.place
           where place_key = case when n %% 3 = 0 then 'b' else 'a' end), n %% 2 = 0,
          (array['120', '110', '190'])[1 + n %% 3], nullif(1850 + n %% 150, 1850), 60 + n,
          case when n <= %(gone)s then 'gone' else 'standing' end, 1 + n %% 3,
          case when n > %(placed)s then null
               else st_setsrid(st_point(465000 + 37 * n, 6285000 + 53 * (n %% 90)), 25832) end,
          case when n %% 7 = 0 then null else (n * 37) %% 101 end,
          case when n %% 7 = 0 then '{}'::text[] else array['R' || (1 + n %% 3)] end, '2026-11-22'
        from generate_series(1, %(count)s) as n
        """.replace("n % 3 = 0", "n %% 3 = 0"),
        {
            "streets": list(STREETS),
            "gone": GONE,
            "placed": PROPERTIES - UNPLACED,
            "count": PROPERTIES,
        },
    )
    # Every fifth is graded; of a grade in a scale of its own nobody knows the points.
    connection.execute(
        """
        update work.property p
        set grade_scale = g.scale, grade = g.grade, grade_part = g.part, graded_on = g.day,
          condition = g.points, priority_condition = g.points / 2, priority_place = g.place,
          priority_eligible = 30, priority = g.points / 2 + g.place + 30,
          priority_model = 'grundmodel-1',
          place_distance_m = case when p.in_place then 0 else 1500 end
        from (select w.id, n.*, case when w.in_place then 20 else 0 end as place,
                case when n.scale is null then w.suspicion when n.scale = 'K' then 70 end as points
              from work.property w left join (values
                (0, 'K', 'K2', 'overall', date '2026-05-01'),
                (5, 'EGEN', 'slem', 'roof', date '2026-06-01')
              ) as n (digit, scale, grade, part, day) on n.digit = w.bfe % 10) as g
        where g.id = p.id and p.state = 'standing'
        """
    )
