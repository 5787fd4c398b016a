"""The way between pages: each reader is shown what her role opens, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from db.access import Permission, Viewer
from gis_service.web.speech import Speech
from layers.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A page that others are reached from.

    Attributes:
        here: What the page calls itself.
        needs: The right that opens it; None for everybody who is signed in.
        or_else: What opens it as well.
    """

    here: str
    address: str
    icon: str
    title: Words
    needs: Permission | None = None
    or_else: Permission | None = None

    def is_open_to(self, viewer: Viewer) -> bool:
        """Whether a viewer may enter."""
        return (
            self.needs is None
            or viewer.may(self.needs)
            or (self.or_else is not None and viewer.may(self.or_else))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way to a page, in the reader's language."""

    here: str
    address: str
    icon: str
    title: str


MAP = Room(
    here="map",
    address="/",
    icon="map",
    title=Words("Kort", "Map"),
    needs=Permission.READ_LAYERS,
)
# In the order of the bar. What a role opens first is the page that she begins on.
ROOMS: Final = (
    MAP,
    Room(
        here="near",
        address="/naer",
        icon="location",
        title=Words("Nærmest", "Nearest"),
        needs=Permission.READ_LAYERS,
    ),
    Room(
        here="lists",
        address="/lister",
        icon="list-bulleted",
        title=Words("Lister", "Lists"),
        needs=Permission.READ_LAYERS,
    ),
    # One way into the pages that arrange who may do what; from there on they name each other.
    Room(
        here="administration",
        address="/administration",
        icon="groups",
        title=Words("Administration", "Administration"),
        needs=Permission.MANAGE_ACCOUNTS,
    ),
    Room(
        here="administration",
        address="/ledelse",
        icon="groups",
        title=Words("Ledelse", "Leadership"),
        needs=Permission.REVIEW_EMERGENCY_ACCESS,
    ),
    Room(
        here="administration",
        address="/stedfortraedere",
        icon="groups",
        title=Words("Stedfortrædere", "Deputies"),
        needs=Permission.NAME_DEPUTIES,
    ),
    Room(
        here="log",
        address="/log",
        icon="visibility",
        title=Words("Log", "Log"),
        needs=Permission.READ_AUDIT,
    ),
    Room(
        here="import",
        address="/import",
        icon="upload",
        title=Words("Indlæs", "Import"),
        # Whoever may only read what was imported is led there by the page about the sources.
        needs=Permission.RUN_IMPORTS,
        or_else=Permission.RUN_FLAG_IMPORTS,
    ),
    Room(here="about", address="/om", icon="info", title=Words("Om", "About")),
)
OWN_PAGE: Final = "/konto"


def links(viewer: Viewer, speech: Speech, here: str) -> Sequence[Link]:
    """The pages that a viewer may enter, one of a kind; on the map no link leads to the map."""
    found: dict[str, Link] = {}
    for room in ROOMS:
        if room.is_open_to(viewer) and not (room is MAP and here == MAP.here):
            title = speech.words(room.title)
            link = Link(here=room.here, address=room.address, icon=room.icon, title=title)
            found.setdefault(room.here, link)
    return list(found.values())


def first_page(viewer: Viewer) -> str:
    """Where a viewer begins: the first page that a right of hers opens."""
    held = (room.address for room in ROOMS if room.needs is not None and room.is_open_to(viewer))
    return next(held, OWN_PAGE)
