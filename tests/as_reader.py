"""The reader's login in a viewer's name, for tests that ask the views of `map` by themselves."""

from psycopg.conninfo import make_conninfo

from db.access import PLANNER_OF_ALL, Viewer
from db.context import SETTING, reading, reads_of
from db.database import Database
from db.logins import Login
from db.reading import LONG_S


def as_reader(database: Database, viewer: Viewer = PLANNER_OF_ALL) -> str:
    """The connection string of the reader's login, bound to a viewer for a whole test."""
    token = reading(database, reads_of(viewer.registries), lasts_s=LONG_S)
    return make_conninfo(database.conninfo(Login.READER), options=f"-c {SETTING}={token}")
