"""What municipalities are called on pages that are not the map's."""

from collections.abc import Collection, Mapping

from db.access import Role, Viewer
from db.queries.choices import registries
from gis_service.state import ShownRegistry


async def names_of(registry: ShownRegistry, codes: Collection[str]) -> Mapping[str, str]:
    """The names of municipalities by code, as far as the registry knows them."""
    here = Viewer(role=Role.PLANNER, registries=frozenset(codes))
    rows = await registry.reader.seen_by(here).rows(registries(here))
    return {row["code"]: row["name"] for row in rows}


async def told_of(registry: ShownRegistry, code: str) -> str:
    """A municipality by name and code; by its code alone where its name is not known."""
    name = (await names_of(registry, [code])).get(code)
    return code if name is None or name == code else f"{name} ({code})"
