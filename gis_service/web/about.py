"""The page about the product: what stands behind the figures, and whose work it is built on."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from db.access import Permission
from db.queries.choices import rules
from gis_service.web.frame import AnyDesk, CurrentPage
from gis_service.web.sources import source_line

router = APIRouter(include_in_schema=False)


@router.get("/om")
async def about(desk: AnyDesk, page: CurrentPage) -> Response:
    """Sources, rules, credit for data, and the licences of every part that we did not write."""
    language = desk.speech.language
    named = [
        {
            "id": row["rule"],
            "kind": row["kind"],
            "weight": row["weight"],
            "title": row[f"title_{language}"],
            "description": row[f"description_{language}"],
        }
        for row in await desk.registry.reader.rows(rules())
    ]
    told: dict[str, Any] = {
        "sources": await source_line(desk),
        "rules": named,
        "packages": packages(),
        "may_import": desk.viewer.may(Permission.RUN_IMPORTS),
        "may_read_imports": desk.viewer.may(Permission.READ_IMPORTS),
    }
    return page.show("about.html", "about", told)


@cache
def packages() -> Sequence[Mapping[str, str]]:
    """The front-end parts that we serve, with version and licence, as they were fetched."""
    listed = files("maps").joinpath("vendor", "packages.json")
    found: list[Mapping[str, str]] = json.loads(listed.read_text(encoding="utf-8"))
    return found
