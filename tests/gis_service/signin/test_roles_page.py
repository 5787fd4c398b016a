"""What each role may do, as a page that somebody signs: true, whole, and without content."""

import html
import re

import pytest
from starlette.testclient import TestClient

from db.access import ROLE_PERMISSIONS, Permission, Role
from gis_service.signin.needs import addresses, calls, routes_of
from gis_service.signin.rights import Needs
from gis_service.web.speech import Speech
from gis_service.web.staff_words import permission_words, role_words
from layers.catalogue import CATALOGUE
from layers.words import Language
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import LOLLAND, People

SPEECH = Speech(language=Language.DA)


@pytest.fixture
def text(people: People, browser: Browsers) -> str:
    """The page, as an administrator reads it."""
    people.change("delete from staff.account")
    here = browser().whole(people.add("chief", "administrator", has_factor=True))
    answer = here.ask("GET", "/administration/roller")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def section(text: str, role: Role) -> str:
    """What the page says of one role."""
    found = re.search(rf'<h3 id="{role.value}">(.*?)</section>', text, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("language", tuple(Language))
def test_every_right_has_words_of_its_own(language: Language) -> None:
    words = [permission_words(Speech(language=language), each) for each in Permission]
    assert len(set(words)) == len(Permission)
    assert not [each for each in words if ":" in each]


def test_every_right_has_words_in_both_languages() -> None:
    english = Speech(language=Language.EN)
    for each in Permission:
        assert permission_words(SPEECH, each) != permission_words(english, each)


@pytest.mark.parametrize("role", tuple(Role))
def test_a_role_may_what_it_holds_and_may_not_the_rest(text: str, role: Role) -> None:
    told_of = section(text, role)
    may, _, may_not = told_of.partition("Må ikke:")
    for permission in Permission:
        words = permission_words(SPEECH, permission)
        is_held = permission in ROLE_PERMISSIONS[role]
        assert (words in may.replace("Må:", "")) is is_held, permission
        assert (words in may_not) is not is_held, permission


def test_the_matrix_says_the_same(text: str) -> None:
    for permission in Permission:
        row = re.search(rf'<span class="code">{permission.value}</span></th>(.*?)</tr>', text)
        assert row is not None
        held = re.findall(r">(ja|nej)<", row[1])
        assert held == ["ja" if permission in ROLE_PERMISSIONS[role] else "nej" for role in Role], (
            permission
        )


def test_each_layer_tells_who_sees_it_and_what(text: str) -> None:
    for layer in CATALOGUE:
        assert f"<h3>{SPEECH.words(layer.title)}</h3>" in text
    social = text.partition('<h2 id="layers-heading">')[2]
    bands = next(each for each in CATALOGUE if each.requires is Permission.READ_SOCIAL_BANDS)
    seen = social.partition(f"<h3>{SPEECH.words(bands.title)}</h3>")[2].partition("</p>")[0]
    for role in Role:
        may = Permission.READ_SOCIAL_BANDS in ROLE_PERMISSIONS[role]
        assert (role_words(SPEECH, role) in seen) is may


def test_the_database_s_own_grants_are_told(people: People, text: str) -> None:
    administrator, adviser = section(text, Role.ADMINISTRATOR), section(text, Role.ADVISER)
    assert "atlas_administrator" in administrator
    assert "<code>staff.unit</code>" in administrator
    assert "password_hash" not in administrator
    assert "<code>private.entry</code>" in adviser
    assert "social.unit_note" not in adviser
    for role in Role:
        name = f"atlas_{role}"
        may = people.value("select has_table_privilege(%s, 'social.unit_note', 'select')", name)
        assert ("<code>social.unit_note</code>" in section(text, role)) is may


def test_every_address_stands_beside_its_right(service: TestClient, text: str) -> None:
    by_right = addresses(service.app)  # type: ignore[arg-type]  # it is one
    listed = {each.path for found in by_right.values() for each in found}
    closed = {
        route.path
        for route in routes_of(service.app)
        if any(isinstance(one, Needs) for one in calls(route.dependant))
    }
    assert listed == closed
    assert {"/administration", "/administration/roller", "/api/accounts"} <= listed
    for path in closed:
        assert f"{path}</code>" in text


def test_an_address_that_two_rights_open_stands_at_both(service: TestClient, text: str) -> None:
    by_right = addresses(service.app)  # type: ignore[arg-type]  # it is one
    opened = [
        {each.path for each in by_right[right]}
        for right in (Permission.RUN_IMPORTS, Permission.RUN_FLAG_IMPORTS)
    ]
    assert "/api/imports/uploads" in opened[0] & opened[1]
    for right in (Permission.RUN_IMPORTS, Permission.RUN_FLAG_IMPORTS):
        words = permission_words(SPEECH, right)
        row = re.search(rf'<tr><th scope="row">{re.escape(words)}</th>(.*?)</tr>', text, re.DOTALL)
        assert row is not None
        assert "/api/imports/uploads</code>" in row[1]


def test_the_page_shows_nobody(people: People, browser: Browsers) -> None:
    people.change("delete from staff.account")
    people.change("delete from staff.unit")
    chief = browser().whole(people.add("chief", "administrator", has_factor=True))
    before = chief.ask("GET", "/administration/roller").text
    people.add("kanariefugl", "social_worker")
    people.change(
        "insert into staff.unit (municipality_code, name) values (%s, 'Kanarieenhed')", LOLLAND
    )
    after = chief.ask("GET", "/administration/roller").text
    assert "anarie" not in after
    assert re.sub(r'content="[^"]*"', "", before) == re.sub(r'content="[^"]*"', "", after)


@pytest.mark.parametrize("role", tuple(Role))
def test_the_page_is_for_those_who_may_see_it(
    people: People, browser: Browsers, role: Role
) -> None:
    people.change("delete from staff.account")
    here = browser().whole(people.add("nosy", role, has_factor=True))
    answer = here.ask("GET", "/administration/roller")
    if Permission.SEE_AS_ROLE in ROLE_PERMISSIONS[role]:
        assert answer.status_code == 200
    else:
        told(answer, 403, "forbidden")
