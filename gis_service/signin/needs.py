"""Which right each address of the service needs, as its routes themselves say it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant

from db.access import Permission
from gis_service.signin.rights import Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address and what can be done there.

    Attributes:
        path: As it is written in the code, with names for what changes.
    """

    methods: tuple[str, ...]
    path: str

    @property
    def is_page(self) -> bool:
        """Whether a person opens it with a browser; else a script asks it."""
        return not self.path.startswith("/api/")


def addresses(app: FastAPI) -> dict[Permission, tuple[Address, ...]]:
    """The addresses that each permission opens, alone or where another would do too, by path."""
    found: dict[Permission, dict[str, set[str]]] = {each: {} for each in Permission}
    for route in routes_of(app):
        methods = set(route.methods or ()) - {"HEAD"}
        for need in {one for one in calls(route.dependant) if isinstance(one, Needs)}:
            for permission in filter(None, (need.permission, need.or_else)):
                found[permission].setdefault(route.path, set()).update(methods)
    return {
        permission: tuple(
            Address(methods=tuple(sorted(methods)), path=path)
            for path, methods in sorted(of_permission.items())
        )
        for permission, of_permission in found.items()
    }


def routes_of(router: Any) -> Iterator[Any]:
    """Every route of a router, also of those that it includes, as it is reached."""
    for each in router.routes:
        inner = getattr(each, "effective_route_contexts", None)
        if inner:
            yield from inner()
        elif hasattr(each, "dependant"):
            yield each


def calls(dependant: Dependant) -> Iterator[object]:
    """Everything that a route depends on."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)
