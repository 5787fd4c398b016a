"""The property that something in a room is about."""

from typing import Annotated

from pydantic import Field

from db.queries.property_key import property_of_key
from gis_service.errors import NotFound
from gis_service.signin.session import SignedIn
from gis_service.state import ShownRegistry

_NO_PROPERTY = NotFound(
    da="Din kommune har ingen ejendom med den nøgle.",
    en="Your municipality has no property of this key.",
    next_da="Find ejendommen på kortet; nøglen står på dens kort.",
    next_en="Find the property on the map; the key is on its card.",
)
_SHAPE = Field(
    min_length=1,
    max_length=200,
    pattern=r"^[^\x00-\x1f]+$",
    description="The key of a property of your municipality.",
    examples=["bfe:100001"],
)
PropertyKey = Annotated[str, _SHAPE]


async def known_property(registry: ShownRegistry, signed: SignedIn, key: str) -> str:
    """The key, of a property of her own municipality; unknown and another's look the same."""
    statement = property_of_key(signed.municipality_code, key)
    if await registry.reader.scalar(statement) is None:
        raise _NO_PROPERTY
    return key
