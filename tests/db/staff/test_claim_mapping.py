"""Mappings of claims: each municipality's own, and read whole by whoever signs in."""

from dataclasses import replace
from functools import partial

import psycopg
import pytest

from db.context import Context
from db.database import Database
from db.logins import ApplicationRole
from db.staff import claim_mapping, units
from db.staff.claim_mapping import Given, NewMapping
from tests.db.staff.conftest import Room, administrator

LOLLAND, MORSOE = "0360", "0773"
PLANNERS = NewMapping(claim="groups", value="atlas-plan", role="planner")


def test_a_mapping_is_of_the_municipality_of_whoever_keeps_it(room: Room) -> None:
    here, there = administrator(LOLLAND), administrator(MORSOE)
    number = room.do(partial(claim_mapping.add, new=PLANNERS), here)
    assert number is not None
    # A second one for the same value; the other municipality's tells nothing.
    assert room.do(partial(claim_mapping.add, new=PLANNERS), here) is None
    other = room.do(partial(claim_mapping.add, new=replace(PLANNERS, role="leader")), there)
    assert other is not None
    assert [each["role"] for each in room.do(claim_mapping.every, here)] == ["planner"]
    assert not room.do(partial(claim_mapping.remove, mapping_id=number), there)
    found = room.do(lambda act: claim_mapping.given(act, [("groups", "atlas-plan")]))
    assert found == {
        Given(municipality_code=LOLLAND, role="planner", unit_id=None),
        Given(municipality_code=MORSOE, role="leader", unit_id=None),
    }
    assert room.do(partial(claim_mapping.remove, mapping_id=number), here)
    assert not room.do(partial(claim_mapping.remove, mapping_id=number), here)
    assert room.do(partial(claim_mapping.remove, mapping_id=other), there)


def test_a_unit_is_an_open_one_of_the_municipality(room: Room) -> None:
    here, there = administrator(LOLLAND), administrator(MORSOE)
    unit = room.do(lambda act: units.add(act, "Rådgivning", None), here)
    assert unit is not None
    new = NewMapping(claim="groups", value="raad", role="social_worker", unit_id=unit)
    assert room.do(partial(claim_mapping.add, new=new), there) is None
    assert room.do(partial(claim_mapping.add, new=new), here)
    said = [("groups", "raad"), ("name", "Raad")]
    assert room.do(lambda act: claim_mapping.given(act, said)) == {
        Given(municipality_code=LOLLAND, role="social_worker", unit_id=unit)
    }
    room.do(lambda act: units.close(act, unit), here)
    assert room.do(lambda act: claim_mapping.given(act, said)) == frozenset()
    assert room.do(partial(claim_mapping.add, new=replace(new, value="other")), here) is None
    shown = room.do(claim_mapping.every, here)
    assert [(each["unit"], each["is_unit_closed"]) for each in shown] == [("Rådgivning", True)]


@pytest.mark.parametrize("claim", ("email", "preferred_username", "acr", "aud"))
def test_no_role_follows_from_what_people_say_of_themselves(room: Room, claim: str) -> None:
    new = replace(PLANNERS, claim=claim)
    assert room.do(partial(claim_mapping.add, new=new), administrator(LOLLAND)) is None


def test_nobody_maps_without_a_good_context(room: Room) -> None:
    nobody = Context(role=ApplicationRole.ADMINISTRATOR)
    assert room.do(claim_mapping.every, nobody) == []
    with pytest.raises(psycopg.Error):
        room.do(partial(claim_mapping.add, new=replace(PLANNERS, value="x")), nobody)
    # Whoever signs in reads what is mapped, and maps nothing.
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        room.do(partial(claim_mapping.add, new=replace(PLANNERS, value="y")))


def test_what_is_mapped_is_a_line_of_the_log(room: Room, database: Database) -> None:
    number = room.do(
        partial(claim_mapping.add, new=replace(PLANNERS, value="told")), administrator(LOLLAND)
    )
    assert number is not None
    room.do(partial(claim_mapping.remove, mapping_id=number), administrator(LOLLAND))
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        lines = connection.execute(
            "select action, account_id, municipality_code from audit.line"
            " where table_name = 'claim_mapping' and row_key = %s order by id",
            [str(number)],
        ).fetchall()
    assert lines == [("insert", 1, LOLLAND), ("delete", 1, LOLLAND)]
