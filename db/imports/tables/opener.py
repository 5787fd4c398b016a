"""From a file with tables to the sources in it: which tables are taken, and as what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import PurePath

from db.imports.cpr import has_cpr
from db.imports.errors import Refused
from db.imports.geography.reference_systems import LON_LAT
from db.imports.mapping import ColumnMapping, parse_mapping
from db.imports.part import Part
from db.imports.source import (
    Form,
    ImportOptions,
    Meter,
    Record,
    Rejection,
    Source,
    Target,
    normal_key,
)
from db.imports.tables.fields import FIELDS
from db.imports.tables.formats import format_of
from db.imports.tables.grades import GRADES, guessed_scale
from db.imports.tables.guess import Sample, guess_columns, guess_target, is_of_flags
from db.imports.tables.table import Row, Table
from db.imports.tables.unpacking import Unpacked

SAMPLE_ROWS = 1_000
_FORMS = {
    Target.MUNICIPALITY: Form.BOUNDARY,
    Target.PLACE: Form.PLACE_TABLE,
    Target.FOOTPRINT: Form.FOOTPRINT,
    Target.LISTED_PROPERTY: Form.PROPERTY_TABLE,
    Target.SOCIAL_FLAG: Form.FLAG_TABLE,
}
_OF_FLAGS = frozenset(field.name for field in FIELDS[Target.SOCIAL_FLAG]) - {
    field.name for target in FIELDS if target is not Target.SOCIAL_FLAG for field in FIELDS[target]
}
# What is told of a table of flags instead of its name, which may say whom it is about.
_VEILED = "Fortrolig tabel"
# What tells one extract of a table from the next: dates, years, numbers, the mark of a second copy.
_OF_THE_EXTRACT = re.compile(r"[\s_.-]*(\(\d+\)|\d[\d_.-]*|kopi|copy)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDetails:
    """What the loader needs to know about a table.

    Attributes:
        table_name: The name under which rows of this table are known, the same for later extracts.
        guessed: What the columns seem to mean.
        given: What the person has said with this import.
        kept: The folder that the table is read from, where it had to be unpacked.
    """

    table: Table
    table_name: str
    guessed: ColumnMapping
    given: ColumnMapping
    kept: Unpacked | None = None


class TableOpener:
    """Reads tables of any heading, and municipality boundaries, places and footprints by theirs."""

    def recognise(self, part: Part) -> bool:
        """Whether a table is known to come in such a file."""
        return format_of(part) is not None

    def open(self, part: Part, options: ImportOptions) -> Iterator[Source]:
        """The tables of the file that the registry takes; refused where there is none."""
        given = parse_mapping(options.mapping) if options.mapping else ColumnMapping()
        found = format_of(part)
        tables, kept = found.read(part) if found else ((), None)
        taken = _taken(tables, given, part.name)
        left = [table.name for table in tables if all(table is not each for each, _ in taken)]
        stem = PurePath(part.member or part.path.name).stem
        for table, target in taken:
            table_name = given.table or extract_free_name(
                stem if len(taken) == 1 else f"{stem}_{table.name}"
            )
            is_veiled = target is Target.SOCIAL_FLAG
            guessed = guess_columns(target, read_sample(table), given.scale)
            details = TableDetails(
                table=table,
                table_name=table_name,
                guessed=ColumnMapping(columns=guessed, target=target),
                given=_about(given, table, target),
                kept=kept,
            )
            meter = Meter(total=table.row_count)
            name = part.name if len(tables) == 1 else f"{part.name}: {table.name}"
            yield Source(
                name=_VEILED if is_veiled else name,
                content_hash="" if is_veiled else part.content_hash,
                form=_FORMS[target],
                target=target,
                read=partial(_records, table, meter),
                meter=meter,
                extract_date=options.extract_date,
                crs=_crs(table, details, options.crs or given.crs),
                # Boundaries tell their own codes, whatever else is imported beside them.
                registry=None
                if target is Target.MUNICIPALITY
                else options.registry or given.registry,
                table_code=table_name,
                details=details,
                notes=() if is_veiled else (*table.notes, *_left_out(left)),
            )


def read_sample(table: Table) -> Sample:
    """The first rows of a table."""
    if not table.first_rows:
        table.first_rows.extend(islice(table.rows(), SAMPLE_ROWS))
    return Sample(table.header, table.first_rows)


def with_scale(mapping: ColumnMapping, table: Table) -> ColumnMapping:
    """The mapping with the scale of its grades, where their values can only be of one."""
    columns = [column for column, name in mapping.columns.items() if name in GRADES]
    if not columns or mapping.scale or "grade_scale" in mapping.columns.values():
        return mapping
    sample = read_sample(table)
    values = [value for column in columns for value in sample.filled(column)]
    return replace(mapping, scale=guessed_scale(columns, values))


def _taken(tables: Sequence[Table], given: ColumnMapping, name: str) -> list[tuple[Table, Target]]:
    """The tables that are taken, with what each is."""
    if given.layer is not None:
        tables = [table for table in tables if table.name == given.layer]
    if given.target not in {None, Target.SOCIAL_FLAG}:
        _refuse_open_flags(tables, given)
    # Whoever names a field that only flags have says what the table is.
    named = given.target or (Target.SOCIAL_FLAG if _names_flags(given) else None)
    known = [
        (table, target)
        for table in tables
        if (target := named or guess_target(table, read_sample(table))) is not None
    ]
    # Beside areas and outlines that are known by their heading, other layers are only background.
    of_properties = {Target.LISTED_PROPERTY, Target.SOCIAL_FLAG}
    by_heading = [each for each in known if each[1] not in of_properties]
    if any(target is Target.SOCIAL_FLAG for _, target in known):
        return known
    if not known:
        raise Refused(
            f"{name} har ingen lag med ejendomme, byer, kommuner eller bygninger.",
            "Vælg en fil med punkter eller flader, eller angiv laget i kolonnevalget (»layer«).",
        )
    return by_heading or known


def _names_flags(given: ColumnMapping) -> bool:
    """Whether a mapping names a field that nothing but a flag has."""
    return not _OF_FLAGS.isdisjoint(given.columns.values())


def _refuse_open_flags(tables: Sequence[Table], given: ColumnMapping) -> None:
    """Refuse flags that somebody calls something else: they would be kept where others read."""
    for table in tables:
        sample = read_sample(table)
        told = set(guess_columns(Target.SOCIAL_FLAG, sample).values())
        if _names_flags(given) or (is_of_flags(sample) and {"flag_type", "flag_unit"} <= told):
            raise Refused(
                "Tabellen har både type og ansvarlig enhed som sociale markeringer, og "
                "kolonnevalget kalder den noget andet: så ville den ligge åbent.",
                "Udelad »target« af kolonnevalget, så den indlæses fortroligt. Er den noget "
                "andet, så fjern eller omdøb de to kolonner i filen.",
            )


def _crs(table: Table, details: TableDetails, named: str | None) -> str | None:
    """The reference system somebody named for the table; the file's own word, where it has one."""
    if details.guessed.target is Target.LISTED_PROPERTY:
        return named or table.crs
    # What was said is about the municipality's own table; areas beside it know where they are.
    in_degrees = {"lon", "lat"} <= set(details.guessed.columns.values())
    return table.crs or (LON_LAT if in_degrees else named)


def _about(given: ColumnMapping, table: Table, target: Target) -> ColumnMapping:
    """What a person's mapping says about a table: nothing about areas with other columns."""
    is_other = target is not Target.LISTED_PROPERTY and set(table.header).isdisjoint(given.columns)
    return replace(given, columns={}) if is_other else given


def _left_out(layers: Sequence[str]) -> list[str]:
    """What the user is told about layers that are not taken."""
    return [f"Ikke brugt: {', '.join(f'»{layer}«' for layer in layers)}."] if layers else []


def extract_free_name(name: str) -> str:
    """A table's name without what changes with each extract: `huse_2026 (1)` -> `huse`."""
    plain = re.sub(r"[^0-9a-z()]+", "_", normal_key(name)).strip("_")
    while (shorter := _OF_THE_EXTRACT.sub("", plain)) not in {plain, ""}:
        plain = shorter
    return plain


def _records(table: Table, meter: Meter) -> Iterator[Record | Rejection]:
    """The rows of a table as records, counted; what could not be read whole as rejections."""
    for meter.done, row in enumerate(table.rows(), start=1):
        yield _record_of(row)


def _record_of(row: Row) -> Record | Rejection:
    """A row as a record; its columns keep the names they have in the file."""
    if row.problem is not None:
        # Cells may stand under the wrong heading, so all of them are looked at.
        is_secret = any(has_cpr(value) for value in row.values.values())
        return Rejection(
            line=row.line,
            reason_code="bad_row",
            reason=row.problem,
            content=None if is_secret else row.values,
        )
    return Record(line=row.line, values=row.values, geometry=row.geometry)
