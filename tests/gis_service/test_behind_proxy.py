"""The service below a path of its own behind a reverse proxy that speaks TLS."""

import asyncio
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path

import httpx2
import pytest
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from db.errors import SettingsError
from gis_service.app import create_app
from gis_service.middleware.proxies import TrustedProxies
from gis_service.middleware.root_path import RootPath
from gis_service.settings import ServiceSettings
from gis_service.signin.settings import SignInSettings
from gis_service.signin.vault import Vault
from tests.gis_service.conftest import Place
from tests.gis_service.problem_shape import told as told_problem
from tests.gis_service.signin.people import HASH_KIB, PASSWORD, People

PROXY = Path(__file__).with_name("reverse_proxy.py")
HOST = "atlas.example"
SETTINGS = ServiceSettings(
    hosts=frozenset({HOST}),
    proxies=(ip_network("127.0.0.0/8"),),
    root_path="/atlas",
    signin=SignInSettings(is_secure=True, path="/atlas", hash_memory_kib=HASH_KIB),
)
COOKIE = SETTINGS.signin.cookie
ADDRESSES = re.compile(r'(?:href|src|action|data-[a-z-]+|hx-[a-z-]+)="(/[^"]*)"')


@pytest.fixture(scope="module")
def upstream(place: Place) -> Iterator[int]:
    """The port of the service."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = Server(
        create_app(SETTINGS, place),
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
    with httpx2.Client(transport=httpx2.HTTPTransport(retries=8)) as client:
        client.get(f"http://127.0.0.1:{port}/healthz")
    yield port
    server.stop()  # type: ignore[no-untyped-call]  # granian declares no types
    ended.wait(30)


@pytest.fixture(scope="module", params=("", "/atlas"), ids=("whole", "stripped"))
def outside(upstream: int, request: pytest.FixtureRequest) -> Iterator[httpx2.Client]:
    """A browser's way in, through a proxy that takes the path away or leaves it."""
    command = [sys.executable, str(PROXY), str(upstream), request.param]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
        assert proxy.stdout is not None
        address = f"http://127.0.0.1:{proxy.stdout.readline().strip()}"
        with httpx2.Client(base_url=address, headers={"host": HOST}) as client:
            yield client
        proxy.terminate()


@pytest.fixture(scope="module")
def people(place: Place, upstream: int) -> People:
    """Makes accounts; the key is made when the service starts."""
    del upstream
    return People(database=place.database(), key_file=place.folder / "sign-in-key")


def test_somebody_signs_in_and_every_address_leads_back(
    outside: httpx2.Client, people: People
) -> None:
    people.change("delete from staff.account; delete from staff.attempt")
    people.add("rosa")
    form = outside.get("/atlas/log-ind")
    assert form.status_code == 200
    token = re.search(r'name="page_token" value="([^"]+)"', form.text)
    assert token is not None
    said = {"page_token": token[1], "name": "rosa", "password": PASSWORD, "next": "/konto"}
    origin = {"origin": f"https://{HOST}"}
    entered = outside.post("/atlas/log-ind", data=said, headers=origin)
    assert (entered.status_code, entered.headers["location"]) == (303, "/atlas/konto")
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("__Secure-atlas-session=")
    assert "path=/atlas;" in cookie.lower() + ";"
    assert "secure" in cookie.lower()
    held = {"cookie": cookie.partition(";")[0]}
    for path in ("/konto", "/"):
        page = outside.get(f"/atlas{path}", headers=held)
        assert page.status_code == 200, path
        assert page.headers["strict-transport-security"]
        found = ADDRESSES.findall(page.text)
        assert found
        assert [each for each in found if not each.startswith("/atlas/")] == []
        for each in {one for one in found if "/static/" in one}:
            assert outside.get(each).status_code == 200
    # Who tried is whom the proxy names, and not whom the client says it is.
    wrong = {**said, "password": "wrong"}
    spoofed = {**origin, "x-forwarded-for": "192.0.2.1"}
    assert outside.post("/atlas/log-ind", data=wrong, headers=spoofed).status_code == 401
    vault = Vault(key=people.key_file.read_bytes())
    counted = "select count(*) from staff.attempt where subject = %s"
    assert people.value(counted, vault.digest("address", "198.51.100.7")) == 1
    assert people.value(counted, vault.digest("address", "192.0.2.1")) == 0


def test_the_map_is_told_where_its_tiles_are(outside: httpx2.Client, people: People) -> None:
    people.change("delete from staff.account; delete from staff.attempt")
    people.add("rosa")
    known = outside.get("/atlas/api/session").json()["page_token"]
    headers = {"x-page-token": known, "origin": f"https://{HOST}"}
    body = {"name": "rosa", "password": PASSWORD}
    entered = outside.post("/atlas/api/session", json=body, headers=headers)
    held = {"cookie": entered.headers["set-cookie"].partition(";")[0]}
    style = outside.get("/atlas/api/style.json", headers=held)
    assert style.status_code == 200
    addresses = re.findall(r'https?://[^"]+', style.text)
    assert addresses
    assert [one for one in addresses if not one.startswith(f"https://{HOST}/atlas/")] == []


def test_a_module_finds_what_it_is_made_of(outside: httpx2.Client) -> None:
    module = outside.get("/atlas/static/map.mjs")
    (vendor,) = set(re.findall(r'^import .* from "(/[^"]+)"', module.text, re.MULTILINE))
    assert vendor.startswith("/atlas/static/vendor/")
    assert outside.get(vendor).headers["content-type"].startswith("text/javascript")


def test_another_host_is_refused(outside: httpx2.Client) -> None:
    assert outside.get("/atlas/healthz", headers={"host": "evil.example"}).status_code == 400


HTTPS = {"x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https"}
HTTP = {**HTTPS, "x-forwarded-proto": "http"}


@pytest.mark.parametrize(
    ("peer", "said", "is_answered"),
    (
        ("127.0.0.1", HTTPS, True),
        ("127.0.0.1", HTTP, False),
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("192.168.1.20", HTTPS, False),
        ("192.168.1.20", {}, False),
        ("unknown", {}, False),
    ),
)
def test_nothing_comes_over_plain_http_from_elsewhere(
    place: Place, peer: str, said: dict[str, str], *, is_answered: bool
) -> None:
    """Also where somebody knows the port behind the proxy."""
    app = create_app(SETTINGS, place)
    client = TestClient(app, base_url=f"http://{HOST}", client=(peer, 1))
    answer = client.get("/atlas/healthz", headers=said)
    if is_answered:
        assert answer.status_code == 200
    else:
        told_problem(answer, 403, "transport")


Told = Callable[[Scope], Scope]


@pytest.fixture
def told() -> Told:
    """What the service is told of a request, by proxies 10.0.0.0/8."""

    def asked(scope: Scope) -> Scope:
        seen: list[Scope] = []

        async def inside(scope: Scope, _receive: Receive, _send: Send) -> None:
            seen.append(scope)

        whole = {"type": "http", "scheme": "http", "headers": [], **scope}
        believing = TrustedProxies(inside, networks=(ip_network("10.0.0.0/8"),))
        asyncio.run(believing(whole, _silence, _nowhere))
        return seen[0]

    return asked


async def _silence() -> Message:
    return {}


async def _nowhere(_message: Message) -> None:
    pass


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    (
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        # Whatever the client wrote itself stands before what our proxy added.
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("10.0.0.1", "198.51.100.1:5000", "198.51.100.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ),
)
def test_an_address_is_believed_from_our_end(told: Told, peer: str, said: str, client: str) -> None:
    headers = [(b"x-forwarded-for", said.encode())]
    assert told({"client": (peer, 1), "headers": headers})["client"][0] == client


def test_a_stranger_says_nothing_of_scheme_and_host(told: Told) -> None:
    headers = [
        (b"host", b"real.example"),
        (b"x-forwarded-proto", b"https"),
        (b"x-forwarded-host", b"evil.example"),
    ]
    stranger = told({"client": ("203.0.113.9", 1), "headers": headers})
    assert (stranger["scheme"], stranger["headers"]) == ("http", headers)
    ours = told({"client": ("10.0.0.1", 1), "headers": headers})
    assert ours["scheme"] == "https"
    assert [value for name, value in ours["headers"] if name == b"host"] == [b"evil.example"]


@pytest.mark.parametrize(
    ("asked", "inside"),
    (("/atlas/konto", "/konto"), ("/atlas", "/"), ("/konto", "/konto"), ("/atlasx", "/atlasx")),
)
def test_the_path_is_taken_away_once(asked: str, inside: str) -> None:
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["path"])

    asyncio.run(RootPath(app, path="/atlas")({"type": "http", "path": asked}, _silence, _nowhere))
    assert seen == [inside]


@pytest.mark.parametrize(
    ("name", "value"),
    (
        ("LANDSBYATLAS_TRUSTED_PROXIES", "everybody"),
        ("LANDSBYATLAS_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("LANDSBYATLAS_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("LANDSBYATLAS_ROOT_PATH", "atlas"),
        ("LANDSBYATLAS_ROOT_PATH", "/atlas?x"),
        ("LANDSBYATLAS_ROOT_PATH", "//evil.example"),
    ),
)
def test_a_setting_that_cannot_be_is_told(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        ServiceSettings.read({name: value})
    assert name in refused.value.next_step
