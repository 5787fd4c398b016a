"""An identity provider as the tests see it, and browsers that travel to it and back."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import httpx2
from pydantic import SecretStr
from starlette.testclient import TestClient

from gis_service.settings import ServiceSettings
from gis_service.signin.oidc_settings import IdentitySettings
from tests.gis_service.signin.people import COOKIE, SETTINGS, Browser

BEGIN, RETURN = "/log-ind/oidc", "/log-ind/oidc/retur"
CARRIED = "atlas-oidc"
_SECRET = "hemmelighed-af-udbyderen"  # noqa: S105 -- of an invented provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider in a process of its own."""

    address: str

    def know(self, subject: str, **claims: object) -> str:
        """Have somebody be known there."""
        self._put(f"/users/{quote(subject)}", claims)
        return subject

    def lie(self, **faults: object) -> None:
        """Have it lie; without faults it is honest again."""
        self._put("/faults", faults)

    def asked(self) -> list[str]:
        """What it was asked for since this was last asked."""
        paths: list[str] = httpx2.get(f"{self.address}/asked").json()["paths"]
        return paths

    def consent(self, address: str, subject: str) -> str:
        """Sign in there, and tell where the browser is sent."""
        answer = httpx2.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        location: str = answer.headers["location"]
        return location

    def deny(self, address: str) -> str:
        """Say no there."""
        location: str = httpx2.post(address, data={"action": "deny"}).headers["location"]
        return location

    def _put(self, path: str, content: object) -> None:
        httpx2.put(f"{self.address}{path}", json=content).raise_for_status()


@dataclass(slots=True, kw_only=True)
class Traveller:
    """One person's browser, which keeps its cookies and follows nothing by itself."""

    client: TestClient
    provider: Provider
    jar: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, accept: str = "text/html", **query: str) -> httpx2.Response:
        """Open an address of the service."""
        # The client's own jar would be shared by everybody in a test.
        self.client.cookies.clear()
        headers = {"accept": accept, "sec-fetch-site": "cross-site"}
        if self.jar:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        answer: Any = self.client.get(path, params=query, headers=headers, follow_redirects=False)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.jar[name] = value.strip('"')
            if not self.jar[name]:
                del self.jar[name]
        self.client.cookies.clear()
        found: httpx2.Response = answer
        return found

    def leave(self, after: str = "/") -> str:
        """Go to the provider, and tell its address with all that it is asked."""
        answer = self.get(BEGIN, next=after)
        assert answer.status_code == 303, answer.text
        location: str = answer.headers["location"]
        return location

    def sent(self, subject: str, after: str = "/") -> dict[str, str]:
        """Sign in at the provider, and tell what it sends back with the browser."""
        location = self.provider.consent(self.leave(after), subject)
        assert urlsplit(location).path == RETURN
        return dict(parse_qsl(urlsplit(location).query))

    def enter(self, subject: str, after: str = "/") -> httpx2.Response:
        """The whole journey."""
        return self.get(RETURN, **self.sent(subject, after))

    @property
    def browser(self) -> Browser:
        """The same browser, as other tests of signing in know it."""
        return Browser(client=self.client, cookie=self.jar.get(COOKIE))

    @property
    def signed_in(self) -> dict[str, Any] | None:
        """What the service takes her for."""
        told = self.get("/api/session", accept="application/json").json()
        found: dict[str, Any] | None = told["signed_in"]
        return found


@contextmanager
def provider_process() -> Iterator[Provider]:
    """A provider, for as long as it is needed."""
    program = Path(__file__).with_name("provider_process.py")
    with subprocess.Popen(
        (sys.executable, "-W", "ignore", str(program), _SECRET),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        yield Provider(address=f"http://127.0.0.1:{port}")
        process.terminate()


def with_provider(address: str) -> ServiceSettings:
    """What the environment says where a provider is used."""
    identity = IdentitySettings(
        issuer=address,
        client_id="landsbyatlas",
        client_secret=SecretStr(_SECRET),
        name="Lolland Kommune",
        second_factor=frozenset({"amr:mfa", "acr:substantial"}),
    )
    return replace(SETTINGS, signin=replace(SETTINGS.signin, identity=identity))
