"""The versions of what tiles show: how often a zoom-9 cell of a source changed, known unasked.

Writers append deltas in their own transaction and notify; a version is the sum of what committed.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

import structlog
from psycopg import AsyncConnection, Error
from psycopg.conninfo import make_conninfo
from sqlalchemy import Text, cast, func, literal_column, select

from db.database import Database
from db.logins import Login
from db.models.source import Version
from db.reading import Reader, prepare

CHANNEL = "atlas_change"
CELL_ZOOM = 9
# The cell of rows without position and of sources that are versioned as a whole.
WHOLE = -1
# A shape reaches this part of a cell's width (about a kilometre) into the next cell at most.
REACH = 1 / 64
RETRY_S = 1.0
# A replica learns of a change when it has replayed it, and cannot listen.
POLL_S = 0.5
# A machine that is gone says nothing either: known within half a minute, not after hours.
_KEPT_ALIVE = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}

_ALL = prepare(select(Version.source, Version.cell, Version.version))
# A database or schema that was made anew counts from the beginning: its object ids tell it apart.
_IDENTITY = prepare(
    select(
        func.concat_ws(
            "-",
            func.current_database(),
            cast(
                literal_column("(select oid from pg_database where datname = current_database())"),
                Text,
            ),
            cast(literal_column("'map.version'::regclass::oid"), Text),
        )
    )
)
_log = structlog.get_logger("landsbyatlas.versions")


class Versions:
    """The versions of one registry, kept fresh by its notifications.

    While nobody listens (the connection was lost, or reads go to a replica) each question asks
    the database, so an answer is never older than what a reader can see.
    """

    def __init__(self, database: Database, reader: Reader) -> None:
        self._reader = reader
        # Listening needs the primary; a replica is polled instead.
        self._listens = database.read is None
        self._conninfo = make_conninfo(
            replace(database, read=None).conninfo(Login.READER), **_KEPT_ALIVE
        )
        self._sums: Mapping[str, Mapping[int, int]] = {}
        self._is_fresh = False
        self._task: asyncio.Task[None] | None = None
        self._started = asyncio.Event()
        self.identity = ""

    async def start(self) -> None:
        """Learn the versions and begin to listen."""
        self.identity = await self._reader.scalar(_IDENTITY)
        await self.refresh()
        self._task = asyncio.create_task(self._follow())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._started.wait(), RETRY_S)

    async def stop(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._is_fresh = False

    @property
    def is_listening(self) -> bool:
        """Whether changes arrive by themselves."""
        return self._is_fresh

    async def of(self, tables: Iterable[str], z: int, x: int, y: int) -> int:
        """The version of what these tables show in a tile and just around it."""
        if not self._is_fresh:
            await self.refresh()
        return self.known(tables, z, x, y)

    def known(self, tables: Iterable[str], z: int, x: int, y: int) -> int:
        """The same without asking anybody: right while it listens."""
        wanted = cells_of(z, x, y)
        found = 0
        for table in tables:
            sums = self._sums.get(table)
            if sums is None:
                continue
            if wanted is None:
                found += sum(sums.values())
            else:
                found += sum(sums.get(cell, 0) for cell in wanted)
        return found

    async def whole(self, tables: Iterable[str]) -> int:
        """The version of everything these tables hold, for counts and legends."""
        return await self.of(tables, 0, 0, 0)

    async def refresh(self) -> None:
        """Ask the database."""
        sums: dict[str, dict[int, int]] = defaultdict(dict)
        for row in await self._reader.rows(_ALL):
            sums[row["source"]][row["cell"]] = int(row["version"])
        self._sums = sums

    async def _follow(self) -> None:
        while True:
            try:
                await (self._listen() if self._listens else self._poll())
            except (Error, OSError) as error:
                _log.warning("no word of changes; asking for each tile", exc_info=error)
            self._is_fresh = False
            await asyncio.sleep(RETRY_S)

    async def _listen(self) -> None:
        connection = await AsyncConnection.connect(self._conninfo, autocommit=True)
        async with connection:
            await connection.execute(f"listen {CHANNEL}".encode())
            # What changed before the listening began was not told.
            await self.refresh()
            self._is_fresh = True
            self._started.set()
            async for _ in connection.notifies():
                await self.refresh()

    async def _poll(self) -> None:
        self._started.set()
        while True:
            await self.refresh()
            await asyncio.sleep(POLL_S)


@lru_cache(maxsize=8192)
def cells_of(z: int, x: int, y: int) -> frozenset[int] | None:
    """The zoom-9 cells that a tile shows anything of, and the whole; None: every cell."""
    # Below this a tile spans so many cells that all are as good.
    if z < CELL_ZOOM - 4:
        return None
    side = 1 << CELL_ZOOM
    width = 2.0 ** (CELL_ZOOM - z)
    columns = _span(x * width, width, side)
    rows = _span(y * width, width, side)
    return frozenset({WHOLE}.union(_cell(column, row) for column in columns for row in rows))


def _span(first: float, width: float, side: int) -> range:
    return range(max(int(first - REACH), 0), min(int(first + width + REACH), side - 1) + 1)


def _cell(x: int, y: int) -> int:
    number = 0
    for bit in range(CELL_ZOOM):
        number |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1
    return number
