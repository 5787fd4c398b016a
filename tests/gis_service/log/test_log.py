"""The log over HTTP: for officers, of their own municipality, and every look is a line of it."""

import csv
import io

import pytest

from tests.gis_service.problem_shape import told
from tests.gis_service.signin.conftest import Browsers
from tests.gis_service.signin.people import Browser, People

ROUTES = (
    "/api/log",
    "/api/log/lines.csv",
    "/api/log/subject?property=bfe:1",
    "/api/log/subject.csv?property=bfe:1",
)
PAGES = ("/log", "/log/stikproever", "/log/stikproever/1", "/log/frister")


def table(browser: Browser, path: str) -> list[dict[str, str]]:
    answer = browser.ask("GET", path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    content = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


@pytest.mark.parametrize("path", (*ROUTES, *PAGES))
def test_nobody_reads_the_log(browser: Browsers, path: str) -> None:
    assert browser().ask("GET", path).status_code in {303, 401}


@pytest.mark.parametrize("path", (*ROUTES, *PAGES))
@pytest.mark.parametrize("role", ("planner", "leader", "administrator", "adviser"))
def test_the_log_is_for_officers(people: People, browser: Browsers, path: str, role: str) -> None:
    people.change("delete from staff.account where name = 'nosy'")
    here = browser().whole(people.add("nosy", role, has_factor=True))
    told(here.ask("GET", path), 403, "forbidden")


def test_the_lines_of_her_own_municipality(officer: Browser, elsewhere: Browser) -> None:
    mine = officer.ask("GET", "/api/log?area=social&limit=1000").json()["lines"]
    assert len(mine) == 30
    assert {each["person"] for each in mine} == {"Sanne"}
    assert mine[0].keys() >= {"at", "action", "fields", "property"}
    other = elsewhere.ask("GET", "/api/log?area=social&limit=1000").json()["lines"]
    assert {each["person"] for each in other} == {"Mette"}
    assert not {each["id"] for each in mine} & {each["id"] for each in other}


def test_to_look_is_a_line(officer: Browser) -> None:
    officer.ask("GET", "/api/log?property=bfe:3&action=read")
    found = officer.ask("GET", "/api/log?area=log_read&limit=1000").json()["lines"]
    assert [each["property"] for each in found] == [None, "bfe:3"]
    assert found[1]["detail"] == {"what": "lines", "action": "read"}
    assert {each["person"] for each in found} == {"Eva"}


def test_pages_follow_one_another(officer: Browser) -> None:
    path, seen = "/api/log?area=social&limit=8", []
    answer = officer.ask("GET", path).json()
    seen += answer["lines"]
    while answer["next"]:
        answer = officer.ask("GET", f"{path}&after={answer['next']}").json()
        seen += answer["lines"]
    assert len({each["id"] for each in seen}) == len(seen) == 30
    assert [each["at"] for each in seen] == sorted((each["at"] for each in seen), reverse=True)


@pytest.mark.parametrize(
    "query",
    (
        "after=x",
        "after=9999999999999999999-1",
        "action=steal",
        "account=0",
        "first=2026-13-01",
        "property=",
        "limit=1001",
        "unheard_of=1",
    ),
)
def test_what_cannot_be_meant_is_refused(officer: Browser, query: str) -> None:
    told(officer.ask("GET", f"/api/log?{query}"), 400)


def test_the_file_is_danish_and_runs_nothing(officer: Browser) -> None:
    rows = table(officer, "/api/log/lines.csv?area=social")
    assert len(rows) == 30
    assert rows[0]["Person"] == "Sanne"
    assert rows[0]["Handling"] == "læst"
    assert rows[0]["Hvad"] == "enhedsnotat"
    # A purpose is somebody's own words.
    assert rows[0]["Formål"] == "'=1+1"


def test_a_citizen_is_told_roles_and_no_names(officer: Browser) -> None:
    rows = table(officer, "/api/log/subject.csv?property=bfe:3")
    assert {each["Rolle"] for each in rows} >= {"socialrådgiver", "databeskyttelsesrådgiver"}
    assert {each["Ejendom"] for each in rows} == {"bfe:3"}
    answer = officer.ask("GET", "/api/log/subject?property=bfe:3")
    lines = answer.json()["lines"]
    assert {each["property"] for each in lines} == {"bfe:3"}
    for content in (answer.text, str(rows)):
        assert "Sanne" not in content
        assert "Eva" not in content
        assert "1+1" not in content


def test_another_municipalitys_property_has_no_lines(elsewhere: Browser, people: People) -> None:
    people.change("update audit.line set property_key = 'bfe:own' where municipality_code = '0360'")
    assert table(elsewhere, "/api/log/subject.csv?property=bfe:own") != []
    lines = elsewhere.ask("GET", "/api/log/subject?property=bfe:own").json()["lines"]
    # Her own two looks, and nothing of what others did there.
    assert {each["area"] for each in lines} == {"log_read"}
