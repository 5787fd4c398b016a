"""The registry that rows of a table belong to: a Danish municipality's, or one abroad."""

import re
from dataclasses import dataclass

import psycopg

from db.imports.errors import Refused
from db.imports.geography.denmark import SRID, is_danish_code
from db.imports.geography.reference_systems import local_srid
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
    """

    code: str | None
    is_danish: bool
    municipalities: frozenset[str]

    def knows(self, code: str) -> bool:
        """Whether a Danish code exists."""
        return code in self.municipalities if self.municipalities else is_danish_code(code)


def registry_of(connection: psycopg.Connection, code: str | None) -> Registry:
    """The registry of a code as somebody wrote it; refused where there cannot be such a one."""
    rows = connection.execute(statement("municipality_codes")).fetchall()
    known = frozenset(str(row[0]) for row in rows)
    if code is None:
        return Registry(code=None, is_danish=True, municipalities=known)
    plain = code.strip().upper()
    if plain.isdecimal():
        danish = Registry(code=plain.zfill(4), is_danish=True, municipalities=known)
        if not danish.knows(plain.zfill(4)):
            raise Refused(f"»{code}« er ikke en dansk kommunekode.", _NEXT_STEP)
        return danish
    if not _CODE.fullmatch(plain):
        raise Refused(
            f"»{code}« kan ikke være et registers kode.",
            "Brug 2 til 20 af tegnene A-Z, 0-9, bindestreg og understreg.",
        )
    return Registry(code=plain, is_danish=False, municipalities=known)


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
