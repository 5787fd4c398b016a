"""The shapes of what a search answers."""

from gis_service.told import Geometry, Told


class FindProperties(Told):
    """What tells a find from another."""

    kind: str
    id: int | str
    title: str
    subtitle: str
    state: str | None


class FindTold(Told):
    """A property, place or municipality that was found."""

    type: str
    id: str
    geometry: Geometry | None
    properties: FindProperties
    bbox: list[float] | None = None


class FindsTold(Told):
    """The finds, best first."""

    type: str
    features: list[FindTold]
    numberReturned: int  # noqa: N815 -- as OGC API Features spells it
