"""What a municipality takes with it when it leaves: every row that is its own, as of one moment."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, Final, LiteralString

import psycopg
from psycopg import IsolationLevel, sql
from psycopg.rows import TupleRow

from db import databases
from db.errors import DatabaseError

OPEN_ROOMS: Final = ("base", "work")
CLOSED_ROOMS: Final = ("cases", "social", "private", "staff", "audit")
# Whose a row is, where the table does not say it itself.
_WHOSE: Final[Mapping[tuple[str, str], LiteralString]] = {
    ("work", "import_file"): (
        "run_id in (select id from work.import_run where municipality_code = %s)"
    ),
    ("work", "rejected_row"): (
        "run_id in (select id from work.import_run where municipality_code = %s)"
    ),
    ("work", "hit"): "property_id in (select id from work.property where municipality_code = %s)",
    ("work", "social_band"): "place_id in (select id from work.place where municipality_code = %s)",
}
_RULES: Final = "Comes with the product: the same for every municipality."
_WORKING: Final = "Work under way in this installation; nothing of it stays."
_SIGNS_IN: Final = "Signs people in here, and is good nowhere else."
_CHAIN: Final = "Holds the lines of every municipality together: `audit verify` holds yours to it."
# What goes to nobody, each with its reason; of what is the municipality's own, how much it is.
_LEFT_OUT: Final[Mapping[tuple[str, str], str]] = {
    ("work", "change"): _WORKING,
    ("work", "code_title"): _RULES,
    ("work", "column_mapping"): "How headings were read, learned from the files of everybody.",
    ("work", "dated_rule"): _RULES,
    ("work", "grade"): _RULES,
    ("work", "life_cycle"): _RULES,
    ("work", "priority_criterion"): _RULES,
    ("work", "priority_points"): _RULES,
    ("work", "screening_rule"): _RULES,
    ("work", "screening_run"): "A run goes over every municipality; what it found goes along.",
    ("work", "unknown_value"): _RULES,
    ("private", "entry"): "The adviser's log is read by the adviser alone; it is counted here.",
    ("staff", "api_token"): _SIGNS_IN,
    ("staff", "attempt"): _SIGNS_IN,
    ("staff", "one_time_link"): _SIGNS_IN,
    ("staff", "recovery_code"): _SIGNS_IN,
    ("staff", "session"): _SIGNS_IN,
    ("staff", "used_state"): _SIGNS_IN,
    ("audit", "chain"): _CHAIN,
    ("audit", "head"): _CHAIN,
    ("audit", "run_transaction"): _WORKING,
    ("audit", "secret"): "The key of the digests stays with the log of everybody else.",
    ("audit", "shown"): _WORKING,
    ("audit", "turn"): _WORKING,
    ("audit", "unsealed"): _WORKING,
}
# What signs people in is good here alone, and is nobody's to take along.
_SECRETS: Final = frozenset({"password_hash", "totp_secret", "totp_step"})
# Made from the position, for our own map.
_DERIVED: Final = frozenset({"geom_3857", "cell", "search_text"})
_POSITION: Final = "geom"
_DENMARK: Final = 25832
_BATCH: Final = 5_000
_SETTINGS: Final = {"datestyle": "ISO, YMD", "timezone": "UTC", "row_security": "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with rows of the municipality.

    Attributes:
        columns: The columns that go along, each with its type.
        whose: The condition that its rows are the municipality's, with the code as a parameter.
    """

    room: str
    name: str
    columns: Mapping[str, str]
    whose: LiteralString

    @property
    def is_on_the_map(self) -> bool:
        """Whether its rows have a position."""
        return _POSITION in self.columns


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A table whose rows do not go along, and why.

    Attributes:
        rows: How many of them are the municipality's; None where they are nobody's.
    """

    room: str
    name: str
    reason: str
    rows: int | None


class Handover:
    """One unchanging look at everything that is one municipality's."""

    def __init__(self, connection: psycopg.Connection[TupleRow], code: str) -> None:
        self._connection = connection
        self.code = code

    @cached_property
    def srid(self) -> int:
        """The EPSG code of the municipality's grid."""
        row = self._connection.execute(
            "select local_srid from work.registry where municipality_code = %s", [self.code]
        ).fetchone()
        return row[0] if row else _DENMARK

    def tables(self, rooms: Sequence[str]) -> Iterator[Table]:
        """The tables of some rooms whose rows of the municipality go along."""
        for table in self._whose(rooms):
            if (table.room, table.name) not in _LEFT_OUT:
                yield table

    def left_out(self, rooms: Sequence[str]) -> Iterator[LeftOut]:
        """The tables of some rooms that do not go along."""
        owned = {(each.room, each.name): each for each in self._whose(rooms)}
        for (room, name), reason in _LEFT_OUT.items():
            if room in rooms:
                table = owned.get((room, name))
                count = self.count(table) if table else None
                yield LeftOut(room=room, name=name, reason=reason, rows=count)

    def _whose(self, rooms: Sequence[str]) -> Iterator[Table]:
        script = files("db").joinpath("sql", "handover_tables.sql").read_bytes()
        for room, name, columns, types, says_whose in self._connection.execute(
            script, [list(rooms)]
        ).fetchall():
            whose = "municipality_code = %s" if says_whose else _WHOSE.get((room, name))
            if whose is not None:
                kept = {
                    column: type_
                    for column, type_ in zip(columns, types, strict=True)
                    if column not in _SECRETS | _DERIVED
                }
                yield Table(room=room, name=name, columns=kept, whose=whose)

    def lines(self, table: Table) -> Iterator[bytes]:
        """The rows of a table as CSV with a heading; a position as text (EPSG code first)."""
        cells = [
            sql.SQL("public.st_asewkt({0}) as {0}").format(sql.Identifier(name))
            if type_ == "geometry"
            else sql.Identifier(name)
            for name, type_ in table.columns.items()
        ]
        statement = sql.SQL("copy ({rows}) to stdout (format csv, header)").format(
            rows=self._rows(table, cells)
        )
        with self._connection.cursor() as cursor, cursor.copy(statement, [self.code]) as copy:
            for piece in copy:
                yield bytes(piece)

    def count(self, table: Table) -> int:
        """How many rows of a table go along."""
        statement = self._rows(table, [sql.SQL("count(*)")])
        row = self._connection.execute(statement, [self.code]).fetchone()
        return row[0] if row else 0

    def batches(self, table: Table) -> Iterator[Mapping[str, Sequence[Any]]]:
        """The rows of a table on the map, column by column; the position as bytes, in the grid."""
        cells: list[sql.Composable] = []
        for name, type_ in table.columns.items():
            if name == _POSITION:
                cells.append(
                    sql.SQL("public.st_asbinary(public.st_transform({0}, {1})) as {0}").format(
                        sql.Identifier(name), sql.Literal(self.srid)
                    )
                )
            elif type_ in {"integer", "bigint", "smallint", "boolean", "date", "double precision"}:
                cells.append(sql.Identifier(name))
            else:
                cells.append(sql.SQL("{0}::text").format(sql.Identifier(name)))
        with self._connection.cursor(name="handover") as cursor:
            cursor.execute(self._rows(table, cells), [self.code])
            while found := cursor.fetchmany(_BATCH):
                yield dict(zip(table.columns, zip(*found, strict=True), strict=True))

    @staticmethod
    def _rows(table: Table, cells: Sequence[sql.Composable]) -> sql.Composed:
        return sql.SQL("select {cells} from only {table} where {whose}").format(
            cells=sql.SQL(", ").join(cells),
            table=sql.Identifier(table.room, table.name),
            whose=sql.SQL(table.whose),
        )


@contextmanager
def handed_over(owner: str, code: str) -> Iterator[Handover]:
    """Look at a municipality's rows as the database's owner; refused where it has none."""
    with databases.enough_rights(), psycopg.connect(owner) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        for name, value in _SETTINGS.items():
            connection.execute("select set_config(%s, %s, true)", [name, value])
        _refuse_unknown(connection, code)
        yield Handover(connection, code)


def _refuse_unknown(connection: psycopg.Connection[TupleRow], code: str) -> None:
    known = connection.execute(
        "select municipality_code from work.registry"
        " union select municipality_code from staff.account order by 1"
    ).fetchall()
    codes = [row[0] for row in known]
    if code not in codes:
        raise DatabaseError(
            f"There is no municipality {code} in this registry.",
            f"Name one of: {', '.join(codes)}." if codes else "Import something first.",
        )
