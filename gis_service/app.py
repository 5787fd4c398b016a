"""The web service: settings, resources, routers, errors, in that order."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware

from db.installation import Installation
from gis_service import files, health, logs, problems
from gis_service.cases import routes as cases
from gis_service.catalogue import look_routes as looks
from gis_service.catalogue import routes as catalogue
from gis_service.exports import routes as exports
from gis_service.installed import Installed
from gis_service.lists import routes as lists
from gis_service.log import routes as log
from gis_service.middleware.entrance import Entrance
from gis_service.middleware.head import HeadAsGet
from gis_service.middleware.headers import SecurityHeaders
from gis_service.middleware.hosts import AllowedHosts
from gis_service.middleware.log import RequestLog
from gis_service.middleware.origin import SameOrigin
from gis_service.middleware.proxies import TrustedProxies
from gis_service.middleware.root_path import RootPath
from gis_service.middleware.session import Sessions
from gis_service.middleware.size import BoundedRequests
from gis_service.middleware.transport import SecureTransport
from gis_service.nearby import routes as nearby
from gis_service.parameters import refuse_unknown
from gis_service.priority import routes as priority
from gis_service.private import routes as private
from gis_service.registry import routes as registry
from gis_service.resources import opened
from gis_service.search import routes as search
from gis_service.settings import ServiceSettings
from gis_service.signin import account_routes as account
from gis_service.signin import acting_routes as acting
from gis_service.signin import routes as session
from gis_service.signin import staff_routes as staff
from gis_service.social import emergency_routes as emergency
from gis_service.social import routes as social
from gis_service.state import State
from gis_service.tiles import routes as tiles
from gis_service.tiles.lane import TileLane
from gis_service.web import routes as web

DESCRIPTION = """\
Map and registry of rundown village properties.

Positions and `bbox` are longitude,latitude (EPSG:4326). `filter` is CQL2 text over a layer's
fields, the same on tiles, items, legend, style and export. Lists are paged by `limit` and `after`.
Errors are RFC 9457 problems whose `next_step` says what to do. Whoever asks is signed in: a script
by a personal token (`Authorization: Bearer`), a page by its session, whose changes carry
`X-Page-Token`. Without the right for a route the answer is 403, and what one may not see is 404.
"""


def create_app(
    settings: ServiceSettings | None = None, installed: Installed | None = None
) -> FastAPI:
    """The service for an installation; what the environment describes where none is given."""
    settings = settings or ServiceSettings.read(os.environ)
    logs.configure()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        async with opened(installed or Installation.here(), settings.signin) as state:
            yield state

    app = FastAPI(
        title="Landsbyatlas",
        version=version("landsbyatlas"),
        description=DESCRIPTION,
        lifespan=lifespan,
        middleware=_middleware(settings),
        dependencies=[Depends(refuse_unknown)],
        openapi_url="/api/openapi.json",
        servers=[{"url": settings.root_path}] if settings.root_path else None,
        # The interactive pages of the framework load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.include_router(tiles.router)
    app.include_router(catalogue.router)
    app.include_router(looks.router)
    app.include_router(nearby.router)
    app.include_router(search.router)
    app.include_router(exports.router)
    app.include_router(lists.router)
    app.include_router(log.router)
    app.include_router(priority.router)
    app.include_router(registry.router)
    app.include_router(session.router)
    app.include_router(acting.router)
    app.include_router(account.router)
    app.include_router(staff.router)
    app.include_router(staff.unit_router)
    app.include_router(cases.router)
    app.include_router(social.flag_router)
    app.include_router(social.note_router)
    app.include_router(emergency.router)
    app.include_router(private.router)
    app.include_router(health.router)
    app.include_router(web.router)
    files.mount(app)
    problems.register(app)
    return app


def _middleware(settings: ServiceSettings) -> list[Middleware]:
    """What a request passes, from the outside in."""
    below = [Middleware(RootPath, path=settings.root_path)] if settings.root_path else []
    transport = [Middleware(SecureTransport)] if settings.signin.is_secure else []
    return [
        Middleware(TrustedProxies, networks=settings.proxies),
        *below,
        Middleware(SecurityHeaders, is_secure=settings.signin.is_secure),
        Middleware(RequestLog),
        *transport,
        Middleware(AllowedHosts, hosts=settings.allowed_hosts),
        Middleware(Sessions),
        Middleware(Entrance),
        Middleware(SameOrigin),
        Middleware(BoundedRequests, upload_bytes=settings.upload_bytes),
        Middleware(HeadAsGet),
        Middleware(TileLane),
    ]
