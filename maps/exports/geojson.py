"""GeoJSON (RFC 7946): lon, lat; what stands behind the rows are members beside the features."""

from collections.abc import Generator

import orjson

from maps.exports.batches import Batches, number, rows_of
from maps.exports.export import Export


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Stream the rows as one FeatureCollection; a row without position has the geometry null."""
    head = orjson.dumps({"type": "FeatureCollection", **export.described})
    yield head[:-1] + b',"features":['
    names = [column.name for column in export.columns]
    before = b"\n"
    for batch in batches:
        rows = zip(batch["_key"], batch["_geometry"], rows_of(batch, names), strict=True)
        features = [
            orjson.dumps(
                {
                    "type": "Feature",
                    "id": key,
                    "geometry": orjson.Fragment(shape) if shape else None,
                    "properties": dict(zip(names, values, strict=True)),
                },
                default=number,
            )
            for key, shape, values in rows
        ]
        yield before + b",\n".join(features)
        before = b",\n"
    # Known only now that the rows went by.
    yield b'],"fingerprint":"%s"}\n' % batches.fingerprint.encode()
