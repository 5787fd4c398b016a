"""A row of a table of flags: which property, what type, which unit, and when it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from db.imports.cpr import has_cpr
from db.imports.source import Record, Rejection, Target
from db.imports.tables.fields import plain_name
from db.imports.tables.reading import Reading
from db.imports.tables.registries import Registry

_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """What one row says; the property is still to be found.

    Attributes:
        own_key: The row's own key; None where the table has none.
        municipality_code: None where neither row nor import says it.
    """

    line: int
    own_key: str | None
    municipality_code: str | None
    flag_type: str
    unit: str
    review_on: date | None
    bfe: int | None
    bbr_id: UUID | None
    address: str | None
    postal_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagReading:
    """Reads the rows of one table of flags; nothing of a row is kept where it is rejected.

    Attributes:
        registry: Tells the registry of a row, by its own word or the import's.
        types: The code of a type by everything that it is called.
    """

    columns: Mapping[str, str | None]
    registry: Registry
    types: Mapping[str, str]
    _reading: Reading = field(init=False)

    def __post_init__(self) -> None:
        # A frozen value makes what it works with once.
        object.__setattr__(self, "_reading", Reading(Target.SOCIAL_FLAG, self.columns))

    def read(self, record: Record) -> Flag | Rejection:
        """What a row means, or why it cannot be taken."""
        understood = self._reading.read(record)
        if isinstance(understood, Rejection):
            return bare(understood)
        fields = understood.fields
        own_key = None if understood.is_key_made else understood.key
        if has_cpr(own_key):
            return self._refused(record, "row_key", "cpr", "ser ud til at være et CPR-nummer")
        if own_key is not None and len(own_key) > _LONGEST:
            return self._refused(record, "row_key", "bad_key", f"er over {_LONGEST} tegn")
        flag_type = self.types.get(plain_name(fields.get("flag_type", "")))
        if flag_type is None:
            return self._refused(record, "flag_type", "bad_type", "er ikke en af typerne")
        unit = fields.get("flag_unit", "")
        if not 0 < len(unit) <= _LONGEST:
            return self._refused(record, "flag_unit", "bad_unit", "er ikke navnet på en enhed")
        review_on = fields.get("flag_review_on")
        code = self.registry.of_row(understood.municipality_code)
        return Flag(
            line=record.line,
            own_key=own_key,
            municipality_code=code,
            flag_type=flag_type,
            unit=unit,
            review_on=date.fromisoformat(review_on) if review_on else None,
            bfe=int(fields["bfe"]) if "bfe" in fields else None,
            bbr_id=_identifier(fields.get("bbr_id") or own_key),
            address=fields.get("address"),
            postal_code=fields.get("postal_code"),
        )

    @property
    def description(self) -> str:
        """How the columns are read."""
        return self._reading.description

    def _refused(self, record: Record, name: str, code: str, reason: str) -> Rejection:
        column = next((column for column, of in self.columns.items() if of == name), None)
        return Rejection(
            line=record.line,
            reason_code=code,
            reason=f"Værdien i »{column}« {reason}.",
            column=column,
        )


def bare(rejection: Rejection) -> Rejection:
    """A rejection without the row: line, column and reason are all that is kept."""
    return replace(rejection, content=None)


def _identifier(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
