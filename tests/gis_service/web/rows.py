"""Villages with difficult names, and one property about which a lot is known."""

from typing import Any

import psycopg

TOLD = "Kirkestræde 7"
LONGEST = "Nørre Allé-Ved-Den-Gamle-Smedje-Og-Mosteriets-Overdrevsvænge 123B"
LONG_VILLAGE = "Sønder Vinge-Over-Nørre Lyngby-Østerballe Kirkeby"
VILLAGES = (("Aalborg", 12_000), ("Ålbæk", 1500), ("Aase", 300), (LONG_VILLAGE, 250))


def fill_villages(connection: psycopg.Connection[Any]) -> None:
    """Write them, as the registry's owner."""
    for number, (name, population) in enumerate(VILLAGES):
        connection.execute(
            "insert into work.place (municipality_code, place_key, name, kind, population,"
            "  population_date, geom, reach_m) values ('0787', %s, %s, 'village', %s, '2020-01-01',"
            "  st_setsrid(st_point(472000 + 3000 * %s, 6292000), 25832), 600)",
            [f"v{number}", name, population, number],
        )
    for address, suspicion, village in ((TOLD, 85, "Aase"), (LONGEST, None, LONG_VILLAGE)):
        connection.execute(
            "insert into work.property (municipality_code, key, bfe, source, source_date, address,"
            "  postal_code, postal_name, place_id, in_place, use_code, year_built, state,"
            "  building_count, geom, suspicion, rules, flags, screened_as_of)"
            " select '0787', 'bfe:' || 99000000 + length(%(address)s),"
            "  99000000 + length(%(address)s), 'BBR',"
            "  '2020-04-18', %(address)s, '7760', 'Hurup Thy', l.id, true, '120', 1899, 'standing',"
            "  3, st_translate(l.geom, 120, 80), %(suspicion)s, %(rules)s, '{R19}', '2026-11-22'"
            " from work.place l where l.name = %(village)s",
            {
                "address": address,
                "suspicion": suspicion,
                "rules": ["R1", "R3"] if suspicion else [],
                "village": village,
            },
        )
    connection.execute(_BUILDINGS, [TOLD])
    connection.execute(_HITS, [TOLD])
    connection.execute(_GRADES, [TOLD])
    connection.execute(_PRIORITY, [TOLD])
    connection.execute(
        "update work.place l set property_count ="
        " (select count(*) from work.property p where p.place_id = l.id)"
    )


_BUILDINGS = """
insert into work.building (municipality_code, key, property_id, number, status_code, state,
  use_code, year_built, heating_code, source, source_date, point)
select p.municipality_code, 'bbr:' || b.number, p.id, b.number, b.status, b.state, b.use, 1899, '9',
  'BBR', '2020-04-18', p.geom
from work.property p, (values ('1', '6', 'standing', '990'), ('2', '6', 'standing', '910'),
  ('3', '10', 'gone', '120')) as b (number, status, state, use)
where p.address = %s
"""
_HITS = """
insert into work.hit (property_id, building_id, rule, field, code, fact_date, weight, scores)
select p.id, b.id, h.rule, h.field, h.code, '2020-04-18', h.weight, h.scores
from work.property p join work.building b on b.property_id = p.id, (values
  ('1', 'R1', 'byg021', '990', 60, true), ('1', 'R3', 'enh045', '3', 25, true),
  ('2', 'R3', 'enh045', '3', 25, false), ('1', 'R19', 'byg070', '4', 0, false))
  as h (number, rule, field, code, weight, scores)
where p.address = %s and b.number = h.number
"""
_GRADES = """
insert into work.inspection (municipality_code, key, property_id, scale, part, grade, inspected_on,
  inspector, source, source_date)
select p.municipality_code, 'list:' || g.part || g.day, p.id, g.scale, g.part, g.grade, g.day,
  'ABC', 'Kommunens liste', '2026-03-20'
from work.property p, (values ('K', 'overall', 'K3', date '2026-03-15'),
  ('K', 'roof', 'K2', '2026-03-15'), ('FARVE', 'overall', 'gul', '2024-06-01'))
  as g (scale, part, grade, day)
where p.address = %s
"""
_PRIORITY = """
update work.property set grade_scale = 'K', grade = 'K3', grade_part = 'overall',
  graded_on = '2026-03-15', condition = 100, priority = 100, priority_condition = 50,
  priority_place = 20, priority_eligible = 30, priority_model = 'grundmodel-1'
where address = %s
"""
