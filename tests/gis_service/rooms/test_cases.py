"""Cases over HTTP: whose they are, how they change, and that every look is on record first."""

from uuid import uuid4

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


@pytest.fixture(scope="module")
def worker(world: World) -> Person:
    """A social worker of the children's unit."""
    return world.person("social_worker", unit=CHILDREN)


@pytest.fixture(scope="module")
def coordinator(world: World) -> Person:
    """The coordinator of the municipality."""
    return world.person("coordinator", unit=WORKS)


def opened(person: Person, key: str = HOUSE, **more: object) -> str:
    """The id of a case that somebody opens."""
    answer = person.ask("POST", "/api/cases", json={"property": key, **more})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    assert answer.headers["location"] == f"/api/cases/{made}"
    return made


def changed(person: Person, case: str, etag: str, **said: object) -> tuple[int, str]:
    """What comes of a change: status, and the etag afterwards."""
    answer = person.ask("PATCH", f"/api/cases/{case}", json=said, headers={"if-match": etag})
    return answer.status_code, answer.headers.get("etag", "")


def test_a_case_is_seen_by_its_unit_and_the_coordinator(
    world: World, worker: Person, coordinator: Person
) -> None:
    case = opened(worker, review_on="2026-12-24")
    for person in (worker, coordinator):
        answer = person.get(f"/api/cases/{case}")
        assert answer.headers["cache-control"] == "no-store"
        found = answer.json()
        assert answer.headers["etag"] == found.pop("etag")
        assert found.pop("number")
        assert found.pop("opened_on")
        assert found == {
            "id": case,
            "property": HOUSE,
            "unit_id": world.unit(CHILDREN),
            "unit": CHILDREN,
            "state": "open",
            "review_on": "2026-12-24",
            "closed_on": None,
        }
        listed = person.get(f"/api/cases?property={HOUSE}&state=open").json()
        assert case in [each["id"] for each in listed["cases"]]
    for stranger in (
        world.person("social_worker", unit=WORKS),
        world.person("inspector", unit=WORKS),
        world.person("social_worker"),
        world.person("social_worker", SAMSO, CHILDREN),
        world.person("coordinator", SAMSO, CHILDREN),
    ):
        told(stranger.get(f"/api/cases/{case}"), 404)
        assert case not in stranger.get("/api/cases").text


def test_a_unit_that_takes_part_sees_the_case_and_does_not_change_it(
    world: World, worker: Person
) -> None:
    case = opened(worker)
    world.rows(
        "insert into cases.involvement (municipality_code, case_id, unit_id)"
        " values ('0787', %s, %s)",
        case,
        world.unit(WORKS),
    )
    inspector = world.person("inspector", unit=WORKS)
    colleague = world.person("social_worker", unit=WORKS)
    for person in (inspector, colleague):
        assert person.get(f"/api/cases/{case}").json()["unit"] == CHILDREN
        assert case in person.get("/api/cases").text
    etag = colleague.get(f"/api/cases/{case}").json()["etag"]
    assert changed(colleague, case, etag, state="closed")[0] == 404
    told(inspector.ask("POST", "/api/cases", json={"property": HOUSE}), 403)


def test_what_is_read_is_on_record_before_it_is_shown(world: World, worker: Person) -> None:
    case = opened(worker)
    reader = world.person("social_worker", unit=CHILDREN)
    reader.get(f"/api/cases/{case}")
    assert world.lines(reader.id, "read") == [("cases", "case_head", case, HOUSE, None)]
    listed = reader.get(f"/api/cases?property={HOUSE}").json()["cases"]
    hits = world.lines(reader.id, "search")
    assert [line[2] for line in hits] == [each["id"] for each in listed]
    # Somebody who looks for what she may not see has looked, and no key tells where.
    told(reader.get(f"/api/cases/{uuid4()}"), 404)
    assert world.lines(reader.id, "read")[1:] == [("cases", "case_head", None, None, None)]


def test_what_cannot_be_recorded_is_not_shown(world: World, worker: Person) -> None:
    case = opened(worker)
    function = "audit.record_read(text, text, text, text[], text[], text[])"
    world.rows(f"revoke execute on function {function} from atlas_social_worker")
    try:
        for path in (
            f"/api/cases/{case}",
            "/api/cases",
            "/api/flags",
            f"/api/notes?property={HOUSE}",
        ):
            answer = worker.get(path)
            problem = told(answer, 503)
            assert problem["type"].endswith(":unrecorded")
            assert case not in answer.text
            assert HOUSE not in answer.text
    finally:
        world.rows(f"grant execute on function {function} to atlas_social_worker")
    assert worker.get(f"/api/cases/{case}").status_code == 200


def test_a_change_is_for_the_case_as_it_was_seen(worker: Person, coordinator: Person) -> None:
    case = opened(worker)
    seen = worker.get(f"/api/cases/{case}").json()["etag"]
    told(worker.ask("PATCH", f"/api/cases/{case}", json={"state": "closed"}), 428)
    status, closed = changed(worker, case, seen, state="closed")
    assert (status, closed != seen) == (204, True)
    found = coordinator.get(f"/api/cases/{case}").json()
    assert (found["state"], found["closed_on"] is not None, found["etag"]) == (
        "closed",
        True,
        closed,
    )
    assert changed(coordinator, case, seen, state="open")[0] == 412
    status, again = changed(coordinator, case, closed, state="open", review_on="2027-01-04")
    found = worker.get(f"/api/cases/{case}").json()
    assert (status, found["closed_on"], found["review_on"]) == (204, None, "2027-01-04")
    # What is not said stays; what is said to be nothing goes.
    status, again = changed(worker, case, again, state="open")
    assert worker.get(f"/api/cases/{case}").json()["review_on"] == "2027-01-04"
    assert changed(worker, case, again, review_on=None)[0] == 204
    assert worker.get(f"/api/cases/{case}").json()["review_on"] is None


def test_only_a_coordinator_moves_a_case(world: World, worker: Person, coordinator: Person) -> None:
    case = opened(worker)
    etag = worker.get(f"/api/cases/{case}").json()["etag"]
    assert changed(worker, case, etag, state="closed", unit_id=world.unit(WORKS))[0] == 409
    assert worker.get(f"/api/cases/{case}").json()["etag"] == etag
    assert changed(coordinator, case, etag, unit_id=world.unit(CHILDREN, SAMSO))[0] == 409
    assert changed(coordinator, case, etag, unit_id=world.unit(WORKS))[0] == 204
    told(worker.get(f"/api/cases/{case}"), 404)


def test_a_case_is_opened_at_a_property_and_for_a_unit_that_are_hers_to_name(
    world: World, worker: Person, coordinator: Person
) -> None:
    for key in (OTHER_HOUSE, "bfe:999999", "'; drop table cases.case_head; --"):
        told(worker.ask("POST", "/api/cases", json={"property": key}), 404)
    for unit in (world.unit(WORKS), world.unit(CHILDREN, SAMSO), 2**63 - 1):
        asked = {"property": HOUSE, "unit_id": unit}
        told(worker.ask("POST", "/api/cases", json=asked), 409)
    told(
        coordinator.ask(
            "POST", "/api/cases", json={"property": HOUSE, "unit_id": world.unit(WORKS, SAMSO)}
        ),
        409,
    )
    told(world.person("social_worker").ask("POST", "/api/cases", json={"property": HOUSE}), 409)
    case = opened(coordinator, NEIGHBOUR, unit_id=world.unit(CHILDREN))
    assert worker.get(f"/api/cases/{case}").json()["property"] == NEIGHBOUR


def test_pages_hold_every_case_once(world: World) -> None:
    person = world.person("social_worker", SAMSO, CHILDREN)
    made = {opened(person, OTHER_HOUSE) for _ in range(5)}
    seen: list[str] = []
    after = ""
    while True:
        page = person.get(f"/api/cases?limit=2{after}").json()
        seen += [each["id"] for each in page["cases"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert sorted(seen) == sorted(made)
    for wrong in ("x", "2026-11-22_x", "_", "2026-13-01_00000000-0000-0000-0000-000000000000"):
        told(person.get(f"/api/cases?after={wrong}"), 400)


def test_a_leader_is_told_how_much_and_not_where(
    world: World, worker: Person, coordinator: Person
) -> None:
    opened(worker, review_on="2020-01-01")
    leader = world.person("leader")
    answer = leader.get("/api/cases/workload")
    units = {each["unit"]: each for each in answer.json()["units"]}
    count = "select count(*) from cases.case_head where municipality_code = '0787'"
    assert sum(each["open"] for each in units.values()) == world.value(
        f"{count} and state = 'open'"
    )
    assert units[CHILDREN]["overdue"] >= 1
    assert "bfe:" not in answer.text
    assert world.lines(leader.id, "read") == [("cases", "case_head", None, None, None)]
    told(leader.get("/api/cases"), 403)
    told(coordinator.get("/api/cases/workload"), 403)
