"""The registry that rows of a table belong to: a Danish municipality's, or one abroad."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

from db.imports.errors import Refused
from db.imports.geography.denmark import SRID, is_danish_code
from db.imports.geography.reference_systems import local_srid
from db.imports.source import normal_key
from db.imports.statements import statement

_CODE = re.compile(r"[0-9A-Z][0-9A-Z_-]{1,19}")
_NEXT_STEP = (
    "Angiv den med --registry: en dansk kommunekode (for eksempel --registry 0860), eller et eget "
    "navn for en tabel fra udlandet (for eksempel --registry BALTIMORE)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Which registry rows go to.

    Attributes:
        code: For every row that does not say its own; None where rows or areas tell.
        municipalities: The Danish codes that exist; empty where the installation does not know.
        named: Their codes by plain name; a name that two share is none.
    """

    code: str | None
    is_danish: bool
    municipalities: frozenset[str]
    named: Mapping[str, str]

    def knows(self, code: str) -> bool:
        """Whether a Danish code exists."""
        return code in self.municipalities if self.municipalities else is_danish_code(code)

    def of_row(self, told: str | None) -> str | None:
        """The registry of a row: its own word in Denmark, else what the import says."""
        if self.code is not None and not self.is_danish:
            return self.code
        return self._code_of(told) if told else self.code

    def _code_of(self, told: str) -> str:
        """The code of what a row says, code or name; as it stands where it is neither."""
        plain = normal_key(told)
        # Bornholm calls itself a regionskommune.
        short = plain.removesuffix(" kommune").removesuffix(" regionskommune")
        # Københavns Kommune is København, and Horsens Kommune is Horsens.
        owner = self.named.get(short.removesuffix("s")) if short != plain else None
        return self.named.get(short, owner or told)


def registry_of(connection: psycopg.Connection, code: str | None) -> Registry:
    """The registry of a code as somebody wrote it; refused where there cannot be such a one."""
    rows = connection.execute(statement("municipality_codes")).fetchall()
    known = frozenset(str(code) for code, _ in rows)
    names = Counter(normal_key(name) for _, name in rows)
    named = {key: code for code, name in rows if names[key := normal_key(name)] == 1}
    if code is None:
        return Registry(code=None, is_danish=True, municipalities=known, named=named)
    plain = code.strip().upper()
    if plain.isdecimal():
        danish = Registry(code=plain.zfill(4), is_danish=True, municipalities=known, named=named)
        if not danish.knows(plain.zfill(4)):
            raise Refused(f"»{code}« er ikke en dansk kommunekode.", _NEXT_STEP)
        return danish
    if not _CODE.fullmatch(plain):
        raise Refused(
            f"»{code}« kan ikke være et registers kode.",
            "Brug 2 til 20 af tegnene A-Z, 0-9, bindestreg og understreg.",
        )
    return Registry(code=plain, is_danish=False, municipalities=known, named=named)


def unknown_registry() -> Refused:
    """The refusal of a table that does not tell where its rows belong."""
    return Refused("Tabellen siger ikke, hvilken kommune dens rækker hører til.", _NEXT_STEP)


def register(
    connection: psycopg.Connection,
    registry: Registry,
    name: str | None,
    centre: tuple[float, float] | None,
) -> None:
    """Register a foreign registry, measured in the UTM zone of its centre."""
    if registry.code is None or registry.is_danish:
        return
    connection.execute(
        statement("register_foreign"),
        {
            "code": registry.code,
            "name": name or registry.code.replace("_", " ").title(),
            "srid": local_srid(*centre) if centre else SRID,
        },
    )
