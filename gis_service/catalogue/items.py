"""One page of a layer's rows, with how many there are and how to get the next."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from db.reading import Reader
from maps.counting import Counts
from maps.listing import Listing, last


async def page_of(
    listing: Listing, reader: Reader, counts: Counts, *, limit: int, after: str | None
) -> dict[str, Any]:
    """Up to `limit` rows as a GeoJSON FeatureCollection, and the token of the page after."""
    mark = None if after is None else listing.mark(after)
    rows: list[Mapping[str, Any]] = []
    for statement in listing.pages(limit + 1, mark):
        rows += await reader.rows(statement)
        if len(rows) > limit:
            break
    end = last(rows, limit)
    features = [listing.feature(row) for row in rows[:limit]]
    return {
        "type": "FeatureCollection",
        "features": features,
        "numberMatched": await counts.of(listing),
        "numberReturned": len(features),
        "next": None if end is None else listing.token(end),
    }


def links(path: str, query: Mapping[str, str], following: str | None) -> list[dict[str, str]]:
    """Where this page and the next are, as the links of a FeatureCollection."""
    found = [_link("self", path, query)]
    if following is not None:
        found.append(_link("next", path, {**query, "after": following}))
    return found


def _link(relation: str, path: str, query: Mapping[str, str]) -> dict[str, str]:
    href = f"{path}?{urlencode(query)}" if query else path
    return {"rel": relation, "href": href, "type": "application/geo+json"}
