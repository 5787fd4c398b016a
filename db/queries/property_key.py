"""Whether a municipality has a property of a key."""

from typing import Any

from sqlalchemy import Select, literal, select

from db.models.property import Property


def property_of_key(municipality: str, key: str) -> Select[Any]:
    """One row where the municipality has the property, and none where it has not."""
    return select(literal(1).label("known")).where(
        Property.municipality_code == municipality, Property.key == key
    )
