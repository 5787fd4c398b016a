"""Signing in with the municipality's identity provider, with a browser whose scripts are off."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gis_service.settings import ServiceSettings
from tests.gis_service.conftest import Place
from tests.gis_service.signin.oidc.travelling import Provider, provider_process, with_provider
from tests.gis_service.signin.people import LOLLAND, People
from tests.gis_service.web.conftest import DESKTOP, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The provider, at another site than ours as browsers count sites."""
    with provider_process() as made:
        yield replace(made, address=made.address.replace("127.0.0.1", "localhost"))


@pytest.fixture(scope="module")
def service_settings(provider: Provider) -> ServiceSettings:
    """The service asks this provider."""
    return with_provider(provider.address)


@pytest.mark.parametrize(
    ("language", "enter", "account", "leave"),
    (
        ("da", "Log ind med Lolland Kommune", "Min konto", "Log ud"),
        ("en", "Sign in with Lolland Kommune", "My account", "Sign out"),
    ),
)
def test_somebody_comes_in_and_leaves_again(
    chromium: "Browser",
    site: str,
    place: Place,
    provider: Provider,
    language: str,
    enter: str,
    account: str,
    leave: str,
) -> None:
    people = People(database=place.database(), key_file=place.folder / "sign-in-key")
    people.change("delete from staff.claim_mapping")
    people.change(
        "insert into staff.claim_mapping (municipality_code, claim, value, role)"
        " values (%s, 'groups', 'plan', 'planner')",
        LOLLAND,
    )
    provider.know("petra", name="Petra Poulsen", groups=["plan"])
    context = chromium.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{site}/language/{language}?back=/log-ind%3Fnext%3D/konto")
    page.get_by_role("link", name=enter).click()
    page.wait_for_selector("input[name='sub']")
    assert page.url.startswith(f"{provider.address}/oauth2/authorize?")
    page.fill("input[name='sub']", "petra")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site}/konto")
    assert page.inner_text("h1") == account
    assert "Petra Poulsen" in page.inner_text("main")
    page.locator("main").get_by_role("button", name=leave).click()
    # Out here, and on by itself to the provider.
    page.wait_for_url(f"{provider.address}/oauth2/end_session?**")
    page.goto(f"{site}/konto")
    assert page.url.startswith(f"{site}/log-ind")
    context.close()


def test_the_page_with_the_provider_is_for_everybody(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site}/log-ind")
    page.add_script_tag(path=AXE)
    found = page.evaluate("async () => JSON.stringify((await axe.run()).violations)")
    assert json.loads(found) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
