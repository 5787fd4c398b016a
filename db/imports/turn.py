"""Only one import, undo or dry run at a time in a registry."""

import psycopg

from db.audited_run import NO_RUN, sign
from db.database import Database
from db.imports.errors import Busy
from db.logins import Login
from db.person import Person

# The same as screening takes: both write the current values of the registry.
_LOCK = 7402
_MARK = """
    update work.import_run
    set state = 'interrupted', finished_at = clock_timestamp(), message = %s
    where state = 'running' and not exists (
      select from pg_locks
      where locktype = 'advisory' and granted and objsubid = 1 and classid = 0 and objid = %s
        and database = (select oid from pg_database where datname = current_database()))
"""
_INTERRUPTED = "Indlæsningen blev afbrudt, før den var færdig. Registret er, som det var før."


def take_turn(connection: psycopg.Connection, municipality: str | None = None) -> None:
    """Hold the import lock until the transaction ends; raises `Busy` when another has it.

    Whose import that is is told within one municipality, and at the command line.
    """
    if not _try(connection):
        row = connection.execute(
            "select id, actor, to_char(started_at at time zone 'Europe/Copenhagen', 'HH24:MI') "
            "from work.import_run where state = 'running' "
            "and coalesce(municipality_code = %(own)s::text, %(own)s::text is null) "
            "order by id desc limit 1",
            {"own": municipality},
        ).fetchone()
        who = (
            f"nr. {row[0]}, startet kl. {row[2]} af {row[1]}"
            if row
            else "en prøve, en fortrydelse eller en gennemgang"
        )
        raise Busy(
            f"En anden indlæsning er i gang i registret ({who}).",
            "Vent, til den er færdig, og prøv igen.",
        )
    # Few, large statements: room to sort, to hash and for temporary tables in memory, and no
    # compiling of each of them. Their joins are by key, so a small sample tells enough, and
    # hardly anything is asked twice.
    connection.execute("set local work_mem = '96MB'")
    connection.execute("set local temp_buffers = '128MB'")
    connection.execute("set local default_statistics_target = 10")
    connection.execute("set local enable_memoize = off")
    connection.execute("set local jit = off")


def mark_interrupted(database: Database) -> None:
    """Mark runs whose process died as interrupted: they say they run, and nobody holds the lock.

    The lock is looked at and not taken, so that whoever reads the list of imports never keeps an
    import from beginning. A run takes the lock before it says that it runs.
    """
    with psycopg.connect(database.conninfo(Login.IMPORTER)) as connection:
        sign(connection, database, Person().context(Login.IMPORTER, run=NO_RUN))
        connection.execute(_MARK, [_INTERRUPTED, _LOCK])


def _try(connection: psycopg.Connection) -> bool:
    row = connection.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK]).fetchone()
    return bool(row and row[0])
