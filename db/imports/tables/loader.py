"""The loader of tables: properties, places, municipality boundaries and footprints."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from psycopg import Cursor, sql

from db.imports.loading import Counts, Merged, Run
from db.imports.mapping import ColumnMapping
from db.imports.source import Rejection, Source, Target
from db.imports.statements import statement
from db.imports.tables.grades import (
    GRADES,
    Grading,
    grading_of,
    missing_scale,
    scale_named,
    unknown_scale,
)
from db.imports.tables.guess import unread_grades
from db.imports.tables.opener import TableDetails, read_sample, with_scale
from db.imports.tables.reading import Reading
from db.imports.tables.registries import register, registry_of, unknown_registry
from db.imports.tables.remembered import remember, remembered
from db.imports.tables.staging import Staging, missing_areas
from db.imports.tables.targets import TABLE_TARGETS, TableTarget, check_columns, tells_where

_OUTCOMES = {
    "insert": "new",
    "update": "changed",
    "date": "unchanged",
    "none": "unchanged",
    "older": "superseded",
}
_OUTSIDE = (
    "outside_municipalities",
    "Positionen ligger ikke i nogen af de kommuner, der er indlæst.",
)
_UNKNOWN = (
    "unknown_property",
    "Ejendommen er ikke kendt, og rækken siger ikke, hvilken kommune den hører til.",
)
_COPY = sql.SQL(
    "copy {staging} (source_no, file_id, line, municipality_code, source_table, key, is_key_made, "
    "fields, original, extract_date, geom) from stdin"
)


@dataclass(frozen=True, slots=True)
class TableLoader:
    """Fills one table of `base` with rows of tables.

    Each source is merged on its own, the oldest extract first, so that several files in one run end
    as they would have ended one by one.
    """

    target: Target

    @property
    def targets(self) -> frozenset[Target]:
        """The one target of this loader."""
        return frozenset({self.target})

    def stage(self, run: Run, source: Source, file_id: int) -> None:
        """COPY the rows of one table; refused where the table as a whole cannot be understood."""
        details = cast("TableDetails", source.details)
        header = details.table.header
        own = run.options.person.municipality
        before = remembered(run.connection, self.target, header, own)
        given = details.given.checked(self.target, header)
        named = given.over(before).over(details.guessed) if before else given.over(details.guessed)
        mapping = with_scale(named, details.table)
        grading = self._grading(run, mapping, details)
        reading = Reading(self.target, mapping.columns, grading)
        check_columns(self.target, reading, details.table)
        registry = registry_of(run.connection, source.registry)
        if registry.code is None and not tells_where(self.target, reading, details.table):
            raise unknown_registry()
        staging = Staging(
            target=TABLE_TARGETS[self.target],
            reading=reading,
            registry=registry,
            source_table=details.table_name,
            crs=source.crs or mapping.crs,
            extract_date=source.extract_date,
        )
        self._copy(run, source, file_id, staging)
        register(run.connection, registry, mapping.registry_name, staging.centre)
        if given.columns or given.crs or given.scale:
            lasting = given.over(before) if before else given
            remember(run.connection, self.target, header, lasting, own)
        if mapping.scale != named.scale:
            run.note(file_id, f"Karaktererne læses i skalaen {mapping.scale}: værdierne viser det.")
        if self.target is Target.LISTED_PROPERTY:
            _tell_unread_grades(run, file_id, details, mapping)
        if grading is not None and grading.note:
            run.note(file_id, grading.note)
        _tell(run, file_id, staging, was_remembered=before is not None)

    def _grading(self, run: Run, mapping: ColumnMapping, details: TableDetails) -> Grading | None:
        """How grades of the table are read; refused where nobody knows their scale."""
        names = {name: column for column, name in mapping.columns.items() if name is not None}
        if self.target is not Target.LISTED_PROPERTY or not names.keys() & {
            *GRADES,
            "inspected_on",
        }:
            return None
        found = grading_of(run.connection, mapping.scale)
        columns = [column for column, name in mapping.columns.items() if name in GRADES]
        if not columns:
            return found
        if "grade_scale" in names:
            column = names["grade_scale"]
            named = set(read_sample(details.table).filled(column))
            if named and not any(scale_named(each, found.scales) for each in named):
                # Its values are not repeated: they may be anything.
                raise unknown_scale(f"Ingen skala i »{column}« er en kendt skala.", found.scales)
        elif mapping.scale is None:
            raise missing_scale(columns, found.scales)
        return found

    def merge(self, run: Run) -> Merged:
        """Move the staged rows into their table, source by source."""
        target = TABLE_TARGETS[self.target]
        with run.connection.cursor() as cursor:
            cursor.execute(statement("stage_table").format(staging=self._staging))
            self._locate(run, cursor)
            numbers = cursor.execute(
                statement("table_sources").format(staging=self._staging)
            ).fetchall()
            outcomes: Counter[tuple[int, str]] = Counter()
            touched: set[str] = set()
            for (number,) in numbers:
                outcomes += self._merge_source(run, cursor, target, number)
                touched |= _touched(cursor, target)
        files = {file_id for file_id, _ in outcomes}
        return Merged(
            counts={
                file_id: Counts(
                    **{
                        outcome: rows
                        for (each, outcome), rows in outcomes.items()
                        if each == file_id
                    }
                )
                for file_id in files
            },
            touched=frozenset(touched),
        )

    def staging(self, target: Target) -> sql.Identifier:
        """Where the rows of a run wait."""
        return sql.Identifier(f"staged_{target}")

    @property
    def _staging(self) -> sql.Identifier:
        return self.staging(self.target)

    def _copy(self, run: Run, source: Source, file_id: int, staging: Staging) -> None:
        """Write what can be taken to the staging table, and keep what cannot."""
        with run.connection.cursor() as cursor:
            cursor.execute(statement("stage_table").format(staging=self._staging))
            row = cursor.execute(
                statement("next_table_source").format(staging=self._staging)
            ).fetchone()
            source_no = row[0] if row else 1
            with cursor.copy(_COPY.format(staging=self._staging)) as copy:
                for each in staging.rows(run.records(source, file_id)):
                    if isinstance(each, Rejection):
                        run.reject(file_id, each)
                    else:
                        copy.write_row((source_no, file_id, *each))

    def _locate(self, run: Run, cursor: Cursor) -> None:
        """Give rows without a municipality that of their property, or the one they lie in."""
        missing = statement("table_rows_without_municipality").format(staging=self._staging)
        first = cursor.execute(missing).fetchone()
        if first is None:
            return
        if self.target is Target.LISTED_PROPERTY:
            belong = statement("belong_table_rows").format(
                staging=self._staging, own=sql.Literal(run.options.person.municipality)
            )
            knows = cursor.execute(belong).rowcount > 0
            first = cursor.execute(missing).fetchone()
            if first is None:
                return
            if not knows and not first[0]:
                raise unknown_registry()
        if first[0]:
            if cursor.execute(statement("any_municipality")).fetchone() is None:
                raise missing_areas()
            cursor.execute(statement("locate_table_rows").format(staging=self._staging))
        removed = statement("remove_without_municipality").format(staging=self._staging)
        for file_id, line, content, is_placed in cursor.execute(removed).fetchall():
            code, reason = _OUTSIDE if is_placed else _UNKNOWN
            run.reject(
                file_id, Rejection(line=line, reason_code=code, reason=reason, content=content)
            )

    def _merge_source(
        self, run: Run, cursor: Cursor, target: TableTarget, number: int
    ) -> Counter[tuple[int, str]]:
        """Merge one source; gives how many rows of each file ended how."""
        cursor.execute(statement("drop_table_rows"))
        cursor.execute(
            statement(f"table_rows_{self.target}").format(
                staging=self._staging, source_no=sql.Literal(number)
            )
        )
        for file_id, line, content in cursor.execute(statement("remove_duplicates")).fetchall():
            run.reject(
                file_id,
                Rejection(
                    line=line,
                    reason_code="duplicate_id",
                    reason="En tidligere række i filen har samme nøgle.",
                    content=content,
                ),
            )
        cursor.execute(statement("merge_table").format(**_names(run, target)))
        counted = cursor.execute(statement("count_table_results")).fetchall()
        outcomes: Counter[tuple[int, str]] = Counter()
        for file_id, action, rows in counted:
            outcomes[file_id, _OUTCOMES[action]] += rows
        return outcomes


def _touched(cursor: Cursor, target: TableTarget) -> set[str]:
    """The registries that the rows just merged bear on."""
    query = statement("touched_by_table").format(key=_columns(target.key))
    return {str(row[0]) for row in cursor.execute(query).fetchall()}


def _names(run: Run, target: TableTarget) -> dict[str, sql.Composable]:
    """What the merge statement is filled with for a target."""
    return {
        "table": sql.Identifier("base", target.target.value),
        "table_name": sql.Literal(target.target.value),
        "run_id": sql.Literal(run.id),
        "key": _columns(target.key),
        "data": _columns(target.data),
        "staged_key": _columns(target.key, "staged"),
        "staged_data": _columns(target.data, "staged"),
        "known_data": _columns(target.data, "known"),
        "same_key": sql.SQL(" and ").join(
            sql.SQL("{} = {}").format(sql.Identifier("known", name), sql.Identifier("staged", name))
            for name in target.key
        ),
    }


def _columns(names: Sequence[str], table: str | None = None) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.Identifier(table, name) if table else sql.Identifier(name) for name in names
    )


def _tell_unread_grades(
    run: Run, file_id: int, details: TableDetails, mapping: ColumnMapping
) -> None:
    """Note the columns that are called as grades and hold something else, as it seems."""
    for column, name in unread_grades(read_sample(details.table), mapping.columns).items():
        how = json.dumps({"columns": {column: name}, "scale": "EGEN"}, ensure_ascii=False)
        run.note(
            file_id,
            f"»{column}« er ikke læst som karakter. Er den det, så sig det med dens skala "
            f"i kolonnevalget (--mapping): {how}.",
        )


def _tell(run: Run, file_id: int, staging: Staging, *, was_remembered: bool) -> None:
    """Note what a person should know about how the table was read."""
    if staging.repaired:
        run.note(file_id, f"{staging.repaired} ugyldige flader er rettet.")
    if staging.unplaced:
        run.note(file_id, f"{staging.unplaced} rækker har ingen position.")
    if not staging.reading.has_key and staging.target.target is not Target.MUNICIPALITY:
        run.note(file_id, "Tabellen har ingen nøglekolonne: rækker kendes på deres indhold.")
    if run.options.dry_run:
        run.note(file_id, staging.reading.description)
    if was_remembered:
        run.note(file_id, "Kolonnerne er læst, som de blev valgt sidst.")


# Boundaries first: rows of the others are placed in them.
TABLE_LOADERS = tuple(TableLoader(target) for target in TABLE_TARGETS)
