"""A row of a table as the registry understands it: key, municipality, facts and place."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from db.imports.cpr import has_cpr
from db.imports.source import Record, Rejection, Target
from db.imports.tables.fields import TableField, field_of, is_known_code, plain_name
from db.imports.tables.grades import GRADES, BadGrade, Grading
from db.imports.tables.values import ValueKind, parse_decimal, parser_of

_KEYS = frozenset({"row_key", "place_key", "footprint_key"})
_POSITION = frozenset({"lon", "lat", "x", "y", "wkt"})
_HASH_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One row, with its columns read as what they mean.

    Attributes:
        key: What identifies the row in its table; None where its key column is empty. A row with a
            grade is one of a day, a scale and a part, so that the next one does not replace it.
        is_key_made: Whether the key is made from the row, since the table has no key column.
        municipality_code: As the row says it; None where it does not.
        fields: The facts by our names, each in its one spelling.
        original: All columns as read.
        shape: In the reference system of the table; None where the row has no position, and where
            two columns say it, as `point`.
    """

    line: int
    key: str | None
    is_key_made: bool
    municipality_code: str | None
    fields: Mapping[str, str]
    original: Mapping[str, str | None]
    shape: BaseGeometry | None = None
    point: tuple[float, float] | None = None


class Reading:
    """Reads the rows of one table by its column mapping; the CPR guard stands at its door."""

    def __init__(
        self, target: Target, columns: Mapping[str, str | None], grading: Grading | None = None
    ) -> None:
        self._target = target
        self._grading = grading
        self._fields: dict[str, TableField] = {
            column: field
            for column, name in columns.items()
            if name is not None and (field := field_of(target, name)) is not None
        }
        self._parsers = [
            (column, field.name, parser_of(field.kind))
            for column, field in self._fields.items()
            if field.name not in _KEYS and field.name not in _POSITION
        ]
        self._key_columns = [c for c, field in self._fields.items() if field.name in _KEYS]
        self._columns = names = {field.name: column for column, field in self._fields.items()}
        self._lon_lat = self._pair(names, "lon", "lat")
        self._x_y = self._pair(names, "x", "y")
        self._wkt = names.get("wkt")
        self._guarded: dict[str, bool] = {}

    @property
    def names(self) -> frozenset[str]:
        """Our fields that the table has."""
        return frozenset(field.name for field in self._fields.values())

    @property
    def is_in_degrees(self) -> bool:
        """Whether positions are read from columns of longitude and latitude."""
        return self._lon_lat is not None

    @property
    def description(self) -> str:
        """How the columns are read, for whoever is to say whether that is right."""
        pairs = (f"»{column}« som {field.name}" for column, field in self._fields.items())
        read = f"Kolonnerne læses sådan: {', '.join(pairs) or 'ingen'}"
        # Of a flag nothing is kept but what it is made of.
        if self._target is Target.SOCIAL_FLAG:
            return f"{read}; resten gemmes ikke."
        return f"{read}; resten gemmes, som de er."

    @property
    def has_key(self) -> bool:
        """Whether a column identifies the rows."""
        return bool(self._key_columns)

    @property
    def has_position(self) -> bool:
        """Whether positions are read from columns."""
        return bool(self._lon_lat or self._x_y or self._wkt)

    def read(self, record: Record) -> Understood | Rejection:
        """What a row means, or why it cannot be taken."""
        unseen = record.values.keys() - self._guarded.keys()
        if any(has_cpr(column) for column in unseen):
            reason = "En kolonnes navn ser ud til at indeholde et CPR-nummer."
            return Rejection(line=record.line, reason_code="cpr", reason=reason)
        self._guarded.update((column, self._may_hold_cpr(column)) for column in unseen)
        values = record.values.items()
        secret = next((c for c, value in values if self._guarded[c] and has_cpr(value)), None)
        if secret is not None:
            return _cpr_rejection(record, secret)
        fields: dict[str, str] = {}
        for column, name, parse in self._parsers:
            value = record.values.get(column)
            if value is None:
                continue
            try:
                text = parse(value)
            except ValueError as error:
                return _bad_value(record, column, value, str(error))
            # Street and number in two columns are one address.
            fields[name] = f"{fields[name]} {text}" if name in fields else text
        told_part = fields.get("grade_part", "")
        try:
            fields = self._grading.graded(fields) if self._grading else fields
        except BadGrade as error:
            return self._bad_grade(record, error)
        try:
            point = self._point(record) if record.geometry is None else None
            shape = None if point else self._shape(record)
        except ValueError as error:
            return Rejection(
                line=record.line,
                reason_code="bad_position",
                reason=f"Positionen kan ikke læses: {error}.",
                column=(self._lon_lat or self._x_y or (self._wkt,))[0],
                content=_harmless(record),
            )
        key = self._key(record) if self._key_columns else _made_key(record, fields)
        if key and not GRADES.isdisjoint(fields):
            part = plain_name(told_part)
            fields["row_of"] = key
            day = fields.get("inspected_on") or fields.get("source_date", "")
            key = f"{key}@{day}/{fields['grade_scale']}/{part}"
        return Understood(
            line=record.line,
            key=key,
            is_key_made=not self._key_columns,
            municipality_code=fields.pop("municipality_code", None),
            fields=fields,
            original=record.values,
            shape=shape,
            point=point,
        )

    def _may_hold_cpr(self, column: str) -> bool:
        """Whether a column is free text, or one that nobody knows."""
        field = self._fields.get(column)
        if field is None:
            return not is_known_code(column)
        # A coordinate that is not used is kept as it is, whatever it holds.
        return field.kind is ValueKind.TEXT or field.name in _POSITION

    def _bad_grade(self, record: Record, error: BadGrade) -> Rejection:
        column = self._columns.get(error.field)
        return Rejection(
            line=record.line,
            reason_code="bad_grade",
            reason=f"Værdien i »{column}« {error.reason}.",
            column=column,
            content=_harmless(record),
        )

    def _key(self, record: Record) -> str | None:
        """The row's key; of several key columns the first that is filled, told by its name."""
        for column in self._key_columns:
            value = record.values.get(column)
            if value is not None:
                return value if len(self._key_columns) == 1 else f"{column}:{value}"
        return None

    def _point(self, record: Record) -> tuple[float, float] | None:
        """The coordinates of a row, in the order of their axes."""
        for pair in (self._lon_lat, self._x_y):
            if pair is not None:
                first, second = record.values.get(pair[0]), record.values.get(pair[1])
                if first is None and second is None:
                    continue
                if first is None or second is None:
                    raise ValueError("den ene af to koordinater mangler")
                return parse_decimal(first), parse_decimal(second)
        return None

    def _shape(self, record: Record) -> BaseGeometry | None:
        """The geometry of a row, else its geometry as text."""
        if record.geometry is not None:
            return _shape_of(record.geometry)
        text = record.values.get(self._wkt) if self._wkt else None
        return _shape_of_text(text) if text else None

    @staticmethod
    def _pair(names: Mapping[str, str], first: str, second: str) -> tuple[str, str] | None:
        if first in names and second in names:
            return names[first], names[second]
        return None


def _made_key(record: Record, fields: Mapping[str, str]) -> str:
    """What stands in for a key: as lasting as the row allows, the same in every extract."""
    if "bfe" in fields:
        return f"bfe:{fields['bfe']}"
    if "name" in fields:
        return f"name:{plain_name(fields['name'])}"
    if GRADES & fields.keys() and fields.keys() & {"bbr_id", "address"}:
        where = (fields.get(name, "") for name in ("bbr_id", "address", "postal_code"))
        return f"at:{' '.join(plain_name(each) for each in where).strip()}"
    shape = record.geometry.hex() if record.geometry else None
    content = json.dumps([dict(record.values), shape], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:_HASH_LENGTH]


def _shape_of(geometry: bytes) -> BaseGeometry:
    try:
        return shapely.from_wkb(geometry)
    except shapely.GEOSException:
        raise ValueError("geometrien er af en art, der ikke bruges, eller er ødelagt") from None


def _shape_of_text(text: str) -> BaseGeometry:
    try:
        return shapely.from_wkt(text.rpartition(";")[2])
    except shapely.GEOSException:
        raise ValueError("teksten er ikke en geometri (WKT)") from None


def _bad_value(record: Record, column: str, value: str, what: str) -> Rejection:
    # A value that is not what its column says may be anything, a CPR number too.
    if has_cpr(value):
        return _cpr_rejection(record, column)
    return Rejection(
        line=record.line,
        reason_code="bad_value",
        reason=f"Værdien i »{column}« {what}.",
        column=column,
        content=_harmless(record),
    )


def _harmless(record: Record) -> Mapping[str, str | None] | None:
    """A row that is kept as a rejection, unless a value that was never reached is a CPR number."""
    return None if any(has_cpr(value) for value in record.values.values()) else record.values


def _cpr_rejection(record: Record, column: str) -> Rejection:
    return Rejection(
        line=record.line,
        reason_code="cpr",
        reason=f"Kolonnen »{column}« ser ud til at indeholde et CPR-nummer.",
        column=column,
        content=None,
    )
