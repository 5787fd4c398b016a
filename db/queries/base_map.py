"""Whether the registry has boundaries and places of its own, for the base map."""

from sqlalchemy import Select, exists, select

from db.models.place import Municipality, Place


def imported_base() -> Select[bool, bool]:
    """One row: `has_municipalities` and `has_places`, each with a shape to draw."""
    return select(
        exists().where(Municipality.geom_3857.is_not(None)).label("has_municipalities"),
        exists().where(Place.geom_3857.is_not(None)).label("has_places"),
    )
