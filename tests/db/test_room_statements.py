"""Every statement that the service runs in the rooms, with a good context and with bad ones."""

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from db.acting import statement
from db.context import Context
from db.database import Database
from db.logins import ApplicationRole, Login
from db.rooms.rooms import LOGINS, bounds
from tests.db.room_rows import LOLLAND, MORSOE, ROLES, acting, fill_rooms, person

Bad = Callable[[Context, Database], str]
WORKER, COORDINATOR, INSPECTOR = ROLES.SOCIAL_WORKER, ROLES.COORDINATOR, ROLES.INSPECTOR
BY_ROLE: dict[str, tuple[ApplicationRole, ...]] = {
    "case_key": (WORKER, COORDINATOR, INSPECTOR),
    "case_page": (WORKER, COORDINATOR, INSPECTOR),
    "case_shown": (WORKER, COORDINATOR, INSPECTOR),
    "case_workload": (ROLES.LEADER,),
    "case_open": (WORKER, COORDINATOR),
    "case_held": (WORKER, COORDINATOR),
    "case_change": (WORKER, COORDINATOR),
    "case_move": (COORDINATOR,),
    "flag_page": (WORKER, COORDINATOR),
    "flag_shown": (WORKER,),
    "flag_involvement": (WORKER, COORDINATOR),
    "note_page": (WORKER, COORDINATOR),
    "note_shown": (WORKER, COORDINATOR),
    "note_add": (WORKER, COORDINATOR),
    "note_emergency": (WORKER, COORDINATOR),
    "entry_page": (ROLES.ADVISER,),
    "entry_add": (ROLES.ADVISER,),
    "entry_delete": (ROLES.ADVISER,),
    "entry_reported": (ROLES.ADVISER,),
    "emergency_page": (ROLES.LEADER,),
    "emergency_shown": (ROLES.LEADER,),
    "emergency_review": (ROLES.LEADER,),
    "reading_record": tuple(LOGINS),
}
BAD: dict[str, Bad] = {
    "missing": lambda _context, _database: "",
    "stale": lambda context, database: context.token(database, now=0),
    "forged": lambda context, database: context.token(database)[:-1] + "x",
    "of another role": lambda context, database: replace(
        context, role=next(one for one in ROLES if one is not context.role)
    ).token(database),
    "of another database": lambda context, database: context.token(replace(database, name="other")),
    "of another municipality": lambda context, database: replace(
        context, municipality=MORSOE
    ).token(database),
}
# Whose key is the same everywhere: only what is bound beside it tells them apart.
_BY_KEY = ("flag_shown", "flag_involvement")


@pytest.fixture(scope="module")
def units(database: Database) -> dict[str, int]:
    """Rows of two municipalities, and somebody's emergency access to review."""
    made = fill_rooms(database)
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        for name in ("anna", "lotte"):
            row = owner.execute(
                "insert into staff.account (municipality_code, name, display_name, role)"
                " values ('0360', %s, %s, 'coordinator') returning id",
                [name, name],
            ).fetchone()
            assert row is not None
            made[name] = row[0]
        owner.execute(
            "insert into staff.emergency_access"
            " (municipality_code, account_id, property_key, reason, ends_at)"
            " values ('0360', %s, 'bfe:9', 'a child is in danger', now() + interval '1 hour')",
            [made["anna"]],
        )
        # One entry is of whoever asks below, the others of accounts that are not here.
        owner.execute(
            "update private.entry set account_id = case when account_id = 1"
            " and municipality_code = '0360' then %s else account_id + 1000 end",
            [made["lotte"]],
        )
    return made


def asking(role: ApplicationRole, units: dict[str, int]) -> Context:
    """Lotte, of Lolland's children's unit."""
    return replace(person(role, units, "Børn"), account=units["lotte"])


def values_of(name: str, context: Context, database: Database) -> dict[str, Any]:
    """What the service would bind, for what stands in Lolland."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as owner:
        row = owner.execute(
            "select (select h.id from cases.case_head h where municipality_code = '0360'"
            "   and number = '2026-Børn'),"
            " (select id from private.entry where municipality_code = '0360'"
            "   and account_id = %s),"
            " (select id from social.unit_note where body = 'note of Børn in 0360'),"
            " (select max(id) from staff.emergency_access)",
            [context.account],
        ).fetchone()
    assert row is not None
    case, entry, note, access = row
    keys = {"case": [case], "note": [note], "flag": ["Børn"], "emergency": [access]}
    kind = name.partition("_")[0]
    return {
        **bounds(context),
        "case": case,
        "entry": entry,
        "access": access,
        "keys": [str(key) for key in keys.get(kind, [])],
        "property_key": "bfe:1" if name != "note_emergency" else "bfe:9",
        "state": "open",
        "review_on": "2026-12-24",
        "after_at": None,
        "after_id": None,
        "after": None,
        "limit": 10,
        "is_emergency": False,
        "is_reviewed": None,
        "for_unit": context.unit,
        "to_unit": context.unit,
        "body": "x",
        "reported_on": "2026-11-01",
        "action": "read",
        "area": "cases",
        "table": "case_head",
        "properties": [],
        "fields": [],
    }


def outcome(
    database: Database, name: str, context: Context, values: dict[str, Any], token: str | None
) -> int:
    """How many rows a statement finds or touches; none where it is refused."""
    login = LOGINS[ApplicationRole(context.role)]
    with acting(database, login, context, token) as connection:
        try:
            cursor = connection.execute(statement("rooms", name), values)
        except psycopg.errors.InsufficientPrivilege:
            return 0
        if name == "note_emergency":
            return int(cursor.fetchall()[0][0])
        return cursor.rowcount


CASES = [(name, role) for name, roles in BY_ROLE.items() for role in roles]
# Whoever reads in another municipality is told there, so that one is as good there as here.
BAD_CASES = [
    (name, role, bad)
    for name, role in CASES
    for bad in BAD
    if (name, bad) != ("reading_record", "of another municipality")
]


def test_no_statement_of_the_rooms_is_left_out() -> None:
    folder = files("db").joinpath("rooms", "sql")
    assert sorted(BY_ROLE) == sorted(
        each.name.removesuffix(".sql") for each in folder.iterdir() if each.name.endswith(".sql")
    )


@pytest.mark.parametrize(("name", "role"), CASES)
def test_with_a_good_context_it_does_what_it_is_for(
    database: Database, units: dict[str, int], name: str, role: ApplicationRole
) -> None:
    """Else the refusals below would prove nothing."""
    context = asking(role, units)
    expected = 0 if name == "note_emergency" else 1
    found = outcome(database, name, context, values_of(name, context, database), None)
    assert found >= expected


@pytest.mark.parametrize(("name", "role", "bad"), BAD_CASES)
def test_with_a_bad_context_it_does_nothing(
    database: Database, units: dict[str, int], name: str, role: ApplicationRole, bad: str
) -> None:
    """Though what is bound in the statement is what stands there."""
    context = asking(role, units)
    values = values_of(name, context, database)
    token = BAD[bad](context, database)
    assert outcome(database, name, context, values, token) == 0


@pytest.mark.parametrize("login", (Login.CASEWORK, Login.SOCIAL, Login.ADVISER))
@pytest.mark.parametrize("name", BY_ROLE)
def test_a_login_that_takes_no_role_has_nothing(
    database: Database, units: dict[str, int], login: Login, name: str
) -> None:
    """The logins hold no right of their own, signed for or not."""
    context = asking(WORKER, units)
    values = values_of(name, context, database)
    for token in ("", context.token(database), replace(context, role=login).token(database)):
        with psycopg.connect(database.conninfo(login)) as connection:
            connection.execute("select set_config('atlas.token', %s, true)", [token])
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement("rooms", name), values)


@pytest.mark.parametrize("role", (WORKER, INSPECTOR))
def test_another_unit_of_the_same_municipality_sees_nothing(
    database: Database, units: dict[str, int], role: ApplicationRole
) -> None:
    """With the statement bound to the first one's unit, as if it were hers."""
    context = asking(role, units)
    other = replace(
        context, unit=units[f"{LOLLAND} Teknik"], unit_name="Teknik", account=units["lotte"] + 1000
    ).token(database)
    for name in (each for each, roles in BY_ROLE.items() if role in roles):
        if name != "reading_record":
            values = values_of(name, context, database)
            assert outcome(database, name, context, values, other) == 0, name


def test_nothing_is_found_under_a_key_that_nobody_has(
    database: Database, units: dict[str, int]
) -> None:
    context = asking(WORKER, units)
    for name in ("case_key", "case_held"):
        values = {**values_of(name, context, database), "case": uuid4()}
        assert outcome(database, name, context, values, None) == 0


def test_a_leader_sees_who_and_why_and_reviews_in_her_own_name(
    database: Database, units: dict[str, int]
) -> None:
    """Not where it was, nor a colleague's role, nor what she opened herself."""
    leader = asking(ROLES.LEADER, units)
    for text in (
        "select property_key from staff.emergency_access",
        "select role from staff.account",
        "select password_hash from staff.account",
        "insert into staff.emergency_access default values",
        "update staff.emergency_access set reason = 'another reason'",
    ):
        with (
            acting(database, Login.CASEWORK, leader) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(text.encode())
    review = f"update staff.emergency_access set reviewed_by = {units['anna']}, reviewed_at = now()"
    with (
        acting(database, Login.CASEWORK, leader) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"),
    ):
        connection.execute(review.encode())
    opener = replace(leader, account=units["anna"])
    with acting(database, Login.CASEWORK, opener) as connection:
        assert connection.execute(review.encode()).rowcount == 0
