"""GeoJSON (RFC 7946): lon, lat; what stands behind the rows are members beside the features."""

from collections.abc import Generator

import orjson

from maps.exports.batches import Batches, number
from maps.exports.export import Export


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Stream the rows as one FeatureCollection; a row without position has the geometry null."""
    head = orjson.dumps({"type": "FeatureCollection", **export.described})
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
                default=number,
            )
            for row in batch
        ]
        if features:
            yield before + b",\n".join(features)
            before = b",\n"
    # Known only now that the rows went by.
    yield b'],"fingerprint":"%s"}\n' % batches.fingerprint.encode()
