"""Tells the audit what somebody is about to see or take away: first it is on record, then shown."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import psycopg
from psycopg_pool import PoolTimeout

from db.context import Context, fingerprint
from db.errors import AtlasError
from db.logins import ApplicationRole
from db.person import COMMAND_LINE, Person
from db.recording import Event, Look, record, record_look
from db.rooms.reading import Unrecorded
from db.staff.staff import Staff
from layers.definition import VisibleLayer

# An area that is closer than this is told as the one around it: some 40 km in Denmark.
AREA_ZOOM: Final = 9
_PLACES_KEPT: Final = 20_000
_MOST_FIELDS: Final = 60

# Account, session, layer and area.
_Place = tuple[int | None, str | None, str, str]


@dataclass(slots=True)
class Places:
    """What this worker knows to be on record, so that it asks the database once; bounded."""

    _known: OrderedDict[_Place, None] = field(default_factory=OrderedDict)

    def __contains__(self, place: _Place) -> bool:
        """Whether it is known to be on record."""
        if place not in self._known:
            return False
        self._known.move_to_end(place)
        return True

    def add(self, place: _Place) -> None:
        """Know it from now on; what was not asked for longest is asked of the database again."""
        self._known[place] = None
        while len(self._known) > _PLACES_KEPT:
            self._known.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Writes lines for one person, over the login that signs people in.

    Raises `Unrecorded` where a line cannot be written: then nothing may be shown.

    Attributes:
        places: Which areas of confidential layers are known to be on record.
    """

    staff: Staff
    person: Person = COMMAND_LINE
    places: Places = field(default_factory=Places)

    def of(self, person: Person) -> "Recorder":
        """The same for somebody else."""
        return replace(self, person=person)

    async def event(self, event: Event, detail: Mapping[str, object]) -> None:
        """Write the line of something that happened."""
        try:
            async with self.staff.acting(self._context()) as act:
                await record(act, event, detail)
        except (psycopg.Error, PoolTimeout, AtlasError) as error:
            raise _unrecorded() from error

    async def look(self, visible: VisibleLayer, what: str) -> None:
        """Write that rows, classes or counts of a layer are looked at, where it is confidential."""
        if visible.is_confidential:
            asked = {"what": what, **self.question(visible)}
            await self._look(Look.READ, visible, asked=asked, place=None)

    async def tile(self, visible: VisibleLayer, z: int, x: int, y: int) -> None:
        """Write that an area of a confidential layer is looked at: once a session and area."""
        if not visible.is_confidential:
            return
        area = _area(z, x, y)
        place = (self.person.account, self.person.session, visible.layer.id, area)
        if place in self.places:
            return
        await self._look(Look.TILE, visible, asked=self.question(visible), place=area)
        # A token has no session; the database tells its days apart.
        if self.person.session is not None:
            self.places.add(place)

    def question(self, visible: VisibleLayer) -> Mapping[str, object]:
        """What is asked of a layer: which fields, and a digest; what somebody typed may be a name.

        A line is short whatever is asked.
        """
        told: dict[str, object] = {}
        if visible.values:
            told["parameters"] = dict(visible.values)
        if visible.condition is not None:
            told["fields"] = sorted(one.name for one in visible.condition.fields)[:_MOST_FIELDS]
            told["filter"] = fingerprint(self.staff.database, visible.condition.text)
        return told

    async def _look(
        self, look: Look, visible: VisibleLayer, *, asked: Mapping[str, object], place: str | None
    ) -> None:
        try:
            async with self.staff.acting(self._context()) as act:
                await record_look(act, look, visible.layer.id, asked, place=place)
        except (psycopg.Error, PoolTimeout, AtlasError) as error:
            raise _unrecorded() from error

    def _context(self) -> Context:
        return self.person.context(ApplicationRole.SIGN_IN)


def _area(z: int, x: int, y: int) -> str:
    """The tile itself, or the one of zoom 9 that it lies in."""
    deeper = max(z - AREA_ZOOM, 0)
    return f"{z - deeper}/{x >> deeper}/{y >> deeper}"


def _unrecorded() -> Unrecorded:
    return Unrecorded(
        "It could not be put on record that this is read, so that nothing is shown.",
        "Try again shortly; if it stays, tell whoever runs the service.",
    )
