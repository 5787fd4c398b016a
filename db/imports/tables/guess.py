"""What a table and its columns seem to mean: by their names and by what they hold."""

from collections.abc import Mapping, Sequence

from db.imports.cpr import has_cpr
from db.imports.flags.content import are_types
from db.imports.flags.heading import by_beginning, names_flags
from db.imports.geography.denmark import is_danish_code
from db.imports.source import Target
from db.imports.tables.fields import FIELDS, TableField, field_of, plain_name
from db.imports.tables.grades import (
    FORMED,
    GRADES,
    OVERALL,
    is_brief,
    is_number,
    is_obvious,
    scale_called,
)
from db.imports.tables.table import Row, Table
from db.imports.tables.values import ValueKind, parse, parse_decimal

# So much of a sample must be readable as what the column's name says.
_FITTING = 0.8
_FITTING_DAYS = 0.5
# So much of a column that is called as a grade must be able to be one; rows that are not are told.
_GRADED = 0.5
_GRADED_IN_OWN = 0.4
_UNIQUE = 0.95
_AREAS = ("polygon", "surface")
_LON, _LAT = (7.0, 16.0), (54.0, 58.5)
_X, _Y = (400_000.0, 920_000.0), (6_000_000.0, 6_450_000.0)
_POPULATION = frozenset({"befolkning", "indbyggertal", "folketal", "population", "indbyggere"})
_NAME = frozenset({"navn", "name", "stednavn", "bynavn", "kommunenavn", "komnavn"})
_STREET = ("vejnavn", "vej", "gadenavn", "gade", "streetname", "street")
_NUMBER = ("husnr", "vejnr", "nr", "husnummer", "housenumber", "streetnumber")
_DATE = frozenset({"dato", "date"})
_BUILDING = frozenset({"bbruuid", "bygningstype", "building"})


class Sample:
    """The first rows of a table, column by column."""

    def __init__(self, header: Sequence[str], rows: Sequence[Row]) -> None:
        self.header = tuple(header)
        self.rows = rows
        self._columns: dict[str, list[str]] = {}

    def filled(self, column: str) -> list[str]:
        """What a column holds, without gaps."""
        if column not in self._columns:
            values = (row.values.get(column) for row in self.rows)
            self._columns[column] = [value for value in values if value is not None]
        return self._columns[column]

    def fits(self, column: str, kind: ValueKind) -> bool:
        """Whether nearly all of a column is of a kind; an empty column fits by its name."""
        values = self.filled(column)
        readable = sum(_is_readable(kind, value) for value in values)
        # A day that cannot be is a mistake of its row and told there, not one of the column.
        share = _FITTING_DAYS if kind is ValueKind.DATE else _FITTING
        return readable >= share * len(values)

    def is_unique(self, column: str) -> bool:
        """Whether a column is filled in every row and nearly never repeats."""
        values = self.filled(column)
        return len(values) == len(self.rows) and len(set(values)) >= _UNIQUE * len(values)

    def lies_within(self, column: str, bounds: tuple[float, float]) -> bool:
        """Whether a column holds decimals between two bounds."""
        values = self.filled(column)
        return bool(values) and all(
            _is_readable(ValueKind.DECIMAL, value)
            and bounds[0] <= parse_decimal(value) <= bounds[1]
            for value in values
        )


def guess_target(table: Table, sample: Sample) -> Target | None:
    """What a table is; None for lines and other layers that hold nothing the registry takes."""
    if is_of_flags(sample):
        return Target.SOCIAL_FLAG
    kind = _geometry_kind(table, sample)
    names = {plain_name(column) for column in table.header}
    if kind is not None and "line" in kind:
        return None
    has_areas = kind is not None and any(area in kind for area in _AREAS)
    if has_areas and names & _NAME and _is_one_row_per_municipality(sample):
        return Target.MUNICIPALITY
    if names & _POPULATION and names & _NAME:
        return Target.PLACE
    if has_areas and names & _BUILDING:
        return Target.FOOTPRINT
    return Target.LISTED_PROPERTY


def is_of_flags(sample: Sample) -> bool:
    """Whether a table is one of social flags, by its heading or by what stands under it."""
    return names_flags(sample.header) or bool(_columns_of_types(sample))


def guess_columns(target: Target, sample: Sample, scale: str | None = None) -> dict[str, str]:
    """Our field by column, for the columns that can be told; `scale` is what grades are given in.

    A column that is called as a grade is one only where its values can be.
    """
    guessed: dict[str, str] = {}
    scales = _scales(sample, scale)
    for field in FIELDS[target]:
        for column in _columns_for(field, sample, guessed):
            if field.name not in GRADES or _is_graded(field, sample.filled(column), scales):
                guessed[column] = field.name
    guessed.update(_day_of_grades(guessed))
    of_properties = target in {Target.LISTED_PROPERTY, Target.SOCIAL_FLAG}
    if "row_key" not in guessed.values() and of_properties:
        guessed.update(_identifier(sample, guessed))
    if "address" not in guessed.values() and of_properties:
        guessed.update(_street_and_number(sample, guessed))
    guessed.update(_positions(target, sample, guessed))
    if target is Target.SOCIAL_FLAG:
        guessed.update(by_beginning(sample.header, guessed))
        types = [column for column in _columns_of_types(sample) if column not in guessed]
        if types and "flag_type" not in guessed.values():
            guessed[types[0]] = "flag_type"
    return guessed


def unread_grades(sample: Sample, columns: Mapping[str, str | None]) -> dict[str, str]:
    """The filled columns that are called as grades and that nobody reads or has turned away."""
    return {
        column: field.name
        for field in FIELDS[Target.LISTED_PROPERTY]
        if field.name in GRADES
        for column in sample.header
        if plain_name(column) in field.names and column not in columns and sample.filled(column)
    }


def _columns_of_types(sample: Sample) -> list[str]:
    """The columns that hold types of flags, whatever they are called."""
    return [column for column in sample.header if are_types(sample.filled(column))]


def _columns_for(field: TableField, sample: Sample, taken: Mapping[str, str]) -> list[str]:
    """The columns that a field is read from: one, or both keys of an OpenStreetMap extract."""
    by_name = {plain_name(column): column for column in reversed(sample.header)}
    columns = [by_name[name] for name in dict.fromkeys(field.names) if name in by_name]
    fitting = [
        column
        for column in columns
        if column not in taken
        and sample.fits(column, field.kind)
        and _is_possible(field, column, sample)
    ]
    if field.name == "footprint_key" and {"osm_id", "osm_way_id"} <= set(fitting):
        return ["osm_id", "osm_way_id"]
    return fitting[:1]


def _is_possible(field: TableField, column: str, sample: Sample) -> bool:
    """Whether a key identifies: filled, not repeated much, and no list of persons."""
    if field.kind is not ValueKind.KEY:
        return True
    if column in {"osm_id", "osm_way_id"}:
        return True
    values = sample.filled(column)
    enough = len(values) == len(sample.rows) and len(set(values)) >= len(values) / 2
    return enough and not _is_persons(values)


def _is_persons(values: Sequence[str]) -> bool:
    """Whether a column is a list of CPR numbers: never a key, so that the guard reads it."""
    return sum(has_cpr(value) for value in values) > len(values) / 2


def _scales(sample: Sample, scale: str | None) -> frozenset[str]:
    """The scales that the person, or a column for it, names."""
    field = field_of(Target.LISTED_PROPERTY, "grade_scale")
    columns = _columns_for(field, sample, {}) if field else []
    named = [scale] if scale else [each for column in columns for each in sample.filled(column)]
    return frozenset(scale_called(each) for each in named)


def _is_graded(field: TableField, values: Sequence[str], scales: frozenset[str]) -> bool:
    """Whether values can be grades: materials and remarks stand under the same names."""
    is_overall = field.name == OVERALL
    # The person's own words, or a scale that only the registry can know.
    has_others = bool(scales - FORMED)
    if is_overall and has_others:
        return True
    # A number under the name of a part is a BBR code, unless somebody says what it is given in.
    may_be_number = is_overall or bool(scales)
    fitting = sum(
        is_obvious(value)
        or (may_be_number and is_number(value))
        or (has_others and is_brief(value))
        for value in values
    )
    # Some rows of a table that names several scales may be in the person's own words.
    share = _GRADED_IN_OWN if has_others else _GRADED
    return bool(values) and fitting >= share * len(values)


def _day_of_grades(guessed: Mapping[str, str]) -> dict[str, str]:
    """The one date of a table of grades is the day they were given."""
    names = set(guessed.values())
    if not names & GRADES or "inspected_on" in names:
        return {}
    return {
        column: "inspected_on"
        for column, name in guessed.items()
        if name == "source_date" and plain_name(column) in _DATE
    }


def _identifier(sample: Sample, taken: Mapping[str, str]) -> dict[str, str]:
    """A column that is called some id and never repeats."""
    for column in sample.header:
        if column in taken or not plain_name(column).endswith(("id", "key", "noegle")):
            continue
        if sample.is_unique(column) and not _is_persons(sample.filled(column)):
            return {column: "row_key"}
    return {}


def _street_and_number(sample: Sample, taken: Mapping[str, str]) -> dict[str, str]:
    """Columns that together are an address."""
    by_name = {plain_name(column): column for column in reversed(sample.header)}
    parts = [
        next((by_name[name] for name in names if name in by_name), None)
        for names in (_STREET, _NUMBER)
    ]
    return {column: "address" for column in parts if column and column not in taken}


def _positions(target: Target, sample: Sample, taken: Mapping[str, str]) -> dict[str, str]:
    """Columns that hold Danish coordinates under names that say nothing."""
    names = set(taken.values())
    if field_of(target, "lon") is None or names & {"wkt"} or {"lon", "lat"} <= names:
        return {}
    if {"x", "y"} <= names:
        return {}
    free = [column for column in sample.header if column not in taken]
    for pair, bounds in ((("lon", "lat"), (_LON, _LAT)), (("x", "y"), (_X, _Y))):
        found = [
            next((column for column in free if sample.lies_within(column, limits)), None)
            for limits in bounds
        ]
        if found[0] and found[1] and _is_decimal(sample, found[0]):
            return {found[0]: pair[0], found[1]: pair[1]}
    return {}


def _is_decimal(sample: Sample, column: str) -> bool:
    """Whether a column has decimals or is large: small whole numbers are codes, not degrees."""
    return any(
        not parse_decimal(v).is_integer() or parse_decimal(v) > _X[0] for v in sample.filled(column)
    )


def _is_one_row_per_municipality(sample: Sample) -> bool:
    """Whether the rows are municipalities: each with a Danish code that hardly repeats."""
    columns = _columns_for(FIELDS[Target.MUNICIPALITY][0], sample, {})
    if not columns:
        return False
    codes = [parse(ValueKind.MUNICIPALITY, code) for code in sample.filled(columns[0])]
    return bool(codes) and len(set(codes)) > len(codes) / 2 and all(map(is_danish_code, codes))


def _geometry_kind(table: Table, sample: Sample) -> str | None:
    """The kind of geometry: as the layer declares it, else as its first rows have it."""
    if table.geometry_kind and table.geometry_kind != "Unknown":
        return table.geometry_kind.lower()
    first = next((row.geometry for row in sample.rows if row.geometry), None)
    if first is None:
        return None
    # Byte order, then the kind as a number: 2 and 5 lines, 3 and 6 areas, the rest taken as points.
    number = int.from_bytes(first[1:5], "little" if first[0] else "big") % 1000
    return {2: "line", 5: "line", 3: "polygon", 6: "polygon"}.get(number, "point")


def _is_readable(kind: ValueKind, value: str) -> bool:
    try:
        parse(kind, value)
    except ValueError:
        return False
    return True
