"""Naming deputies: who may, for whom, and what never goes to anybody."""

from datetime import timedelta

import psycopg
import pytest

from db.access import Permission, Role
from db.clock import today
from db.context import SETTING, Context
from db.logins import ApplicationRole, Login
from gis_service.signin.naming import reach_of
from gis_service.signin.session import SignedIn
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import LOLLAND, MORSOE, Browser, People, Person

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _nobody_yet(people: People) -> None:
    for table in ("deputy", "account", "unit"):
        people.change(f"delete from staff.{table}")


@pytest.fixture
def chief(people: People, browser: Browsers) -> Browser:
    """An administrator of Lolland, signed in."""
    return browser().whole(people.add("chief", "administrator", has_factor=True))


def asked(absent: Person, deputy: Person) -> dict[str, str]:
    """A form that names a deputy for a week."""
    return {
        "account": str(absent.id),
        "deputy": str(deputy.id),
        "begins": today().isoformat(),
        "ends": (today() + WEEK).isoformat(),
    }


def signed_as(role: Role) -> SignedIn:
    """Somebody signed in, in a role."""
    return SignedIn(
        session=None,
        account_id=1,
        municipality_code=LOLLAND,
        name="x",
        display_name="X",
        role=role,
        unit_id=None,
        unit_name=None,
        reads_all=False,
        scopes=None,
        has_second_factor=True,
        is_proved_twice=True,
    )


def test_nobody_gives_on_what_she_could_not_give_herself() -> None:
    reach = {role: set(reach_of(signed_as(role)).roles) for role in Role}
    assert reach[Role.ADMINISTRATOR] == set(Role) - {Role.ADVISER}
    assert reach[Role.COORDINATOR] == {"inspector", "coordinator"}
    assert reach[Role.LEADER] == {"leader"}
    assert all(Role.ADVISER not in roles for roles in reach.values())
    assert reach_of(signed_as(Role.ADMINISTRATOR)).every_unit
    assert not reach_of(signed_as(Role.LEADER)).every_unit


def test_a_deputy_is_named_told_and_ended(
    people: People, browser: Browsers, chief: Browser
) -> None:
    assert "Der er ingen stedfortrædere" in chief.ask("GET", "/stedfortraedere").text
    anna = people.add("anna", "social_worker", has_factor=True)
    bente = people.add("bente", "coordinator", has_factor=True)
    assert chief.form("/stedfortraedere", **asked(anna, bente)).status_code == 303
    # Once is enough.
    assert chief.form("/stedfortraedere", **asked(anna, bente)).status_code == 409
    text = chief.ask("GET", "/stedfortraedere").text
    assert "Udpeget af" in text
    assert "Bente for Anna" in text
    here, there = browser().whole(anna), browser().whole(bente)
    assert "Bente er din stedfortræder" in here.ask("GET", "/konto").text
    assert "stedfortræder for Anna" in there.ask("GET", "/konto").text
    number = people.value("select id from staff.deputy")
    line = "select detail from audit.line where table_name = 'deputy' and action = 'insert'"
    assert "begins" in str(people.value(f"{line} order by id desc limit 1"))
    assert "Bente for Anna" in chief.ask("GET", f"/stedfortraedere/{number}/afslut").text
    assert chief.form(f"/stedfortraedere/{number}/afslut").status_code == 303
    assert chief.form(f"/stedfortraedere/{number}/afslut").status_code == 404
    assert chief.ask("GET", f"/stedfortraedere/{number}/afslut").status_code == 404
    assert people.value("select ended_at is not null from staff.deputy") is True


def test_what_is_not_hers_to_give_is_not_given(
    people: People, browser: Browsers, chief: Browser
) -> None:
    people.change("insert into staff.unit (municipality_code, name) values (%s, 'Børn')", LOLLAND)
    unit = people.value("select id from staff.unit")
    adviser = people.add("eva", "adviser", has_factor=True)
    worker = people.add("fie", "social_worker", has_factor=True)
    planner = people.add("gry")
    away = people.add("hanne", "coordinator", has_factor=True)
    other = people.add("ida", "coordinator", has_factor=True)
    closed = people.add("jytte", "coordinator", state="closed", has_factor=True)
    foreign = people.add("karen", "coordinator", municipality=MORSOE, has_factor=True)
    people.change("update staff.account set unit_id = %s where id = %s", unit, away.id)
    own = people.value("select id from staff.account where name = 'chief'")
    herself = Person(id=int(str(own)), name="chief")
    for absent, deputy in (
        (adviser, worker),
        (worker, adviser),
        # A password alone would open the room.
        (worker, planner),
        (worker, worker),
        (worker, herself),
        (worker, closed),
        (closed, worker),
        (foreign, worker),
        (worker, foreign),
        (worker, Person(id=2**59, name="nobody")),
    ):
        refused = chief.form("/stedfortraedere", **asked(absent, deputy))
        assert refused.status_code == 409, deputy.name
    # A coordinator of no unit gives neither another unit's work nor a role with more rights.
    here = browser().whole(other)
    deputy = people.add("lise", "leader", has_factor=True)
    for absent, status in ((away, 409), (worker, 409), (other, 303)):
        answer = here.form("/stedfortraedere", **asked(absent, deputy))
        assert answer.status_code == status, absent.name
    assert "Hanne" not in str(here.ask("GET", "/stedfortraedere").text.partition("Hvem er")[0])
    assert people.value("select count(*) from staff.deputy") == 1


@pytest.mark.parametrize(
    "wrong",
    (
        {"begins": ""},
        {"ends": "i morgen"},
        {"account": ""},
        {"deputy": "²"},
        {"begins": (today() - timedelta(days=1)).isoformat()},
        {"ends": (today() - timedelta(days=1)).isoformat()},
        {"ends": (today() + timedelta(days=400)).isoformat()},
        {"ends": "9999-12-31"},
        {"begins": "9999-12-31", "ends": "9999-12-31"},
    ),
)
def test_days_and_people_that_cannot_be_are_told(
    people: People, chief: Browser, wrong: dict[str, str]
) -> None:
    anna, bente = (people.add(name, "leader", has_factor=True) for name in ("anna", "bente"))
    answer = chief.form("/stedfortraedere", **asked(anna, bente) | wrong)
    assert answer.status_code == 400
    assert people.value("select count(*) from staff.deputy") == 0


@pytest.mark.parametrize("role", tuple(Role))
def test_the_page_is_for_those_who_name_deputies(
    people: People, browser: Browsers, role: Role
) -> None:
    here = browser().whole(people.add("nosy", role, has_factor=True))
    answer = here.ask("GET", "/stedfortraedere")
    may = Permission.NAME_DEPUTIES in signed_as(role).permissions
    assert (answer.status_code == 200) is may
    if not may:
        told(answer, 403, "forbidden")
        assert here.form("/stedfortraedere").status_code == 403
        assert here.form("/stedfortraedere/1/afslut").status_code == 403


def test_another_municipality_s_arrangement_is_not_hers_to_end(
    people: People, browser: Browsers, chief: Browser
) -> None:
    boss = browser().whole(
        people.add("boss", "administrator", municipality=MORSOE, has_factor=True)
    )
    anna, bente = (
        people.add(name, "leader", municipality=MORSOE, has_factor=True)
        for name in ("anna", "bente")
    )
    assert boss.form("/stedfortraedere", **asked(anna, bente)).status_code == 303
    number = people.value("select id from staff.deputy")
    for unknown in (number, 2**62):
        assert chief.form(f"/stedfortraedere/{unknown}/afslut").status_code == 404
    assert "Anna" not in chief.ask("GET", "/stedfortraedere").text
    assert people.value("select ended_at is null from staff.deputy") is True


@pytest.mark.parametrize("role", (ApplicationRole.SIGN_IN, ApplicationRole.ADMINISTRATOR))
def test_by_hand_nobody_names_herself_an_adviser_or_another_municipality(
    people: People, chief: Browser, role: ApplicationRole
) -> None:
    """The database holds to it where the service does not."""
    del chief
    own = int(str(people.value("select id from staff.account where name = 'chief'")))
    adviser = people.add("eva", "adviser", has_factor=True)
    worker = people.add("fie", "social_worker", has_factor=True)
    foreign, far = (people.add(name, municipality=MORSOE) for name in ("karen", "lone"))
    context = Context(role=role, municipality=LOLLAND, account=own)
    rows = (
        (LOLLAND, worker.id, own, own),
        (LOLLAND, adviser.id, worker.id, own),
        (LOLLAND, worker.id, adviser.id, own),
        (MORSOE, foreign.id, far.id, own),
        # In somebody else's name.
        (LOLLAND, own, worker.id, worker.id),
    )
    with psycopg.connect(people.database.conninfo(Login.STAFF)) as connection:
        for row in rows:
            connection.execute("select set_config('role', %s, true)", [role.value])
            token = context.token(people.database)
            connection.execute("select set_config(%s, %s, true)", [SETTING, token])
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(
                    "insert into staff.deputy (municipality_code, account_id, deputy_id, given_by,"
                    " begins, ends) values (%s, %s, %s, %s, current_date, current_date)",
                    row,
                )
            connection.rollback()
