"""Every way in which something could be asked for: queries, closed addresses and commands."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import typer
from starlette.testclient import TestClient

from db import access
from gis_service.signin.needs import addresses
from layers.catalogue import LAYERS

LON, LAT = 10.3001, 56.0001
FILTERS = ("name = 'Ørby'", "bfe = 1001")


def queries(path: str, houses: Sequence[int]) -> Iterator[str]:
    """Ways to ask a path, with and without filters."""
    yield ""
    if "export" in path or "page.html" in path:
        yield f"?filter={quote(FILTERS[1])}"
        return
    yield "?lang=en"
    if "naer" in path:
        yield f"?near={LON},{LAT}"
    place = f"lon={LON}&lat={LAT}"
    if "nearby" in path:
        yield f"?{place}"
        yield from (f"?{place}&layer={layer}" for layer in LAYERS)
    if "search" in path:
        yield from (f"?q={quote(text)}" for text in ("Byvej", "1001", "Ørby", "0727", "social"))
    if path == "/":
        yield from (f"?property={house}" for house in houses)
    if path in {"/", "/parts", "/parts/list", "/api/style.json"}:
        yield from (f"?layer={layer}" for layer in LAYERS)
    if "/layers/" in path or path.startswith("/parts"):
        yield from (f"?filter={quote(text)}" for text in FILTERS)


def closed_to(service: TestClient, role: access.Role) -> set[str]:
    """The paths that answer a role nothing, since it lacks every right that opens them."""
    by_right = addresses(service.app)  # type: ignore[arg-type]  # the application under test
    opened = {each.path for right in access.ROLE_PERMISSIONS[role] for each in by_right[right]}
    return {each.path for found in by_right.values() for each in found} - opened


def leaves(of: typer.core.TyperGroup, before: str = "") -> Iterator[str]:
    """Every command by its words."""
    for name, one in of.commands.items():
        if isinstance(one, typer.core.TyperGroup):
            yield from leaves(one, f"{before}{name} ")
        else:
            yield f"{before}{name}"
