"""Two municipalities with the same house number on each side of their border.

What one has the other has too, so that whatever is shown is told apart by its code alone.
"""

from pathlib import Path

import psycopg

from db.access import Role, Viewer
from db.database import Database

NORTH, SOUTH = "0851", "0846"
# The border runs between the two houses, which stand some twenty metres apart.
LON, LAT = 9.85, 56.85
_SIDE = Path(__file__).with_suffix(".sql").read_bytes()


def viewer_of(*codes: str, role: Role = Role.PLANNER) -> Viewer:
    """Somebody who sees these municipalities."""
    return Viewer(role=role, registries=frozenset(codes))


def fill(database: Database) -> None:
    """Write both sides, as the owner of the registry."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        owner.execute(
            "insert into work.import_run (actor, state, finished_at)"
            " values ('test', 'committed', now())"
        )
        for code, metres in ((NORTH, 10), (SOUTH, -10)):
            owner.execute(_SIDE, {"code": code, "metres": metres, "lon": LON, "lat": LAT})
            owner.execute("insert into work.screened_registry values (%s, '2026-11-22')", [code])
