"""The panel beside the map: the chosen property, or what is near a point."""

from typing import Any

from gis_service.web.desk import Choices, Desk
from gis_service.web.nearby import nearby_panel


async def card_panel(desk: Desk, offered: Choices) -> dict[str, Any]:
    """The chosen property's card, or the properties near the chosen point, or nothing."""
    return {"card": None, "nearby": await nearby_panel(desk)}
