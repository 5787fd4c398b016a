"""What screening reads from a registry and writes back to it."""

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from db.audited_run import AuditedRun
from db.database import Database
from db.logins import Login
from db.person import COMMAND_LINE, Person
from db.queries.candidates import candidate_condition
from db.recording import Event

# One screening at a time: two would each undo the other's comparison with what stood before.
_LOCK = 7402

# What the line of a screening tells of it.
_TOLD = ("as_of", "screened", "candidates", "ranked", "changed")

HIT_COLUMNS = (
    "property_id",
    "building_id",
    "unit_id",
    "rule",
    "field",
    "code",
    "fact_date",
    "weight",
    "scores",
)
_NUMBERS = (
    "id",
    "property_id",
    "building_id",
    "unit_id",
    "year_built",
    "year_rebuilt",
    "population",
    "place_distance_m",
    "suspicion",
    "condition",
    "priority",
    "priority_condition",
    "priority_place",
    "priority_eligible",
    "hit_count",
    "weight",
)
_DATES = (
    "vacant_since",
    "source_date",
    "population_date",
    "revised_on",
    "fact_date",
    "unregistered_since",
    "screened_as_of",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The facts of some thousand properties, one frame per kind of subject.

    Numbers are floats (NaN: not known), dates are days (NaT: not known), all else is text (None).
    """

    properties: pd.DataFrame
    buildings: pd.DataFrame
    units: pd.DataFrame
    hits: pd.DataFrame


@dataclass(frozen=True, slots=True)
class ScreeningSession:
    """One transaction in which a registry is screened."""

    connection: psycopg.Connection
    registries: list[str] | None
    audited: AuditedRun

    def model_rows(self, table: str, as_of: date) -> list[dict[str, Any]]:
        """The rows of a dated table that are in force on a day; a newer one after an older."""
        statement = sql.SQL(
            "select * from {} where valid_from <= %(as_of)s "
            "and (valid_to is null or valid_to >= %(as_of)s) order by valid_from"
        ).format(sql.Identifier("work", table))
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement, {"as_of": as_of}).fetchall()

    def count(self) -> int:
        """How many properties there are to look at."""
        row = self.connection.execute(
            "select count(*) from work.property "
            "where %(registries)s::text[] is null or municipality_code = any(%(registries)s)",
            {"registries": self.registries},
        ).fetchone()
        return int(row[0]) if row else 0

    def batches(self, size: int) -> Iterator[Batch]:
        """The registry's properties in batches, each with its buildings, units and former hits."""
        after = 0
        while True:
            properties = self._frame("properties", {"after": after, "limit": size})
            if properties.empty:
                return
            first, after = int(properties["id"].iloc[0]), int(properties["id"].iloc[-1])
            span = {"first": first, "last": after}
            yield Batch(
                properties=properties,
                buildings=self._frame("buildings", span),
                units=self._frame("units", span),
                hits=self._frame("hits", span),
            )

    def update_properties(self, columns: Mapping[str, Sequence[object]]) -> None:
        """Write the results of the properties that are named by `id`."""
        if columns["id"]:
            self.connection.execute(_script("update_properties"), columns)

    def replace_hits(self, without: Sequence[int], hits: pd.DataFrame) -> None:
        """Remove the hits of these properties, and add these."""
        if without:
            self.connection.execute(
                "delete from work.hit where property_id = any(%s)", [list(without)]
            )
        if hits.empty:
            return
        statement = sql.SQL("copy work.hit ({}) from stdin (format csv)").format(
            sql.SQL(", ").join(sql.Identifier(name) for name in HIT_COLUMNS)
        )
        text = io.StringIO()
        hits[list(HIT_COLUMNS)].to_csv(text, index=False, header=False, date_format="%Y-%m-%d")
        with self.connection.cursor().copy(statement) as copy:
            copy.write(text.getvalue())

    def note_day(self, as_of: date) -> None:
        """Note the day that the results of these registries hold for."""
        self.connection.execute(
            _script("note_day"), {"as_of": as_of, "registries": self.registries}
        )

    def count_candidates(self, threshold: int) -> int:
        """Note on places and municipalities how many candidates they have; how many there are."""
        candidate = sql.SQL(candidate_condition(threshold))
        for table, key, kind in (
            ("place", "id", "bigint"),
            ("municipality", "municipality_code", "text"),
        ):
            differing = sql.SQL(_script(f"{table}_counts")).format(candidate=candidate)
            rows = self.connection.execute(differing).fetchall()
            if not rows:  # an update of nothing would still announce a change
                continue
            self.connection.execute(
                sql.SQL(
                    "update work.{table} t set candidate_count = n.candidates "
                    "from unnest(%s::{kind}[], %s::int[]) as n (key, candidates) "
                    "where t.{key} = n.key"
                ).format(table=sql.Identifier(table), key=sql.Identifier(key), kind=sql.SQL(kind)),
                [[row[0] for row in rows], [row[1] for row in rows]],
            )
        counted = sql.SQL(_script("candidates")).format(candidate=candidate)
        row = self.connection.execute(counted, {"registries": self.registries}).fetchone()
        return int(row[0]) if row else 0

    def fold_changes(self) -> None:
        """Fold the versions' deltas into one row per cell; no version changes by it.

        A screening follows every import, and both leave a delta per statement and cell.
        """
        self.connection.execute("select work.fold_changes()")

    def record(self, as_of: date, actor: str, counts: Mapping[str, object]) -> None:
        """Note that the registry was screened, in the list of screenings and in the audit."""
        row = self.connection.execute(
            "insert into work.screening_run (as_of, actor, started_at, finished_at, counts) "
            "values (%s, %s, now(), clock_timestamp(), %s) returning id",
            [as_of, actor, Jsonb(dict(counts))],
        ).fetchone()
        told = {name: counts[name] for name in _TOLD if name in counts}
        number = int(row[0]) if row else 0
        self.audited.end(Event.SCREENED, number, told, self.registries)

    def _frame(self, name: str, parameters: Mapping[str, object]) -> pd.DataFrame:
        statement = sql.SQL("copy ({}) to stdout (format csv, header true)").format(
            sql.SQL(_script(name))
        )
        buffer = io.BytesIO()
        with self.connection.cursor().copy(
            statement, {**parameters, "registries": self.registries}
        ) as copy:
            for block in copy:
                buffer.write(block)
        buffer.seek(0)
        return _typed(buffer)


@contextmanager
def screening(
    database: Database,
    registries: Collection[str] | None = None,
    person: Person = COMMAND_LINE,
) -> Iterator[ScreeningSession]:
    """Open the one transaction of a screening; all of it stands in the end, or nothing."""
    with psycopg.connect(database.conninfo(Login.WRITER)) as connection:
        connection.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        audited = AuditedRun(
            connection=connection, database=database, login=Login.WRITER, person=person
        )
        audited.begin()
        yield ScreeningSession(
            connection, None if registries is None else sorted(registries), audited
        )


def known_registries(database: Database) -> set[str]:
    """The codes of the registries that can be screened."""
    with psycopg.connect(database.conninfo(Login.WRITER)) as connection:
        rows = connection.execute("select municipality_code from work.registry").fetchall()
    return {code for (code,) in rows}


def _typed(buffer: io.BytesIO) -> pd.DataFrame:
    frame = pd.read_csv(buffer, dtype=object, keep_default_na=False, na_values=[""])
    for name in frame.columns:
        if name in _NUMBERS:
            frame[name] = frame[name].astype("float64")
        elif name in _DATES:
            frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d").astype("datetime64[s]")
    return frame


@cache
def _script(name: str) -> str:
    return files("db").joinpath("sql", "screening", f"{name}.sql").read_text(encoding="utf-8")
