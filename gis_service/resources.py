"""What the service opens when it starts, and closes in the opposite order when it stops."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from db.errors import AtlasError
from db.imports.tables.unpacking import discard_left
from db.secret_files import kept
from db.staff.tidying import tidy
from gis_service.exports.desk import ExportDesk
from gis_service.installed import Installed
from gis_service.page_token import PageTokens
from gis_service.registry.jobs import ImportJobs, discard_cut_off, discard_tried
from gis_service.registry.uploads import Uploads
from gis_service.signin.door import Door
from gis_service.signin.oidc_provider import IdentityProvider
from gis_service.signin.passwords import Passwords
from gis_service.signin.settings import SignInSettings
from gis_service.signin.vault import KEY_FILE, Vault
from gis_service.state import Registries, State
from maps.cache import TileCache

_TIDY_EVERY_S = 3600
# Every worker of an installation shares them.
PAGE_SECRET = "page-secret"  # noqa: S105 -- the name of its file
_log = structlog.get_logger("landsbyatlas.resources")


@contextlib.asynccontextmanager
async def opened(installed: Installed, signin: SignInSettings) -> AsyncIterator[State]:
    """The state of a running service."""
    data = installed.active_file.parent
    uploads = Uploads(folder=data / "uploads")
    secret = await asyncio.to_thread(kept, data / PAGE_SECRET)
    key = await asyncio.to_thread(kept, data / KEY_FILE)
    registries = Registries(installed=installed, cache=TileCache(data / "tiles"))
    # A registry that cannot be opened yet does not keep the service from starting: /readyz tells.
    await registries.refresh()
    watching = (
        asyncio.create_task(registries.follow()),
        asyncio.create_task(_tidied(uploads)),
        asyncio.create_task(_forgotten(registries)),
    )
    jobs = ImportJobs()
    try:
        yield State(
            installed=installed,
            registries=registries,
            page_tokens=PageTokens(secret=secret),
            door=Door(
                settings=signin,
                passwords=Passwords(signin.hash_memory_kib),
                vault=Vault(key=key),
                staff_of=lambda: registries.shown.staff,
                officers_of=lambda: registries.shown.officers,
                identity=IdentityProvider(signin.identity) if signin.identity else None,
            ),
            uploads=uploads,
            jobs=jobs,
            exports=ExportDesk(),
        )
    finally:
        for task in watching:
            task.cancel()
        await asyncio.to_thread(jobs.close)
        await registries.close()


async def _forgotten(registries: Registries) -> None:
    """Forget what signing in left behind, in each registry while it is shown."""
    while True:
        try:
            async with registries.shown.staff.acting() as act:
                await tidy(act)
        except (AtlasError, psycopg.Error, PoolTimeout) as error:
            _log.warning("what signing in left behind could not be forgotten", exc_info=error)
        await asyncio.sleep(_TIDY_EVERY_S)


async def _tidied(uploads: Uploads) -> None:
    """Throw away what was brought or unpacked, and left, for as long as the service runs."""
    while True:
        await asyncio.to_thread(uploads.discard_old)
        await asyncio.to_thread(discard_cut_off, uploads)
        await asyncio.to_thread(discard_tried, uploads)
        await asyncio.to_thread(discard_left)
        await asyncio.sleep(_TIDY_EVERY_S)
