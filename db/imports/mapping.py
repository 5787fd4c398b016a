"""How the columns of a table are read: guessed, corrected by a person, and remembered."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.imports.errors import Refused
from db.imports.source import Target
from db.imports.tables.fields import FIELDS, field_of, plain_name

_KEYS = frozenset(
    {"columns", "registry", "registry_name", "crs", "scale", "target", "table", "layer"}
)
_CHECK_FILE = "Ret kolonnevalget (--mapping), og indlæs filen igen."


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What a person has said about a table; what is left open is guessed.

    Attributes:
        columns: Our field by the column's name; None for a column that shall not be used.
        registry: The registry that the rows belong to, where no column says it.
        registry_name: What a foreign registry is called.
        crs: The reference system of the positions.
        scale: The scale that condition grades of the table are given in; kept as given.
        target: What the table is, where the guess would be wrong.
        table: The table's own name, under which later extracts of it are recognised.
        layer: The layer of the file that holds the table.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict)
    registry: str | None = None
    registry_name: str | None = None
    crs: str | None = None
    scale: str | None = None
    target: Target | None = None
    table: str | None = None
    layer: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The mapping as it is written to a file and remembered."""
        texts = {
            "registry": self.registry,
            "registry_name": self.registry_name,
            "crs": self.crs,
            "scale": self.scale,
            "target": self.target.value if self.target else None,
            "table": self.table,
            "layer": self.layer,
        }
        return {
            "columns": dict(self.columns),
            **{key: text for key, text in texts.items() if text is not None},
        }

    def over(self, other: "ColumnMapping") -> "ColumnMapping":
        """This mapping, and the other's where this one is silent."""
        # A column that moves to a field takes it from the column that had it before.
        taken = {name for name in self.columns.values() if name is not None}
        kept = {
            column: None if name in taken and column not in self.columns else name
            for column, name in other.columns.items()
        }
        return ColumnMapping(
            columns={**kept, **self.columns},
            registry=self.registry or other.registry,
            registry_name=self.registry_name or other.registry_name,
            crs=self.crs or other.crs,
            scale=self.scale or other.scale,
            target=self.target or other.target,
            table=self.table or other.table,
            layer=self.layer or other.layer,
        )

    def checked(self, target: Target, header: Sequence[str]) -> "ColumnMapping":
        """This mapping; refused where a column is not in the table or a field not in the target."""
        for column, name in self.columns.items():
            if column not in header:
                raise Refused(
                    f"Kolonnen »{column}« findes ikke i filen. Filen har: {_listed(header)}.",
                    _CHECK_FILE,
                )
            if name is not None and field_of(target, name) is None:
                names = _listed(each.name for each in FIELDS[target])
                raise Refused(
                    f"»{name}« er ikke et felt, som »{column}« kan være. Felterne er: {names}.",
                    _CHECK_FILE,
                )
        return self


def parse_mapping(content: Mapping[str, object]) -> ColumnMapping:
    """A mapping from its JSON form; refused where anything in it is not understood."""
    unknown = sorted(set(content) - _KEYS)
    if unknown:
        raise Refused(
            f"Kolonnevalget har ukendte oplysninger: {_listed(unknown)}.",
            f"Det kan indeholde {_listed(sorted(_KEYS))}.",
        )
    columns = content.get("columns", {})
    if not isinstance(columns, Mapping):
        raise Refused("»columns« i kolonnevalget er ikke en liste over kolonner.", _CHECK_FILE)
    return ColumnMapping(
        columns={str(column): str(name) if name else None for column, name in columns.items()},
        registry=_text(content, "registry"),
        registry_name=_text(content, "registry_name"),
        crs=_text(content, "crs"),
        scale=_text(content, "scale"),
        target=_target(content),
        table=_text(content, "table"),
        layer=_text(content, "layer"),
    )


def signature(target: Target, header: Iterable[str]) -> str:
    """What tables with the same heading share, in whatever order their columns stand."""
    names = "\n".join(sorted(plain_name(column) for column in header))
    return hashlib.sha256(f"{target}\n{names}".encode()).hexdigest()


def _target(content: Mapping[str, object]) -> Target | None:
    text = _text(content, "target")
    if text is None:
        return None
    names = [target.value for target in FIELDS]
    if text not in names:
        raise Refused(f"»{text}« er ikke noget, en tabel kan være.", f"Vælg {_listed(names)}.")
    return Target(text)


def _text(content: Mapping[str, object], key: str) -> str | None:
    value = content.get(key)
    return None if value is None or value == "" else str(value)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"»{name}«" for name in names)
