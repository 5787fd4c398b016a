"""Each wall of the rooms alone: with one of the others taken away nothing comes through."""

from typing import Any

import pytest

from db.access import ROLE_PERMISSIONS, Permission, Role
from db.context import Context
from db.rooms.rooms import LOGINS
from gis_service.app import create_app
from gis_service.settings import ServiceSettings
from gis_service.signin.session import SignedIn
from tests.gis_service.rooms.world import (
    CHILDREN,
    HOUSE,
    OTHER_HOUSE,
    ROLES,
    SAMSO,
    THISTED,
    WORKS,
    World,
)

UNTOLD = "kun her må det stå"
ROOMS = ("/api/cases", "/api/flags", "/api/notes", "/api/emergency", "/api/private")
READS = (
    "/api/cases",
    "/api/cases/workload",
    "/api/flags",
    f"/api/notes?property={HOUSE}",
    "/api/emergency",
    "/api/private/entries",
)


@pytest.fixture(scope="module")
def things(world: World) -> dict[str, str]:
    """What stands in the rooms of one municipality, by what a route calls it."""
    worker = world.person("social_worker", unit=CHILDREN)
    adviser = world.person("adviser")
    made = {
        "case": worker.ask("POST", "/api/cases", json={"property": HOUSE}),
        "note": worker.ask("POST", "/api/notes", json={"property": HOUSE, "body": UNTOLD}),
        "access": worker.ask(
            "POST", "/api/notes/emergency", json={"property": HOUSE, "reason": UNTOLD}
        ),
        "entry": adviser.ask("POST", "/api/private/entries", json={"body": UNTOLD}),
    }
    return {name: str(answer.json()["id"]) for name, answer in made.items()}


def routes_of_objects() -> list[tuple[str, str]]:
    """Every route of the rooms that names one thing in them."""
    document = create_app(ServiceSettings()).openapi()["paths"]
    return [
        (method.upper(), path)
        for path, methods in document.items()
        if path.startswith(ROOMS) and "{" in path
        for method in methods
    ]


def holds(text: str, things: dict[str, str]) -> bool:
    """Whether an answer tells anything of the rooms."""
    told_of = (UNTOLD, HOUSE, "rehousing", *(things[each] for each in ("case", "note", "entry")))
    return any(each in text for each in told_of)


def test_every_role_with_a_right_to_a_room_has_a_way_in() -> None:
    scopes = ("cases", "social", "private")
    for role in Role:
        held = {each for each in ROLE_PERMISSIONS[role] if each.partition(":")[0] in scopes}
        if held - {Permission.RUN_FLAG_IMPORTS}:
            assert role.in_database in LOGINS, role


@pytest.mark.parametrize(("method", "path"), routes_of_objects())
def test_objects_of_another_municipality_or_unit_are_not_there(
    world: World, things: dict[str, str], method: str, path: str
) -> None:
    """The same refusal for each role of another municipality and unit; and nothing is changed."""
    address = path.format(**things)
    body = {"PATCH": {"state": "closed"}, "PUT": {"on": "2026-11-01"}}.get(method)
    before = state(world)
    for role, unit in ROLES:
        for municipality in (SAMSO, THISTED):
            is_own = municipality == THISTED
            if is_own and (role in {"coordinator", "leader"} or unit == CHILDREN):
                continue
            person = world.person(role, municipality, unit)
            answer = person.ask(method, address, json=body, headers={"if-match": '"x"'})
            assert answer.status_code in {403, 404}, (role, municipality, answer.text)
            assert not holds(answer.text, things)
    assert state(world) == before


def state(world: World) -> list[tuple[Any, ...]]:
    """What the rooms hold."""
    return world.rows(
        "select t::text from cases.case_head t union all select t::text from social.unit_note t"
        " union all select t::text from private.entry t"
        " union all select t::text from staff.emergency_access t order by 1"
    )


@pytest.mark.parametrize(("role", "unit"), ROLES)
def test_with_the_routes_wall_away_the_others_hold(
    world: World,
    things: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    role: str,
    unit: str | None,
) -> None:
    """Whoever gets past the route without the right comes by nothing."""
    person = world.person(role, unit=unit)
    denied = [path for path in READS if person.get(path).status_code == 403]
    monkeypatch.setattr(SignedIn, "may", lambda _self, _permission: True)
    for path in denied:
        assert not holds(person.get(path).text, things), path


@pytest.mark.parametrize(
    ("role", "unit", "municipality"),
    (
        ("social_worker", WORKS, THISTED),
        ("social_worker", None, THISTED),
        ("inspector", WORKS, THISTED),
        ("adviser", None, THISTED),
        ("social_worker", CHILDREN, SAMSO),
        ("coordinator", CHILDREN, SAMSO),
        ("inspector", CHILDREN, SAMSO),
        ("leader", None, SAMSO),
        ("adviser", None, SAMSO),
    ),
)
def test_with_the_statements_wall_away_the_database_holds(
    world: World,
    things: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    role: str,
    unit: str | None,
    municipality: str,
) -> None:
    """A statement that asks for every unit, another municipality and another account gets none."""
    person = world.person(role, municipality, unit)
    adviser = world.value("select account_id from private.entry where body = %s", UNTOLD)

    def wide(_context: Context) -> dict[str, object]:
        return {
            "municipality": THISTED,
            "account": adviser,
            "unit": world.unit(CHILDREN),
            "unit_name": CHILDREN,
            "every_unit": True,
        }

    for module in ("cases", "notes", "entries", "emergency", "reading"):
        monkeypatch.setattr(f"db.rooms.{module}.bounds", wide)
    house = HOUSE if municipality == THISTED else OTHER_HOUSE
    paths = (*READS[:3], f"/api/notes?property={house}", *READS[4:], f"/api/cases/{things['case']}")
    for path in paths:
        answer = person.get(path)
        assert things["case"] not in answer.text
        assert UNTOLD not in answer.text, path
        assert "rehousing" not in answer.text or unit == WORKS
    before = state(world)
    for method, path, body in (
        ("PUT", f"/api/private/entries/{things['entry']}/reported", {"on": "2026-11-01"}),
        ("DELETE", f"/api/private/entries/{things['entry']}", None),
        ("POST", f"/api/emergency/{things['access']}/review", None),
    ):
        assert person.ask(method, path, json=body).status_code >= 400
    assert state(world) == before
