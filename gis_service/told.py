"""The shapes of answers: what the description of the interface promises, and tests hold it to."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Told(BaseModel):
    """An answer, or a part of one: these members and no others."""

    model_config = ConfigDict(extra="forbid")


Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Code = Annotated[str, Field(description="A municipality's code: text, 0253 is not 253.")]


class Geometry(Told):
    """A geometry of GeoJSON, in EPSG:4326."""

    type: str
    coordinates: list[Any]


class Link(Told):
    """Where something else of the same kind is."""

    rel: str
    href: str
    type: str


class SourceTold(Told):
    """Where a fact is from, and of which day it is."""

    name: str | None
    date: date | None
