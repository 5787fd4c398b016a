"""What is said of a named list, and what it answers."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from db.saved_lists import NAME_LENGTH
from gis_service.parameters import FILTER_LENGTH
from gis_service.told import Told
from layers.catalogue import LayerId

MOST_COLUMNS = 100
_Word = Annotated[str, Field(max_length=60)]


class AskedList(BaseModel):
    """A list as somebody wants it kept."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=4 * NAME_LENGTH, description="What it is called; no two alike.")
    layer: LayerId = Field(description="The layer whose rows are listed.")
    filter: str | None = Field(
        default=None, max_length=FILTER_LENGTH, description="CQL2 text; every row without it."
    )
    parameters: dict[_Word, _Word] = Field(
        default_factory=dict, max_length=10, description="Values of the layer's parameters."
    )
    columns: list[_Word] | None = Field(
        default=None,
        max_length=MOST_COLUMNS,
        description="The columns by name, in the order wanted; all without it.",
    )
    sort: str | None = Field(
        default=None, max_length=60, description="A field, with `-` before it for falling."
    )


class ListTold(Told):
    """A list as it is kept."""

    id: int
    name: str
    layer: str
    filter: str | None
    parameters: dict[str, str | int]
    columns: list[str]
    sort: str | None
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime
    etag: str


class ListsTold(Told):
    """The lists by name."""

    lists: list[ListTold]
