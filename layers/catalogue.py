"""Every layer of the product, in the order people see them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from layers import buildings, condition, municipalities, places, priority, social, suspicion
from layers.definition import Layer

CATALOGUE: tuple[Layer, ...] = (
    priority.LAYER,
    suspicion.LAYER,
    condition.LAYER,
    buildings.LAYER,
    places.LAYER,
    social.LAYER,
    municipalities.LAYER,
)


def by_id(layers: Iterable[Layer]) -> Mapping[str, Layer]:
    """The layers by id; two with the same id are a mistake in the catalogue."""
    found: dict[str, Layer] = {}
    for layer in layers:
        if layer.id in found:
            raise ValueError(f"two layers are called {layer.id}")
        found[layer.id] = layer
    return MappingProxyType(found)


LAYERS = by_id(CATALOGUE)

# The choice that routes and commands offer, made from the catalogue so that they cannot drift.
LayerId = StrEnum("LayerId", {one: one for one in LAYERS})  # type: ignore[misc]  # names known at run time
