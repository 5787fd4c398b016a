"""What the one line of an import tells: numbers, digests and codes, never what somebody typed."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from db.imports.loading import Counts
from db.imports.source import Source

# A line is short; of more files than these the digest of all hashes tells which they were.
_MOST = 20
# A file of flags leaves nothing behind but that there was one.
CONFIDENTIAL: Mapping[str, object] = {"confidential": True}


def told_of(
    sources: Mapping[int, Source], counts: Mapping[int, Counts], touched: Collection[str]
) -> Mapping[str, object]:
    """An import by its files' hashes, its rows, and the registries that it touched."""
    hashes = sorted({source.content_hash for source in sources.values()})
    told: dict[str, Any] = {
        "files": len(hashes),
        "hashes": hashes[:_MOST],
        "targets": sorted({source.target.value for source in sources.values()}),
        **sum(counts.values(), Counts()).as_dict(),
        **registries_told(touched),
    }
    if len(hashes) > _MOST:
        told["all_hashes"] = hashlib.sha256("".join(hashes).encode()).hexdigest()
    return told


def registries_told(touched: Collection[str]) -> Mapping[str, object]:
    """How many registries, and the first of them by code."""
    return {"registry_count": len(touched), "registries": sorted(touched)[:_MOST]}
