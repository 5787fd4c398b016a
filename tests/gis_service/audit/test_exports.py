"""Exports are on record before their first byte, and with their hash after the last."""

from hashlib import sha256
from urllib.parse import urlencode

import psycopg
import pytest

from db.access import Role
from db.database import Database
from tests.gis_service.audit.conftest import Lines
from tests.gis_service.signin.people import Browser, Person

ADDRESS = "/api/layers/suspicion/export.csv?filter=suspicion%20%3E%2010"


def test_an_export_is_two_lines_of_one_file(
    browser: Browser, planner: Person, lines: Lines
) -> None:
    """Who took which rows in which format, and the hash of what she got."""
    answer = browser.ask("GET", ADDRESS)
    assert answer.status_code == 200
    (begun,), (sent,) = lines("event", "exported"), lines("event", "export_sent")
    assert begun["account_id"] == planner.id
    assert begun["role"] == Role.PLANNER.in_database
    assert begun["municipality_code"] == "0360"
    assert begun["session"]
    assert begun["detail"]["layer"] == "suspicion"
    assert begun["detail"]["format"] == "csv"
    assert begun["detail"]["rows"] > 0
    assert begun["detail"]["fields"] == ["suspicion"]
    assert len(begun["detail"]["filter"]) == 64
    assert sent["detail"]["export"] == begun["detail"]["export"]
    assert sent["detail"]["sha256"] == sha256(answer.content).hexdigest()
    assert sent["detail"]["bytes"] == len(answer.content)


def test_a_list_is_told_by_its_number(browser: Browser, planner: Person, lines: Lines) -> None:
    """Keeping it names who did; taking it out tells the list, not what somebody called it."""
    asked = {"name": "Efterår", "layer": "suspicion", "columns": ["address", "suspicion"]}
    kept = browser.ask("POST", "/api/lists", json=asked)
    assert kept.status_code == 201
    number = kept.json()["id"]
    assert browser.ask("GET", f"/api/lists/{number}/export.csv").status_code == 200
    (begun,) = lines("event", "exported")
    assert begun["detail"]["list"] == number
    assert "Efterår" not in str(begun)
    (made,) = [line for line in lines("insert", "work") if line["table_name"] == "saved_list"]
    assert (made["account_id"], made["role"]) == (planner.id, "atlas_planner")
    assert made["municipality_code"] == "0360"


def test_what_somebody_typed_is_not_in_the_line(browser: Browser, lines: Lines) -> None:
    """It may be a name or a number of a person, and of any length: which fields, and a digest."""
    words = " or ".join(f"address = 'Æblegård {n} 010190-1234'" for n in range(60))
    for filter_ in (words, words, "address = 'Æblegård'"):
        query = urlencode({"filter": filter_})
        answer = browser.ask("GET", f"/api/layers/suspicion/export.csv?{query}")
        assert answer.status_code == 200, answer.text
    told = lines("event", "exported")
    assert "blegård" not in str(told)
    assert "010190" not in str(told)
    assert {tuple(line["detail"]["fields"]) for line in told} == {("address",)}
    first, second, third = (line["detail"]["filter"] for line in told)
    assert first == second != third


@pytest.mark.parametrize("format_", ("csv", "geojson", "xlsx"))
def test_nothing_leaves_that_is_not_on_record(
    browser: Browser, filled: Database, lines: Lines, format_: str
) -> None:
    """503, and no byte of the file."""
    assert filled.owner is not None
    right = "on function audit.record_event(text, text, jsonb)"
    with psycopg.connect(filled.owner, autocommit=True) as owner:
        owner.execute(f"revoke execute {right} from atlas_sign_in".encode())
        try:
            answer = browser.ask("GET", f"/api/layers/suspicion/export.{format_}")
        finally:
            owner.execute(f"grant execute {right} to atlas_sign_in".encode())
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("unrecorded")
    assert lines("event", "exported") == []
    # The place at the desk and the look at the registry are free again.
    assert browser.ask("GET", f"/api/layers/suspicion/export.{format_}").status_code == 200
