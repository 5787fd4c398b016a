"""Reading the log back: by person, property, day, action and room; her own municipality alone."""

from datetime import date
from functools import partial

import psycopg
import pytest

from db.log import lines
from db.log.lines import EVERYTHING, Asked, Place
from db.logins import Login
from tests.db.log.conftest import ELSEWHERE, Log


@pytest.mark.parametrize(
    ("asked", "count"),
    (
        (EVERYTHING, 65),
        (Asked(account=3), 65),
        (Asked(account=1), 0),
        (Asked(property_key="bfe:1"), 11),
        (Asked(action="read"), 5),
        (Asked(area="work"), 30),
        (Asked(first=date(2026, 9, 5), last=date(2026, 9, 5)), 5),
        (Asked(last=date(2026, 9, 1)), 0),
        (Asked(property_key="bfe:1' or true --"), 0),
    ),
)
def test_lines_are_narrowed(log: Log, asked: Asked, count: int) -> None:
    found = log.do(lambda act: lines.lines(act, asked, None, 1000))
    # Those that made the people of this test are told too, and are of today.
    assert len([each for each in found if each["area"] != "staff"]) == count
    assert {each["person"] for each in found} <= {"Sanne", None}


def test_pages_follow_one_another_without_gap_or_repetition(log: Log) -> None:
    """Many lines of one moment are told apart by their number."""
    seen: list[int] = []
    place: Place | None = None
    while True:
        found = log.do(partial(lines.lines, asked=EVERYTHING, before=place, most=7))
        seen += [each["id"] for each in found[:7]]
        if not found[7:]:
            break
        place = Place.read(str(Place(found[6]["at"], found[6]["id"])))
    everything = log.do(lambda act: lines.lines(act, EVERYTHING, None, 1000))
    assert seen == [each["id"] for each in everything]


@pytest.mark.parametrize("text", ("", "1", "-", "x-1", "1-x", "1-2-3", "-1-2", "9" * 30 + "-1"))
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Place.read(text)


def test_another_municipality_sees_none_of_it(log: Log) -> None:
    """Neither lines nor people."""
    found = log.do(lambda act: lines.lines(act, Asked(account=3), None, 1000), ELSEWHERE)
    assert {each["person"] for each in found} == {None}
    assert {each["unit"] for each in found} == {None}
    people = log.do(lines.people, ELSEWHERE)
    assert [each["display_name"] for each in people] == ["Ida"]


def test_a_look_is_a_line(log: Log) -> None:
    """With who looked, and by what it was narrowed; the property stands as a property."""
    asked = Asked(property_key="bfe:3", action="read")
    log.do(lambda act: lines.look(act, "lines", asked))
    (line,) = log.do(lambda act: lines.lines(act, Asked(account=1), None, 10))
    assert (line["area"], line["property_key"]) == ("log_read", "bfe:3")
    assert line["detail"] == {"what": "lines", "action": "read"}
    assert "log_read" in log.do(lines.areas)


def test_an_officer_reads_nothing_of_how_people_sign_in(log: Log) -> None:
    statement = "select password_hash from staff.account"
    with psycopg.connect(log.database.conninfo(Login.STAFF)) as connection:
        connection.execute("set local role atlas_data_protection_officer")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_the_server_tidies_what_grows_and_not_what_is_in_the_rooms(log: Log) -> None:
    """A queue that is emptied every few seconds would else be read from its dead beginning on."""
    found = log.by_hand(
        "select oid::regclass::text from pg_class"
        " where 'autovacuum_enabled=false' = any(reloptions)"
    )
    left = {str(name) for (name,) in found}
    assert left >= {"social.flag", "social.unit_note", "cases.case_head", "private.entry"}
    assert not left & {
        *("audit.unsealed", "audit.line", "audit.chain", "audit.shown", "audit.run_transaction"),
        *("staff.session", "staff.attempt", "staff.used_state", "staff.one_time_link"),
    }
