"""What the running service holds: the registry that is shown, and how it follows a switch."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Annotated, TypedDict

import psycopg
import structlog
from fastapi import Depends, Request
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import SQLAlchemyError

from db.database import Database
from db.errors import AtlasError
from db.installation import Registry as Name
from db.logins import Login
from db.migrate import current, newest
from db.queries.identity import database_number
from db.reading import Reader
from db.rooms.rooms import Rooms
from db.staff.staff import Staff
from db.versions import Versions
from gis_service.audit.person import person_of
from gis_service.audit.recorder import Recorder
from gis_service.errors import RegistryUnavailable
from gis_service.exports.desk import ExportDesk
from gis_service.installed import Installed
from gis_service.page_token import PageTokens
from gis_service.registry.jobs import ImportJobs
from gis_service.registry.uploads import Uploads
from gis_service.signin.door import Door
from gis_service.viewer import viewer_or_nobody
from maps.cache import TileCache
from maps.counting import Counts
from maps.serving import TileSource

_WATCH_S = 0.5
# Requests that began on the old registry have this long to end before its connections close.
_GRACE_S = 30
_NOT_OPEN = RegistryUnavailable(
    da="Registret er ikke åbent: databasen svarer ikke.",
    en="The registry is not open: its database does not answer.",
    next_da="Vent et øjeblik; tjenesten prøver selv igen. Bliver det ved, så se i dens log.",
    next_en="Wait a moment; the service tries again by itself. If it stays, look in its log.",
)
_NOT_MIGRATED = RegistryUnavailable(
    da="Registrets database passer ikke til denne udgave af programmet.",
    en="The registry's database does not fit this version of the program.",
    next_da="Kør: landsbyatlas db migrate",
    next_en="Run: landsbyatlas db migrate",
)
_log = structlog.get_logger("landsbyatlas.registry")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRegistry:
    """One registry, open for reading, with the rooms of those who may sign in to it.

    Attributes:
        officers: The staff's room for whoever reads the log: a long look is in nobody's way in.
    """

    name: Name
    database: Database
    reader: Reader
    staff: Staff
    officers: Staff
    recorder: Recorder
    rooms: Rooms
    versions: Versions
    tiles: TileSource
    counts: Counts

    @property
    def is_demo(self) -> bool:
        """Whether these are invented properties."""
        return self.name is Name.DEMO

    async def check(self) -> None:
        """Refuse where the database does not answer."""
        await self.reader.scalar(database_number())


@dataclass(slots=True, kw_only=True)
class Registries:
    """Holds the shown registry open, and swaps it when another is activated, also by a command."""

    installed: Installed
    cache: TileCache
    _shown: ShownRegistry | None = None
    _seen: tuple[Name, int] | None = None
    _leaving: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def shown(self) -> ShownRegistry:
        """The registry that is shown now."""
        if self._shown is None:
            raise _NOT_OPEN
        return self._shown

    @property
    def is_demo(self) -> bool:
        """Whether invented properties are shown."""
        return self._shown is not None and self._shown.is_demo

    async def follow(self) -> None:
        """Watch which registry is shown, for as long as the service runs."""
        while True:
            await asyncio.sleep(_WATCH_S)
            await self.refresh()

    async def refresh(self) -> None:
        """Open the registry that should be shown, unless it is; a broken one is tried again."""
        wanted = await asyncio.to_thread(self._wanted)
        if wanted == self._seen and self._shown is not None:
            return
        try:
            opened = await self._opened(wanted[0])
        except (AtlasError, psycopg.Error, PoolTimeout, SQLAlchemyError, OSError) as error:
            if wanted != self._seen:
                _log.warning("registry cannot be opened", registry=wanted[0], exc_info=error)
                self._leave()
            self._seen = wanted
            return
        self._leave()
        self._shown, self._seen = opened, wanted
        _log.info("registry is shown", registry=wanted[0])

    async def close(self) -> None:
        """Close what is open."""
        for task in self._leaving:
            task.cancel()
        await asyncio.gather(*self._leaving, return_exceptions=True)
        if self._shown is not None:
            await _close(self._shown)

    def _wanted(self) -> tuple[Name, int]:
        """Which registry, and since when: a demo made anew has the old name but other rows."""
        try:
            since = self.installed.active_file.stat().st_mtime_ns
        except FileNotFoundError:
            since = 0
        return self.installed.active(), since

    async def _opened(self, name: Name) -> ShownRegistry:
        database = await asyncio.to_thread(self._migrated, name)
        reader, staff, rooms = Reader(database), Staff(database), Rooms(database)
        officers = Staff(database)
        await reader.open()
        try:
            versions = Versions(database, reader)
            await versions.start()
            await staff.open()
            await officers.open()
            await rooms.open()
        except BaseException:
            await reader.close()
            raise
        return ShownRegistry(
            name=name,
            database=database,
            reader=reader,
            staff=staff,
            officers=officers,
            recorder=Recorder(staff=staff),
            rooms=rooms,
            versions=versions,
            tiles=TileSource(reader=reader, versions=versions, cache=self.cache),
            counts=Counts(reader=reader, versions=versions),
        )

    def _migrated(self, name: Name) -> Database:
        """Where a registry is; refused unless it is at the revision that this version reads."""
        database = self.installed.database(name)
        if current(database.conninfo(Login.READER)) != newest():
            raise _NOT_MIGRATED
        return database

    def _leave(self) -> None:
        """Let the old registry go once the requests that began on it have ended."""
        if self._shown is None:
            return
        task = asyncio.create_task(_close_later(self._shown))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
        self._shown = None


async def _close_later(shown: ShownRegistry) -> None:
    try:
        await asyncio.sleep(_GRACE_S)
    finally:
        await _close(shown)


async def _close(shown: ShownRegistry) -> None:
    await shown.versions.stop()
    await shown.rooms.close()
    await shown.officers.close()
    await shown.staff.close()
    await shown.reader.close()


class State(TypedDict):
    """What the lifespan gives to every request."""

    installed: Installed
    registries: Registries
    page_tokens: PageTokens
    door: Door
    uploads: Uploads
    jobs: ImportJobs
    exports: ExportDesk


async def open_registry(request: Request) -> ShownRegistry:
    """The registry this request reads, as its viewer; a switch in between does not change it."""
    registries: Registries = request.state.registries
    shown = registries.shown
    recorder = shown.recorder.of(person_of(request.scope))
    viewer = viewer_or_nobody(request.scope)
    if viewer is None:
        # On a page for those who are not in yet nothing of any municipality is read.
        return replace(shown, recorder=recorder)
    return replace(shown, recorder=recorder, reader=shown.reader.seen_by(viewer))


OpenRegistry = Annotated[ShownRegistry, Depends(open_registry)]
