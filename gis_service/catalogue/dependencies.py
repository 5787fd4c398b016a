"""The layer that a request is about, as its viewer may see it."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request

from db.access import Viewer
from gis_service.errors import NotFound
from gis_service.parameters import FilterText, undeclared
from gis_service.state import open_registry
from gis_service.viewer import CurrentViewer
from layers.catalogue import LAYERS, LayerId
from layers.definition import VisibleLayer

NO_LAYER = NotFound(
    da="Der er intet kortlag med dette navn.",
    en="There is no layer of this name.",
    next_da="Se kortlagene i /api/layers.",
    next_en="See the layers in /api/layers.",
)
# The first layer of the catalogue is the first thing a planner sees.
_USUAL = next(iter(LayerId))
LayerName = Annotated[LayerId, Path(description="A layer of the catalogue.")]


def narrowed(
    request: Request, viewer: Viewer, layer_id: LayerId, filter_: str | None
) -> VisibleLayer:
    """The layer as its viewer may see it, for the filter and the layer's own parameters.

    What the route does not declare is taken for a parameter of the layer, which refuses it where
    it is none: for dependencies with `takes_undeclared`.
    """
    visible = LAYERS[layer_id].as_seen_by(viewer)
    if visible is None:
        raise NO_LAYER
    return visible.with_(undeclared(request), filter_)


class _LayerInPath:
    """The layer that the address names."""

    takes_undeclared = True

    async def __call__(
        self,
        request: Request,
        layer_id: LayerName,
        viewer: CurrentViewer,
        filter_: FilterText = None,
    ) -> VisibleLayer:
        return await _on_record(request, narrowed(request, viewer, layer_id, filter_))


class _LayerInQuery:
    """The layer that the parameter `layer` names."""

    takes_undeclared = True

    async def __call__(
        self,
        request: Request,
        viewer: CurrentViewer,
        layer: Annotated[LayerId, Query(description="A layer of the catalogue.")] = _USUAL,
        filter_: FilterText = None,
    ) -> VisibleLayer:
        return await _on_record(request, narrowed(request, viewer, layer, filter_))


async def _on_record(request: Request, visible: VisibleLayer) -> VisibleLayer:
    """The layer, once it is on record that it is asked for, where it is confidential."""
    if visible.is_confidential:
        registry = await open_registry(request)
        await registry.recorder.look(visible, request.scope["route"].name)
    return visible


VisibleLayerOf = Annotated[VisibleLayer, Depends(_LayerInPath())]
QueriedLayer = Annotated[VisibleLayer, Depends(_LayerInQuery())]
