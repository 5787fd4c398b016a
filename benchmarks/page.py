"""The map page in Chromium until map and list are there, beside an empty MapLibre page.

python -m benchmarks.page --host FOLDER --name DATABASE
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from benchmarks.figures import Figure, note
from benchmarks.registry import ask_for_address, named
from benchmarks.serving import COOKIE, OURS, Server, free_port, served_ours
from benchmarks.visitor import signed_in
from maps.basemap import PARTS

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ROUNDS = 5
PATIENCE_MS = 120_000
# Served by the service's own address, so that both fetch the same MapLibre from the same place.
EMPTY = "/empty.html"
MAPLIBRE = "/static/vendor/maplibre-gl"
EMPTY_PAGE = """<!doctype html><meta charset="utf-8"><title>MapLibre</title>
<link rel="stylesheet" href="{folder}/maplibre-gl.css">
<style>html, body, #map {{ height: 100% }}</style>
<div id="map"></div><script type="module">
import {{ Map, setWorkerUrl }} from "{folder}/maplibre-gl.mjs";
setWorkerUrl("{folder}/maplibre-gl-worker.mjs");
window.atlasMap = new Map({{
  container: "map", center: [10.5, 56], zoom: 6, style: {{ version: 8, sources: {{}}, layers: [] }},
}});
</script>"""
MAP_IS_READY = "() => window.atlasMap?.isStyleLoaded() && atlasMap.loaded() && !atlasMap.isMoving()"
LIST_IS_THERE = "() => document.querySelectorAll('main table tbody tr').length > 0"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_address(parser)
    database = named(parser.parse_args())
    with (
        signed_in(database) as cookie,
        tempfile.TemporaryDirectory() as folder,
        chromium() as browser,
    ):
        server = Server(name="ours", port=free_port(), address=OURS, cookie=cookie)
        with served_ours(database, folder, server):
            found = measured(browser, server)
    for name, times in found.items():
        told = ", ".join(f"{one:,.0f}" for one in times)
        print(f"{name:<22} {median(times):>8,.0f} ms ready  ({told})")
    first, later, empty = (median(times) for times in found.values())
    note(
        [
            Figure(what="map page ready, first visitor", value=first, unit="ms"),
            Figure(what="map page ready", value=later, unit="ms"),
            Figure(what="empty MapLibre page ready", value=empty, unit="ms"),
            Figure(what="map page", value=later / empty, unit="x the empty page"),
        ]
    )


def measured(browser: Browser, server: Server) -> dict[str, list[float]]:
    """Milliseconds of the page and of the empty page in turn, each with an empty browser cache."""
    with entered(browser, server) as context:
        for part in PARTS:  # the base map is made when it is first asked for
            address = f"{server.site}/api/basemap/{part}.geojson"
            context.request.get(address, timeout=PATIENCE_MS)
    found: dict[str, list[float]] = {"our page, first": [], "our page": [], "empty MapLibre": []}
    found["our page, first"].append(opened(browser, server, "/", with_list=True))
    for _ in range(ROUNDS):
        found["our page"].append(opened(browser, server, "/", with_list=True))
        found["empty MapLibre"].append(opened(browser, server, EMPTY, with_list=False))
    return found


def opened(browser: Browser, server: Server, path: str, *, with_list: bool) -> float:
    """Milliseconds from the address to a map at rest, and a list with rows where one belongs."""
    with entered(browser, server) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.route(f"**{EMPTY}", _empty)
        page.goto(f"{server.site}{path}", wait_until="commit")
        if with_list:
            page.wait_for_function(LIST_IS_THERE, polling="raf")
        page.wait_for_function(MAP_IS_READY, polling="raf")
        return float(page.evaluate("performance.now()"))


@contextmanager
def entered(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A browser without a cache, in which somebody is signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": server.cookie, "url": server.site}])
    yield context
    context.close()


def _empty(route: Route) -> None:
    route.fulfill(body=EMPTY_PAGE.format(folder=MAPLIBRE), content_type="text/html")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The distribution's own Chromium, without a window."""
    if not Path(CHROMIUM).exists():
        raise SystemExit(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
