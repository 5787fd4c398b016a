"""Loads versions of register objects: BBR and DAR, every bitemporal version kept."""

from collections.abc import Sequence

import orjson
import psycopg
from psycopg import sql

from db.imports.bbr.rows import version_of
from db.imports.loading import Counts, Merged, Run
from db.imports.source import Rejection, Source, Target
from db.imports.statements import statement

_OBJECT = ("municipality_code", "id_lokal_id")
_TIMES = ("registration_from", "effect_from")
_COLUMNS = (
    "file_id", "line", "municipality_code", "table_code", "id_lokal_id", "registration_from",
    "effect_from", "attributes", "extract_date",
)  # fmt: skip


class VersionLoader:
    """Stages and merges versions; the newest by registration, then effect, is the object now."""

    @property
    def targets(self) -> frozenset[Target]:
        """All tables that are made like base.version."""
        return frozenset(
            target
            for target in Target
            if target.value.startswith("bbr_") or target is Target.DAR_ADDRESS
        )

    def staging(self, target: Target) -> sql.Identifier:
        """Where the versions of a run wait."""
        return _staging(target)

    def stage(self, run: Run, source: Source, file_id: int) -> None:
        """COPY the versions of one source to the staging table of its target."""
        table = _staging(source.target)
        run.connection.execute(statement("stage_version").format(staging=table))
        columns = sql.SQL(", ").join(sql.Identifier(name) for name in _COLUMNS)
        copying = sql.SQL("copy {} ({}) from stdin").format(table, columns)
        with run.connection.cursor().copy(copying) as copy:
            for record in run.records(source, file_id):
                version = version_of(record, source, run.options.registry)
                if isinstance(version, Rejection):
                    run.reject(file_id, version)
                    continue
                copy.write_row(
                    (
                        file_id,
                        record.line,
                        version.municipality_code,
                        source.table_code or "",
                        version.id_lokal_id,
                        version.registration_from,
                        version.effect_from,
                        orjson.dumps(version.attributes).decode(),
                        version.extract_date,
                    )
                )

    def merge(self, run: Run) -> Merged:
        """Merge each staged table, and count how its rows ended."""
        counts: dict[int, Counts] = {}
        touched: set[str] = set()
        for target in sorted(self.targets & run.staged):
            run.connection.execute(_merge_statement(run.id, target))
            for file_id, found in _outcomes(run.connection).items():
                counts[file_id] = counts.get(file_id, Counts()) + found
            touched |= _touched(run.connection, target)
        return Merged(counts=counts, touched=frozenset(touched))


def _staging(target: Target) -> sql.Identifier:
    return sql.Identifier(f"staging_{target.value}")


def _merge_statement(run_id: int, target: Target) -> sql.Composed:
    other = ("table_code",) if target is Target.BBR_OTHER else ()
    thing = (_OBJECT[0], *other, _OBJECT[1])
    key = (*thing, *_TIMES)
    return statement("merge_version").format(
        staging=_staging(target),
        table=sql.Identifier("base", target.value),
        table_name=sql.Literal(target.value),
        run_id=sql.Literal(run_id),
        key=_names(key),
        object=_names(thing),
        grouped_key=_names(key, "grouped"),
        merging_key=_names(key, "merging"),
        known_object=_equal(thing, "known", "staged"),
        known_grouped=_equal(key, "known", "grouped"),
        known_merging=_equal(key, "known", "merging"),
        image_key=sql.SQL(", ").join(
            sql.SQL("{}, {}").format(sql.Literal(name), sql.Identifier("known", name))
            for name in key
        ),
    )


def _names(names: Sequence[str], table: str | None = None) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.Identifier(table, name) if table else sql.Identifier(name) for name in names
    )


def _equal(names: Sequence[str], one: str, other: str) -> sql.Composed:
    return sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(sql.Identifier(one, name), sql.Identifier(other, name))
        for name in names
    )


def _outcomes(connection: psycopg.Connection) -> dict[int, Counts]:
    found: dict[int, Counts] = {}
    for file_id, outcome, rows in connection.execute("table merge_outcome"):
        found[file_id] = found.get(file_id, Counts()) + Counts(**{outcome: rows})
    return found


def _touched(connection: psycopg.Connection, target: Target) -> set[str]:
    """The municipalities to make `work` again for; an address belongs to those of its buildings."""
    name = "touched_by_address" if target is Target.DAR_ADDRESS else "touched_by_version"
    return {code for (code,) in connection.execute(statement(name))}
