"""Flags, unit notes and emergency access over HTTP."""

import pytest

from tests.gis_service.problem_shape import told
from tests.gis_service.rooms.world import (
    CHILDREN,
    HOUSE,
    NEIGHBOUR,
    OTHER_HOUSE,
    SAMSO,
    WORKS,
    Person,
    World,
)

NOTE = 'Moren siger "ja" <script>alert(1)</script> & \\ ÆØÅ 😀\n\tny linje  '
REASON = "Barn alene i huset, vagten ringede"
# Invented, and right by its check digits.
CPR = "070761-4285"


@pytest.fixture(scope="module")
def worker(world: World) -> Person:
    """A social worker of the children's unit."""
    return world.person("social_worker", unit=CHILDREN)


def write(person: Person, body: str, key: str = HOUSE) -> None:
    """Add a note."""
    answer = person.ask("POST", "/api/notes", json={"property": key, "body": body})
    assert answer.status_code == 201, answer.text


def read(person: Person, key: str = HOUSE) -> list[str]:
    """The notes that somebody sees at a property."""
    answer = person.get(f"/api/notes?property={key}")
    assert answer.status_code == 200, answer.text
    return [each["body"] for each in answer.json()["notes"]]


def test_a_note_comes_back_to_the_letter_and_to_its_unit_alone(
    world: World, worker: Person
) -> None:
    write(worker, NOTE)
    answer = worker.get(f"/api/notes?property={HOUSE}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    note = answer.json()["notes"][0]
    assert (note["body"], note["unit"], note["is_own"]) == (NOTE, CHILDREN, True)
    assert NOTE in read(world.person("social_worker", unit=CHILDREN))
    for stranger in (
        world.person("social_worker", unit=WORKS),
        world.person("social_worker"),
        world.person("coordinator", unit=WORKS),
        world.person("coordinator"),
    ):
        assert read(stranger) == []
    for other in ("social_worker", "coordinator"):
        told(world.person(other, SAMSO, CHILDREN).get(f"/api/notes?property={HOUSE}"), 404)
    for role in ("leader", "planner", "inspector", "adviser", "administrator"):
        told(world.person(role, unit=CHILDREN).get(f"/api/notes?property={HOUSE}"), 403)


def test_reading_notes_is_on_record_with_their_keys(world: World) -> None:
    reader = world.person("social_worker", unit=CHILDREN)
    write(reader, "mødt", NEIGHBOUR)
    note = reader.get(f"/api/notes?property={NEIGHBOUR}").json()["notes"][0]
    assert world.lines(reader.id, "read") == [("social", "unit_note", note["id"], NEIGHBOUR, None)]
    written = (
        "select count(*) from audit.line where account_id = %s and detail::text like '%%mødt%%'"
    )
    assert world.value(written, reader.id) == 0


@pytest.mark.parametrize("path", ("/api/notes", "/api/notes/emergency", "/api/private/entries"))
def test_a_cpr_number_is_refused_by_its_place_and_never_repeated(world: World, path: str) -> None:
    role = "adviser" if "private" in path else "social_worker"
    person = world.person(role, unit=None if role == "adviser" else CHILDREN)
    text = f"Faren er {CPR} siger hun"
    said = {"property": HOUSE, "body": text, "reason": text}
    fields = {
        "/api/notes": ("property", "body"),
        "/api/notes/emergency": ("property", "reason"),
        "/api/private/entries": ("body",),
    }[path]
    answer = person.ask("POST", path, json={name: said[name] for name in fields})
    problem = told(answer, 422)
    assert "tegn 10." in problem["detail"]
    assert CPR not in answer.text
    assert "4285" not in answer.text


def test_texts_are_bounded_and_never_an_error_of_ours(worker: Person) -> None:
    longest = "😀" * 20_000
    write(worker, longest)
    assert longest in read(worker)
    for body in ("", longest + "x", 7, None, ["x"]):
        asked = {"property": HOUSE, "body": body}
        told(worker.ask("POST", "/api/notes", json=asked), 422)
    for body in ("a\x00b", "\ud800"):
        asked = {"property": HOUSE, "body": body}
        answer = worker.ask("POST", "/api/notes", json=asked)
        assert answer.status_code in {400, 422}, answer.text
    told(worker.ask("POST", "/api/notes", json={"property": OTHER_HOUSE, "body": "x"}), 404)
    told(worker.ask("POST", "/api/notes", json={"property": HOUSE, "body": "x", "unit_id": 1}), 422)


def test_a_note_of_nobodys_unit_is_refused(world: World) -> None:
    person = world.person("coordinator")
    told(person.ask("POST", "/api/notes", json={"property": HOUSE, "body": "x"}), 409)


def test_pages_of_notes_hold_each_once(world: World) -> None:
    person = world.person("social_worker", SAMSO, WORKS)
    for number in range(5):
        write(person, f"note {number}", OTHER_HOUSE)
    seen: list[str] = []
    after = ""
    while True:
        page = person.get(f"/api/notes?property={OTHER_HOUSE}&limit=2{after}").json()
        seen += [each["body"] for each in page["notes"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == [f"note {number}" for number in (4, 3, 2, 1, 0)]


def test_flags_go_as_far_as_the_role(world: World, worker: Person) -> None:
    [own] = worker.get("/api/flags").json()["flags"]
    assert own == {
        "key": "flag of Børn",
        "property": HOUSE,
        "type": "rehousing",
        "unit": CHILDREN,
        "review_on": "2026-12-01",
    }
    coordinator = world.person("coordinator")
    answer = coordinator.get("/api/flags")
    assert [each["unit"] for each in answer.json()["flags"]] == [CHILDREN, WORKS]
    assert "type" not in answer.text
    assert "rehousing" not in answer.text
    assert [line[2:4] for line in world.lines(coordinator.id, "search")] == [
        ("flag of Børn", HOUSE),
        ("flag of Teknik", HOUSE),
    ]
    first = coordinator.get("/api/flags?limit=1").json()
    rest = coordinator.get(
        "/api/flags",
    ).json()
    assert (first["next"], rest["next"]) == ("flag of Børn", None)
    following = coordinator.get(f"/api/flags?after={first['next']}").json()["flags"]
    assert [each["unit"] for each in following] == [WORKS]
    assert world.person("social_worker").get("/api/flags").json()["flags"] == []
    assert worker.get(f"/api/flags?property={OTHER_HOUSE}").json()["flags"] == []
    for role in ("leader", "planner", "inspector", "adviser", "applicant"):
        told(world.person(role, unit=CHILDREN).get("/api/flags"), 403)


def test_in_an_emergency_notes_are_read_with_a_reason_and_the_leader_is_told(
    world: World, worker: Person
) -> None:
    write(worker, "kun for enheden")
    leader, officer = world.person("leader"), world.person("data_protection_officer")
    elsewhere = world.person("leader", SAMSO)
    guard = world.person("coordinator", unit=WORKS)
    assert "kun for enheden" not in read(guard)
    begun = guard.ask("POST", "/api/notes/emergency", json={"property": HOUSE, "reason": REASON})
    assert begun.status_code == 201
    assert "kun for enheden" in read(guard)
    # At this property, for her, and for reading alone.
    assert read(guard, NEIGHBOUR) == []
    assert "kun for enheden" not in read(world.person("coordinator", unit=WORKS))
    hours = "select ends_at - begins_at <= interval '4 hours 1 second' from staff.emergency_access"
    assert world.value(f"{hours} where account_id = %s", guard.id) is True
    purposes = {line[4] for line in world.lines(guard.id, "read")}
    assert purposes == {None, "emergency access"}
    assert (
        world.value(
            "select property_key from audit.line where account_id = %s"
            " and table_name = 'emergency_access' and action = 'insert'",
            guard.id,
        )
        == HOUSE
    )
    told_to = world.rows(
        "select account_id, detail::text from staff.notice"
        " where kind = 'emergency access' and about_id = %s",
        guard.id,
    )
    assert leader.id in {row[0] for row in told_to}
    assert not {officer.id, elsewhere.id, guard.id} & {row[0] for row in told_to}
    assert all("bfe" not in row[1] and REASON not in row[1] for row in told_to)
    # Over, it is over.
    world.rows(
        "update staff.emergency_access set begins_at = begins_at - interval '5 hours',"
        " ends_at = ends_at - interval '5 hours' where account_id = %s",
        guard.id,
    )
    assert "kun for enheden" not in read(guard)


def test_without_a_leader_the_data_protection_officer_is_told(world: World) -> None:
    officer = world.person("data_protection_officer", SAMSO)
    world.rows(
        "update staff.account set state = 'closed'"
        " where role = 'leader' and municipality_code = '0741'"
    )
    guard = world.person("social_worker", SAMSO, WORKS)
    asked = {"property": OTHER_HOUSE, "reason": REASON}
    assert guard.ask("POST", "/api/notes/emergency", json=asked).status_code == 201
    notices = "select account_id from staff.notice where about_id = %s"
    assert world.rows(notices, guard.id) == [(officer.id,)]


def test_an_emergency_needs_a_reason_and_a_property_of_ones_own(world: World) -> None:
    guard = world.person("social_worker", unit=CHILDREN)
    for reason in ("", "kort", " " * 40, "x" * 501):
        asked = {"property": HOUSE, "reason": reason}
        told(guard.ask("POST", "/api/notes/emergency", json=asked), 422)
    asked = {"property": OTHER_HOUSE, "reason": REASON}
    told(guard.ask("POST", "/api/notes/emergency", json=asked), 404)
    for role in ("planner", "leader", "adviser", "inspector", "administrator"):
        asked = {"property": HOUSE, "reason": REASON}
        told(world.person(role).ask("POST", "/api/notes/emergency", json=asked), 403)


def test_a_leader_reviews_who_when_and_why_once_and_not_where(world: World) -> None:
    guard, leader = world.person("social_worker", unit=WORKS), world.person("leader")
    asked = {"property": HOUSE, "reason": REASON}
    access = guard.ask("POST", "/api/notes/emergency", json=asked).json()["id"]
    answer = leader.get("/api/emergency?reviewed=false")
    found = next(each for each in answer.json()["accesses"] if each["id"] == access)
    assert (found["account_id"], found["reason"], found["may_review"]) == (guard.id, REASON, True)
    assert "bfe:" not in answer.text
    assert ("staff", "emergency_access", str(access), None, None) in world.lines(leader.id, "read")
    review = f"/api/emergency/{access}/review"
    told(guard.ask("POST", review), 403)
    told(world.person("leader", SAMSO).ask("POST", review), 404)
    assert world.person("leader", SAMSO).get("/api/emergency").text.count(REASON) <= 1
    assert leader.ask("POST", review).status_code == 204
    told(leader.ask("POST", review), 404)
    told(leader.ask("POST", f"/api/emergency/{2**63 - 1}/review"), 404)
    reviewed = leader.get("/api/emergency?reviewed=true").json()["accesses"]
    assert access in [each["id"] for each in reviewed]
    for role in ("planner", "coordinator", "social_worker", "data_protection_officer"):
        told(world.person(role).get("/api/emergency"), 403)
