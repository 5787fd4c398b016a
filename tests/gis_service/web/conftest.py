"""The pages over a small registry: asked as text, or opened in Chromium."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import psycopg
import pytest
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from db.database import Database
from gis_service.app import create_app
from gis_service.settings import ServiceSettings
from maps.basemap import PARTS
from tests.gis_service.conftest import Place, cookie_of_planner
from tests.gis_service.registry_rows import fill
from tests.gis_service.signin.people import COOKIE
from tests.gis_service.web.rows import fill_villages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

ROOT = Path(__file__).parents[3]
# Made by the tests for a person to look at; ignored by git.
SCREENSHOTS = ROOT / ".screenshots"
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP: "ViewportSize" = {"width": 1440, "height": 900}
PHONE: "ViewportSize" = {"width": 360, "height": 740}
# What a browser says of its graphics, which is nothing that a page does.
GRAPHICS = ("GPU stall", "GL Driver Message", "WebGL", "swiftshader")


@pytest.fixture(scope="module")
def filled(database: Database) -> Database:
    """The module's registry: the invented rows of the service's tests, and some villages."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        fill(connection)
        fill_villages(connection)
    return database


@pytest.fixture(scope="module")
def service_settings() -> ServiceSettings:
    """What the environment says of the service."""
    return ServiceSettings()


@pytest.fixture(scope="module")
def site(place: Place, service_settings: ServiceSettings) -> Iterator[str]:
    """The address of the service, as a browser reaches it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(
        create_app(service_settings, place),
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_level=LogLevels.warning,
    )
    ended = threading.Event()

    def serve() -> None:
        asyncio.run(server.serve())
        ended.set()

    threading.Thread(target=serve, daemon=True).start()
    _wait_for(port)
    # The base map is made when it is first asked for, which takes longer than a test should wait.
    signed_in = {"cookie": f"{COOKIE}={cookie_of_planner(place.database())}"}
    for part in PARTS:
        address = f"http://127.0.0.1:{port}/api/basemap/{part}.geojson"
        with urlopen(Request(address, headers=signed_in)) as answer:
            answer.read()
    yield f"http://127.0.0.1:{port}"
    server.stop()  # type: ignore[no-untyped-call]  # granian declares no types
    ended.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    pytest.fail("the service did not begin to listen")


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """Debian's Chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: make test installs it (apt-get install chromium)")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@dataclass(slots=True, kw_only=True)
class Window:
    """A page that somebody has opened, and everything that must not happen in it.

    Attributes:
        wrong: Console errors, script errors, and requests to anybody but our own service.
    """

    page: "Page"
    site: str
    wrong: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        """Open an address of the service, and wait until the map has drawn it."""
        self.page.goto(self.site + address)
        self.settle()

    def settle(self) -> None:
        """Wait until requests and map are at rest."""
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")
        if self.page.query_selector("#map"):
            self.page.wait_for_function("() => window.atlasMap?.isStyleLoaded()")
            self.page.wait_for_function("() => atlasMap.loaded() && !atlasMap.isMoving()")

    def counted(self, layer: str = "priority") -> int:
        """How many rows the marks drawn on the map stand for."""
        counted = self.page.evaluate(
            """(layer) => {
              const seen = new Map();
              for (const each of atlasMap.queryRenderedFeatures()) {
                if (each.source !== layer) continue;
                seen.set(JSON.stringify([each.geometry, each.properties]), each.properties.count);
              }
              return [...seen.values()].reduce((sum, count) => sum + count, 0);
            }""",
            layer,
        )
        return int(counted)

    def shoot(self, name: str) -> None:
        """Keep a picture for a person to judge."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


Opened = Callable[..., Window]


@pytest.fixture
def window(chromium: "Browser", site: str, place: Place) -> Iterator[Opened]:
    """Open windows; at the end, nothing may have gone wrong in any of them.

    They are a planner's who reads everything, unless the test signs somebody in itself.
    """
    opened: list[Window] = []

    def open_window(
        viewport: "ViewportSize" = DESKTOP, *, is_signed_in: bool = True, **context: Any
    ) -> Window:
        made_for = chromium.new_context(viewport=viewport, **context)
        if is_signed_in:
            cookie = cookie_of_planner(place.database())
            made_for.add_cookies([{"name": COOKIE, "value": cookie, "url": site}])
        page = made_for.new_page()
        # Room for two cores that are busy with other tests.
        page.set_default_timeout(30_000)
        made = Window(page=page, site=site)
        page.on("console", lambda message: _note(made, message.type, message.text))
        page.on("pageerror", lambda error: made.wrong.append(f"script: {error}"))
        page.on("request", lambda request: _foreign(made, request.url))
        opened.append(made)
        return made

    yield open_window
    for each in opened:
        each.page.context.close()
    assert [wrong for each in opened for wrong in each.wrong] == []


def _note(window: Window, kind: str, text: str) -> None:
    if kind == "error" and not any(word in text for word in GRAPHICS):
        window.wrong.append(f"console: {text}")


def _foreign(window: Window, address: str) -> None:
    if not address.startswith((f"{window.site}/", "data:", "blob:")):
        window.wrong.append(f"foreign request: {address}")
