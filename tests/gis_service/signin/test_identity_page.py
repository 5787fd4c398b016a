"""The rules for signing in through the municipality, as its administrator keeps them."""

import pytest

from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import LOLLAND, MORSOE, Browser, People

WHERE = "/administration/identitet"
RULE = {"claim": "groups", "value": "Teknik & Miljø", "role": "inspector", "unit": ""}


@pytest.fixture
def chief(people: People, browser: Browsers) -> Browser:
    """An administrator of Lolland, signed in."""
    for table in ("claim_mapping", "account", "unit"):
        people.change(f"delete from staff.{table}")
    return browser().whole(people.add("chief", "administrator", has_factor=True))


def test_a_rule_is_added_told_and_removed_after_it_was_asked(
    people: People, chief: Browser
) -> None:
    people.change("insert into staff.unit (municipality_code, name) values (%s, 'Byg')", LOLLAND)
    unit = people.value("select id from staff.unit")
    assert "Der er ingen regler" in chief.ask("GET", WHERE).text
    assert chief.form(WHERE, **RULE | {"unit": str(unit)}).status_code == 303
    text = chief.ask("GET", WHERE).text
    assert "groups = Teknik &amp; Miljø" in text
    assert "Byg" in text
    # One value, one rule.
    assert chief.form(WHERE, **RULE).status_code == 409
    number = people.value("select id from staff.claim_mapping")
    assert "Fjern reglen groups = Teknik" in chief.ask("GET", f"{WHERE}/{number}/fjern").text
    assert people.value("select count(*) from staff.claim_mapping") == 1
    assert chief.form(f"{WHERE}/{number}/fjern").status_code == 303
    assert chief.form(f"{WHERE}/{number}/fjern").status_code == 404
    assert people.value("select count(*) from staff.claim_mapping") == 0


@pytest.mark.parametrize(
    "wrong",
    (
        {"claim": " "},
        {"claim": "x" * 121},
        {"value": ""},
        {"value": "x" * 201},
        {"role": "king"},
        {"unit": "x"},
    ),
)
def test_a_rule_that_cannot_be_is_told_and_what_was_typed_is_kept(
    people: People, chief: Browser, wrong: dict[str, str]
) -> None:
    refused = chief.form(WHERE, **RULE | wrong)
    assert refused.status_code == 400
    assert people.value("select count(*) from staff.claim_mapping") == 0
    if "claim" not in wrong:
        assert 'value="groups"' in refused.text


def test_another_municipality_s_rules_are_as_good_as_none(
    people: People, browser: Browsers, chief: Browser
) -> None:
    boss = browser().whole(
        people.add("boss", "administrator", municipality=MORSOE, has_factor=True)
    )
    people.change("insert into staff.unit (municipality_code, name) values (%s, 'Byg')", MORSOE)
    unit = people.value("select id from staff.unit")
    assert boss.form(WHERE, **RULE).status_code == 303
    number = people.value("select id from staff.claim_mapping")
    assert "Teknik" not in chief.ask("GET", WHERE).text
    for unknown in (number, 2**62):
        assert chief.ask("GET", f"{WHERE}/{unknown}/fjern").status_code == 404
        assert chief.form(f"{WHERE}/{unknown}/fjern").status_code == 404
    for unknown in (unit, 2**58):
        assert chief.form(WHERE, **RULE | {"unit": str(unknown)}).status_code == 409
    # The same value there is none of her business.
    assert chief.form(WHERE, **RULE).status_code == 303


def test_the_page_is_for_administrators(people: People, browser: Browsers) -> None:
    people.change("delete from staff.account")
    here = browser().whole(people.add("nosy", "leader", has_factor=True))
    told(here.ask("GET", WHERE), 403, "forbidden")
    assert here.form(WHERE, **RULE).status_code == 403
