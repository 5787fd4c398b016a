"""Deputies: in the role and unit of a colleague who is away, and told with both numbers."""

import pytest

from tests.gis_service.problem_shape import told
from tests.gis_service.rooms.world import CHILDREN, HOUSE, SAMSO, WORKS, Person, World

ACTING = "/api/session/acting"
_ABSENT = "id = (select account_id from staff.deputy where deputy_id = %s)"


def named(world: World, absent: Person, deputy: Person, days: tuple[int, int] = (0, 0)) -> None:
    """Somebody acts for a colleague, from and to so many days from today."""
    world.rows(
        "insert into staff.deputy"
        " (municipality_code, account_id, deputy_id, begins, ends, given_by)"
        " select municipality_code, id, %s, today + %s, today + %s, id from staff.account,"
        " lateral (select (now() at time zone 'Europe/Copenhagen')::date as today) as d"
        " where id = %s",
        deputy.id,
        *days,
        absent.id,
    )


def acts(deputy: Person, absent: Person) -> int:
    """What comes of acting for somebody."""
    status: int = deputy.ask("POST", ACTING, json={"for": absent.id}).status_code
    return status


@pytest.fixture
def absent(world: World) -> Person:
    """A social worker of the children's unit, who is away."""
    return world.person("social_worker", unit=CHILDREN)


def test_a_deputy_has_role_and_unit_of_whom_she_acts_for_and_gives_them_back(
    world: World, absent: Person
) -> None:
    deputy = world.person("inspector", unit=WORKS)
    note = {"property": HOUSE, "body": "set af enheden"}
    assert absent.ask("POST", "/api/notes", json=note).status_code == 201
    assert deputy.get(ACTING).json() == {"acting_for": None, "colleagues": []}
    assert acts(deputy, absent) == 404
    named(world, absent, deputy)
    [colleague] = deputy.get(ACTING).json()["colleagues"]
    assert (colleague["id"], colleague["unit"]) == (absent.id, CHILDREN)
    told(deputy.get(f"/api/notes?property={HOUSE}"), 403)
    assert acts(deputy, absent) == 204
    session = deputy.get("/api/session").json()["signed_in"]
    assert (session["role"], session["unit"]) == ("social_worker", CHILDREN)
    assert session["acting_for"] == absent_name(world, absent)
    assert session["name"] != session["acting_for"]
    assert "set af enheden" in deputy.get(f"/api/notes?property={HOUSE}").text
    own = {"property": HOUSE, "body": "skrevet for en anden"}
    assert deputy.ask("POST", "/api/notes", json=own).status_code == 201
    # What she did is told as hers, and whose deputy she was beside it.
    purposes = world.rows(
        "select distinct role, purpose from audit.line where account_id = %s and area = 'social'",
        deputy.id,
    )
    assert purposes == [("atlas_social_worker", f"deputy for {absent.id}")]
    writer = "select written_by from social.unit_note where body = 'skrevet for en anden'"
    assert world.value(writer) == deputy.id
    assert deputy.ask("DELETE", ACTING).status_code == 204
    assert deputy.ask("DELETE", ACTING).status_code == 204
    told(deputy.get(f"/api/notes?property={HOUSE}"), 403)
    events = "select area from audit.line where account_id = %s and action = 'event' order by id"
    assert world.rows(events, deputy.id) == [("acting_begun",), ("acting_ended",)]


def absent_name(world: World, absent: Person) -> str:
    """What somebody is called."""
    name: str = world.value("select display_name from staff.account where id = %s", absent.id)
    return name


@pytest.mark.parametrize(
    "end",
    (
        "update staff.deputy set ended_at = now() where deputy_id = %s",
        "update staff.deputy set begins = begins - 9, ends = ends - 1 where deputy_id = %s",
        f"update staff.account set state = 'closed' where {_ABSENT}",
        f"update staff.account set role = 'adviser' where {_ABSENT}",
    ),
)
def test_it_ends_in_the_middle_of_a_session(world: World, absent: Person, end: str) -> None:
    deputy = world.person("inspector", unit=WORKS)
    named(world, absent, deputy)
    assert acts(deputy, absent) == 204
    assert deputy.get("/api/flags").status_code == 200
    world.rows(end, deputy.id)
    assert deputy.get("/api/session").json()["signed_in"]["role"] == "inspector"
    told(deputy.get("/api/flags"), 403)


def test_nobody_acts_for_whom_she_was_not_named(world: World, absent: Person) -> None:
    deputy = world.person("inspector", unit=WORKS)
    named(world, absent, deputy, (1, 3))
    assert acts(deputy, absent) == 404
    named(world, absent, deputy, (-3, -1))
    assert acts(deputy, absent) == 404
    other = world.person("social_worker", SAMSO, CHILDREN)
    assert acts(deputy, other) == 404
    assert acts(deputy, deputy) == 404
    told(deputy.ask("POST", ACTING, json={"for": 2**63 - 1}), 404)
    told(deputy.ask("POST", ACTING, json={"for": 2**63}), 422)
    # Named by hand for an adviser, or as one: it holds for neither.
    adviser = world.person("adviser")
    named(world, adviser, deputy)
    assert acts(deputy, adviser) == 404
    named(world, absent, adviser)
    assert acts(adviser, absent) == 404


def test_a_role_that_needs_a_second_factor_is_not_acted_in_with_one(
    world: World, absent: Person
) -> None:
    deputy = world.person("inspector", unit=WORKS, factor=False)
    named(world, absent, deputy)
    assert acts(deputy, absent) == 409
    assert deputy.get("/api/session").json()["signed_in"]["role"] == "inspector"


@pytest.mark.parametrize("wide", ("absent", "deputy"))
def test_a_deputy_sees_no_municipality_that_one_of_them_does_not(
    world: World, absent: Person, wide: str
) -> None:
    deputy = world.person("inspector", unit=WORKS)
    named(world, absent, deputy)
    numbers = {"absent": absent.id, "deputy": deputy.id}
    world.rows("update staff.account set reads_all = true where id = %s", numbers[wide])
    assert acts(deputy, absent) == 204
    session = deputy.get("/api/session").json()["signed_in"]
    assert (session["role"], session["reads_all"]) == ("social_worker", False)
