"""The first administrator: made by a link, and by nobody else."""

import asyncio

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from db.database import Database
from db.installation import Registry
from db.staff.staff import at_once
from gis_service.signin import links
from tests.gis_service.conftest import Place, served
from tests.gis_service.signin.people import LOLLAND, PASSWORD, SETTINGS, Browser, People

FIRST = {"municipality": LOLLAND, "name": "Chief", "display_name": "Chia Chief"}


@pytest.fixture
def fresh_place(own_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation that nobody has signed in to."""
    folder = tmp_path_factory.mktemp("data")
    return Place(folder=folder, databases={Registry.REAL: own_database})


def test_the_link_makes_one_administrator(fresh_place: Place) -> None:
    database = fresh_place.database()
    people = People(database=database, key_file=fresh_place.folder / "sign-in-key")
    with served(fresh_place, SETTINGS) as service:
        earlier, token = (at_once(database, links.make_first) for _ in range(2))
        assert service.get(f"/link/{earlier}").status_code == 404
        path = f"/link/{token}"
        page = service.get(path)
        assert "første administrator" in page.text
        assert page.headers["referrer-policy"] == "same-origin"
        for wrong in ({"municipality": "../"}, {"name": "a b"}, {"display_name": ""}):
            answer = Browser(client=service).form(path, password=PASSWORD, **{**FIRST, **wrong})
            assert answer.status_code == 400
        assert Browser(client=service).form(path, password=PASSWORD, **FIRST).status_code == 303
        assert Browser(client=service).form(path, password=PASSWORD, **FIRST).status_code == 404
        kept = "select role || ' ' || municipality_code || ' ' || state from staff.account"
        assert people.value(f"{kept} where name = 'chief'") == "administrator 0360 active"
        assert at_once(database, links.make_first) is None
        here = Browser(client=service)
        said = {"name": "chief", "password": PASSWORD}
        assert here.ask("POST", "/api/session", json=said).json() == {
            "next": "set_up_second_factor"
        }


def test_two_who_use_a_link_at_once_are_not_both_let_in(fresh_place: Place) -> None:
    database = fresh_place.database()
    token = at_once(database, links.make_first)
    with served(fresh_place, SETTINGS) as service:
        browsers = [Browser(client=service) for _ in range(2)]

        async def both() -> list[int]:
            asked = (
                asyncio.to_thread(
                    browsers[number].form,
                    f"/link/{token}",
                    **{**FIRST, "name": f"chief{number}", "password": PASSWORD},
                )
                for number in range(2)
            )
            return [answer.status_code for answer in await asyncio.gather(*asked)]

        statuses = asyncio.run(both())
    people = People(database=database, key_file=fresh_place.folder / "sign-in-key")
    assert people.value("select count(*) from staff.account") == 1
    assert sorted(statuses) == [303, 404]


def test_a_made_up_link_opens_nothing(service: TestClient) -> None:
    for token in ("x", "x" * 43, "%00", "%F0%9F%98%80"):
        assert service.get(f"/link/{token}").status_code == 404


def test_a_link_is_not_written_to_the_log(service: TestClient) -> None:
    with capture_logs() as lines:
        service.get("/link/the-secret-of-a-link")
    assert "/link/..." in [line.get("path") for line in lines]
    assert "the-secret" not in str(lines)
