"""The adviser's own log over HTTP: hers alone, and nobody learns what is in it."""

from datetime import timedelta

import pytest

from db.clock import today
from tests.gis_service.problem_shape import told
from tests.gis_service.rooms.world import ROLES, SAMSO, Person, World

ENTRIES = "/api/private/entries"
TEXT = "Hun vil ikke flytte <b>før</b> jul & har 'sagt' \\ det 😀\n"


@pytest.fixture(scope="module")
def adviser(world: World) -> Person:
    """A citizen adviser."""
    return world.person("adviser")


def kept(person: Person, body: str = TEXT) -> str:
    """The id of an entry that is kept."""
    answer = person.ask("POST", ENTRIES, json={"body": body})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def test_an_entry_comes_back_to_the_letter_and_to_nobody_else(
    world: World, adviser: Person
) -> None:
    entry = kept(adviser)
    answer = adviser.get(ENTRIES)
    assert answer.headers["cache-control"] == "no-store"
    assert [each["body"] for each in answer.json()["entries"] if each["id"] == entry] == [TEXT]
    for colleague in (world.person("adviser"), world.person("adviser", SAMSO)):
        assert colleague.get(ENTRIES).json() == {"entries": [], "next": None}
        told(colleague.ask("DELETE", f"{ENTRIES}/{entry}"), 404)
        said = {"on": "2026-01-01"}
        told(colleague.ask("PUT", f"{ENTRIES}/{entry}/reported", json=said), 404)
    for role, unit in ROLES:
        if role != "adviser":
            told(world.person(role, unit=unit).get(ENTRIES), 403)
    assert adviser.ask("DELETE", f"{ENTRIES}/{entry}").status_code == 204
    told(adviser.ask("DELETE", f"{ENTRIES}/{entry}"), 404)
    assert entry not in adviser.get(ENTRIES).text


def test_the_log_of_accesses_tells_that_she_wrote_and_looked_and_nothing_else(
    world: World,
) -> None:
    adviser = world.person("adviser")
    entry = kept(adviser)
    adviser.get(ENTRIES)
    adviser.ask("DELETE", f"{ENTRIES}/{entry}")
    lines = world.rows(
        "select action, row_key, property_key, coalesce(fields, '{}'), digest, detail::text"
        " from audit.line where account_id = %s and area = 'private' order by id",
        adviser.id,
    )
    assert lines == [
        (action, None, None, [], None, "{}") for action in ("insert", "read", "delete")
    ]


def test_a_notification_is_a_day_and_nothing_more(adviser: Person) -> None:
    entry = kept(adviser)
    path = f"{ENTRIES}/{entry}/reported"
    for on in ("2026-11-01", None, today().isoformat()):
        assert adviser.ask("PUT", path, json={"on": on}).status_code == 204
        found = {each["id"]: each for each in adviser.get(ENTRIES).json()["entries"]}
        assert found[entry]["reported_on"] == on
    tomorrow = (today() + timedelta(days=1)).isoformat()
    told(adviser.ask("PUT", path, json={"on": tomorrow}), 400)
    told(adviser.ask("PUT", path, json={"on": "2026-11-01", "what": "vold"}), 422)
    told(adviser.ask("PUT", path, json={}), 422)


def test_what_cannot_be_recorded_is_not_shown(world: World, adviser: Person) -> None:
    kept(adviser)
    function = "audit.record_read(text, text, text, text[], text[], text[])"
    world.rows(f"revoke execute on function {function} from atlas_adviser")
    try:
        answer = adviser.get(ENTRIES)
        told(answer, 503)
        assert "flytte" not in answer.text
    finally:
        world.rows(f"grant execute on function {function} to atlas_adviser")


def test_pages_hold_every_entry_once(world: World) -> None:
    adviser = world.person("adviser")
    for number in range(5):
        kept(adviser, f"{number}")
    seen: list[str] = []
    after = ""
    while True:
        page = adviser.get(f"{ENTRIES}?limit=2{after}").json()
        seen += [each["body"] for each in page["entries"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == ["4", "3", "2", "1", "0"]
