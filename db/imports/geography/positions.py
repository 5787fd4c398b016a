"""Positions of rows: from the file's reference system to the registry's, checked on the way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from db.imports.geography.denmark import EAST_M, NORTH_M, REFERENCE_SYSTEM, SRID
from db.imports.geography.reference_systems import LON_LAT

# A position whose way there and back misses by more lies where EPSG:25832 cannot hold it.
_ROUND_TRIP_DEGREES = 1e-5
_WEB_MERCATOR_LAT = 85.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a row is, or why it cannot be there.

    Attributes:
        geometry: In EPSG:25832, two dimensions, valid; None where the row has no position.
        reason_code: Why the row is rejected; None where it is not.
    """

    geometry: BaseGeometry | None = None
    is_repaired: bool = False
    reason_code: str | None = None
    reason: str | None = None


class Positions:
    """Moves geometries into EPSG:25832, a batch at a time, and keeps the centre of them all."""

    def __init__(self, system: CRS, *, is_danish: bool) -> None:
        self._system = system
        self._is_danish = is_danish
        self._inwards = Transformer.from_crs(system, REFERENCE_SYSTEM, always_xy=True)
        self._to_degrees = Transformer.from_crs(REFERENCE_SYSTEM, LON_LAT, always_xy=True)
        self._sum = np.zeros(2)
        self._count = 0

    @property
    def centre(self) -> tuple[float, float] | None:
        """Mean longitude and latitude of what has been placed."""
        if not self._count:
            return None
        lon, lat = self._sum / self._count
        return float(lon), float(lat)

    def place(self, geometries: Sequence[BaseGeometry | None]) -> list[Placed]:
        """Where each geometry is; a row without one is unplaced, which is no error."""
        shapes = np.array([*geometries, None], dtype=object)[:-1]
        shapes = shapely.force_2d(shapes)
        shapes[shapely.is_empty(shapes)] = None
        shapes[_is_origin(shapes)] = None
        has_shape = ~shapely.is_missing(shapes)
        is_valid = shapely.is_valid(shapes)
        broken = has_shape & ~is_valid
        shapes[broken] = shapely.make_valid(shapes[broken])
        moved = _moved(shapes, self._inwards)
        is_right = self._is_right(moved)
        self._remember(moved[has_shape & is_right])
        return [
            Placed()
            if not has_shape[index]
            else Placed(geometry=moved[index], is_repaired=bool(broken[index]))
            if is_right[index]
            else self._misplaced(shapes[index])
            for index in range(len(shapes))
        ]

    def _is_right(self, moved: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Which geometries lie where they may."""
        bounds: NDArray[np.float64] = shapely.bounds(moved)
        if self._is_danish:
            west, south, east, north = bounds.T
            return (  # type: ignore[no-any-return]
                (west >= EAST_M[0])
                & (east <= EAST_M[1])
                & (south >= NORTH_M[0])
                & (north <= NORTH_M[1])
            )
        finite: NDArray[np.bool_] = np.all(np.isfinite(bounds), axis=1)
        corners = np.where(finite[:, None], bounds, 0.0)
        right: NDArray[np.bool_] = finite.copy()
        for x, y in ((corners[:, 0], corners[:, 1]), (corners[:, 2], corners[:, 3])):
            lon, lat = self._to_degrees.transform(x, y)
            back_x, back_y = self._to_degrees.transform(lon, lat, direction="INVERSE")
            again = self._to_degrees.transform(back_x, back_y)
            right &= np.hypot(again[0] - lon, again[1] - lat) < _ROUND_TRIP_DEGREES
            right &= np.abs(lat) < _WEB_MERCATOR_LAT
        return right

    def _misplaced(self, shape: BaseGeometry) -> Placed:
        """Why a geometry lies where it may not: swapped, or simply elsewhere."""
        swapped = shapely.transform(np.array([shape]), lambda xy: xy[:, ::-1])
        if self._is_right(_moved(swapped, self._inwards))[0]:
            axes = "lon/lat" if self._system.is_geographic else "x/y"
            return Placed(
                reason_code="swapped_axes",
                reason=f"{axes} byttet om: positionen er rigtig i omvendt orden.",
            )
        if self._is_danish:
            return Placed(
                reason_code="outside_denmark", reason="Koordinaterne ligger uden for Danmark."
            )
        return Placed(
            reason_code="outside_reference_system",
            reason="Koordinaterne ligger uden for det, som koordinatsystemet dækker.",
        )

    def _remember(self, moved: NDArray[np.object_]) -> None:
        """Take geometries into the centre."""
        if len(moved):
            middles = shapely.get_coordinates(shapely.centroid(moved))
            lon, lat = self._to_degrees.transform(middles[:, 0], middles[:, 1])
            self._sum += (lon.sum(), lat.sum())
            self._count += len(moved)


def as_areas(shape: BaseGeometry) -> BaseGeometry | None:
    """The areas of a geometry as one multipolygon; None where it has none."""
    polygons = [
        part
        for part in shapely.get_parts(shapely.get_parts(shape)).tolist()
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    return shapely.multipolygons(polygons) if polygons else None


def as_hex(shapes: Sequence[BaseGeometry | None]) -> list[str | None]:
    """Geometries as COPY takes them."""
    registered = shapely.set_srid(np.array([*shapes, None], dtype=object)[:-1], SRID)
    return list(shapely.to_wkb(registered, hex=True, include_srid=True))


def _moved(shapes: NDArray[np.object_], transformer: Transformer) -> NDArray[np.object_]:
    """Geometries through a transformation; what it does not cover gets infinite coordinates."""

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(shapes, move), dtype=object)


def _is_origin(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which geometries are the point 0,0: how systems export that they know no position."""
    is_point = shapely.get_type_id(shapes) == 0
    origin = np.zeros(len(shapes), dtype=bool)
    origin[is_point] = (shapely.get_x(shapes[is_point]) == 0) & (
        shapely.get_y(shapes[is_point]) == 0
    )
    return origin
