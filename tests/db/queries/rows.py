"""An invented registry in Denmark and a foreign one, with names that are hard to find."""

from typing import Any

import psycopg

# Address, BFE number, easting and northing in EPSG:25832 (None: no position), state.
NAMED = (
    ("Bygaden 1, 9000 Aalborg", 100001, 556000, 6322000, "standing"),
    ("Bygaden 12, 9000 Aalborg", 100002, 556100, 6322000, "standing"),
    ("Bygaden 120, 9000 Aalborg", 100003, 556200, 6322000, "standing"),
    ("Ny Bygade 12, 9000 Aalborg", 100004, 556300, 6322000, "standing"),
    ("Åsevej 3, 7900 Ørding", 100005, 480000, 6290000, "standing"),
    ("Aasevej 4, 7900 Ørding", 100006, 480100, 6290000, "gone"),
    ("Ærøgade 5, 7900 Ørding", 100007, None, None, "standing"),
    ("=HYPERLINK(1) 6", 100008, 480200, 6290000, "standing"),
    ("100% Vej_7", 100009, 480300, 6290000, "standing"),
)
CROWD = 20_000
BALTIMORE = 400


def fill(owner: str) -> None:
    """Write the registry, as its owner (a libpq connection string)."""
    with psycopg.connect(owner) as connection:
        _areas(connection)
        _named(connection)
        _crowd(connection)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("analyze")


def _areas(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "insert into work.registry (municipality_code, name, is_danish, local_srid) values"
        " ('0851', 'Aalborg', true, 25832), ('0773', 'Morsø', true, 25832),"
        " ('BALTIMORE', 'Baltimore', false, 32618)"
    )
    connection.execute(
        "insert into work.municipality (municipality_code, name, is_approximate, population, geom)"
        " select '0851', 'Aalborg', false, 219000,"
        "   st_multi(st_makeenvelope(540000, 6300000, 570000, 6330000, 25832))"
    )
    connection.execute(
        "insert into work.place (municipality_code, place_key, name, population, geom, reach_m)"
        " select code, name, name, population, st_setsrid(st_point(x, y), 25832), 500"
        " from (values ('0851', 'Ålborg', 120000, 556000, 6322000),"
        "              ('0773', 'Ørding', 312, 480000, 6290000),"
        "              ('0773', 'Aase', 250, 481000, 6291000),"
        "              ('0773', 'Nørre Aaseby', 900, 482000, 6292000))"
        " as t (code, name, population, x, y)"
    )


def _named(connection: psycopg.Connection[Any]) -> None:
    for address, bfe, x, y, state in NAMED:
        connection.execute(
            "insert into work.property (municipality_code, key, bfe, source, source_date, address,"
            "   postal_code, postal_name, place_id, in_place, use_code, year_built, state,"
            "   building_count, suspicion, rules, geom)"
            " select l.municipality_code, 'bfe:' || %(bfe)s, %(bfe)s, 'BBR', '2020-04-18',"
            "   %(address)s, right(l.population::text, 4), l.name, l.id, true, '120', 1921,"
            "   %(state)s, 1, %(bfe)s %% 101, '{R5,R6}',"
            "   st_setsrid(st_point(%(x)s, %(y)s), 25832)"
            " from work.place l where l.name = case when %(bfe)s < 100005 then 'Ålborg'"
            "   else 'Ørding' end",
            {"address": address, "bfe": bfe, "x": x, "y": y, "state": state},
        )


def _crowd(connection: psycopg.Connection[Any]) -> None:
    """Enough rows that an index is worth using."""
    connection.execute(
        "insert into work.property (municipality_code, key, bfe, source, source_date, address,"
        "   state, building_count, suspicion, geom)"
        " select '0851', 'bfe:' || (200000 + n), 200000 + n, 'BBR', '2020-04-18',"
        "   'Mængdevej ' || n, 'standing', 1, n %% 101,"
        "   st_setsrid(st_point(500000 + (n * 7919) %% 60000, 6200000 + (n * 104729) %% 60000),"
        "     25832)"
        " from generate_series(1, %s) as n",
        (CROWD,),
    )
    connection.execute(
        "insert into work.property (municipality_code, key, source, source_date, address, state,"
        "   building_count, geom)"
        " select 'BALTIMORE', 'row:t:' || n, 'list', '2019-01-01', n || ' N Main St', 'standing',"
        "   1,"
        "   st_transform(st_setsrid(st_point(-76.7 + (n * 37 %% 400) / 2000.0,"
        "     39.2 + (n * 91 %% 400) / 2000.0), 4326), 25832)"
        " from generate_series(1, %s) as n",
        (BALTIMORE,),
    )
