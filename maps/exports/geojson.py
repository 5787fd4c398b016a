"""GeoJSON (RFC 7946): lon, lat; what stands behind the rows are members beside the features."""

from collections.abc import Generator
from decimal import Decimal

import orjson

from maps.exports.export import Batches, Export

TAIL = b"]}\n"


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Stream the rows as one FeatureCollection; a row without position has the geometry null."""
    head = orjson.dumps(
        {
            "type": "FeatureCollection",
            "name": export.layer,
            "title": export.title,
            "data_as_of": export.data_as_of,
            "sources": export.sources,
            "filter": export.filter or None,
            "numberMatched": export.matched,
            "numberReturned": export.matched,
            "unplaced": export.unplaced,
            "total": export.total,
            "is_demo": export.is_demo,
            "about": export.told,
            "fields": [
                {
                    "name": column.name,
                    "title": column.title,
                    "description": column.description,
                    "unit": column.unit,
                }
                for column in export.columns
            ],
        }
    )
    yield head[:-1] + b',"features":['
    names = [column.name for column in export.columns]
    before = b"\n"
    for batch in batches:
        features = [
            orjson.dumps(
                {
                    "type": "Feature",
                    "id": row["_key"],
                    "geometry": orjson.Fragment(row["_geometry"]) if row["_geometry"] else None,
                    "properties": {name: row[name] for name in names},
                },
                default=_number,
            )
            for row in batch
        ]
        if features:
            yield before + b",\n".join(features)
            before = b",\n"
    yield TAIL


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError
