"""Files, imports and lists of one municipality, asked for by number from another."""

import time
from typing import Any

import pytest
from structlog.testing import capture_logs

from db.database import Database
from gis_service.page_token import HEADER
from tests.gis_service.conftest import AsRole
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.people import COOKIE, LOLLAND, MORSOE, Browser

UPLOADS = "/api/imports/uploads"
LIST = {"name": "Alle huse", "layer": "suspicion", "columns": ["address"]}


def bring(browser: Browser, content: str) -> str:
    """Bring one file; the number of the upload."""
    token = browser.get("/api/session").json()["page_token"]
    answer = browser.client.post(
        UPLOADS,
        files={"files": ("huse.csv", content.encode())},
        headers={
            HEADER: token,
            "origin": str(browser.client.base_url),
            "cookie": f"{COOKIE}={browser.cookie}",
        },
    )
    assert answer.status_code == 201, answer.text
    number: str = answer.json()["upload"]
    return number


def ended(browser: Browser, upload: str, step: str, registry: str) -> dict[str, Any]:
    """A step of an upload, once it has ended."""
    answer = browser.ask("POST", f"{UPLOADS}/{upload}/{step}", json={"registry": registry})
    assert answer.status_code == 202, answer.text
    for _ in range(600):
        state: dict[str, Any] = browser.get(f"{UPLOADS}/{upload}").json()
        if state["state"] not in {"previewing", "running"}:
            return state
        time.sleep(0.05)
    raise AssertionError("the job did not end")


@pytest.fixture(scope="module")
def lolland(as_role: AsRole) -> Browser:
    """A planner of one municipality."""
    return as_role("planner", LOLLAND)


@pytest.fixture(scope="module")
def morsoe(as_role: AsRole) -> Browser:
    """A planner of another, who sees the map of both: files and lists are her own all the same."""
    return as_role("planner", MORSOE, reads_all=True)


def test_files_that_others_brought_are_not_there(lolland: Browser, morsoe: Browser) -> None:
    upload = bring(lolland, "id;adresse\n1;Bygaden 1\n")
    unknown = "0" * 32
    for number in (upload, unknown):
        told(morsoe.get(f"{UPLOADS}/{number}"), 404)
        told(morsoe.get(f"/parts/upload/{number}"), 404)
        for step in ("preview", "run"):
            told(morsoe.ask("POST", f"{UPLOADS}/{number}/{step}", json={}), 404)
        told(morsoe.ask("DELETE", f"{UPLOADS}/{number}"), 404)
    assert lolland.get(f"{UPLOADS}/{upload}").json()["state"] == "ready"


def test_files_of_a_colleague_are_not_there(as_role: AsRole, lolland: Browser) -> None:
    """In her municipality and role too; and the log names no number that opens them."""
    upload = bring(lolland, "id;adresse\n1;Bygaden 1\n")
    colleague = as_role("planner", LOLLAND)
    told(colleague.get(f"{UPLOADS}/{upload}"), 404)
    told(colleague.get(f"/parts/upload/{upload}"), 404)
    told(colleague.ask("POST", f"{UPLOADS}/{upload}/run", json={}), 404)
    told(colleague.ask("DELETE", f"{UPLOADS}/{upload}"), 404)
    with capture_logs() as lines:
        assert lolland.get(f"{UPLOADS}/{upload}").status_code == 200
        assert lolland.get(f"/parts/upload/{upload}").status_code == 200
    assert [line["path"] for line in lines] == [f"{UPLOADS}/...", "/parts/upload/..."]


def test_an_import_of_another_is_not_there(lolland: Browser, morsoe: Browser) -> None:
    """Nor are its refused rows; and the other takes nothing back."""
    upload = bring(lolland, "id;adresse;lon;lat\n1;Bygaden 1;11.1;54.8\n2;Bygaden 2;x;y\n")
    done = ended(lolland, upload, "run", LOLLAND)
    assert done["state"] == "done", done
    number = done["result"]["run"]
    assert [run["id"] for run in lolland.get("/api/imports").json()["runs"]] == [number]
    assert morsoe.get("/api/imports").json()["runs"] == []
    for run in (number, number + 1000):
        for path in ("", "/rejected", "/rejected.csv"):
            told(morsoe.get(f"/api/imports/{run}{path}"), 404)
        assert morsoe.get(f"/import/{run}").status_code == 404
    answers = [morsoe.ask("POST", f"/api/imports/{run}/undo") for run in (number, number + 1000)]
    assert [answer.status_code for answer in answers] == [answers[0].status_code] * 2
    said = [
        str(answer.json()["detail"]).replace(str(number + 1000), str(number)) for answer in answers
    ]
    assert said[0] == said[1]
    assert lolland.get(f"/api/imports/{number}").json()["state"] == "committed"
    assert lolland.ask("POST", f"/api/imports/{number}/undo").status_code == 200


def test_a_refused_row_is_read_by_whoever_brings_files(lolland: Browser, as_role: AsRole) -> None:
    """What stands in it nobody has looked at; others see line, column and reason alone."""
    upload = bring(lolland, "id;adresse;lon;lat\n1;Bygaden 1;11.1;54.8\n1;Svend Hemmelig;11;54\n")
    number = ended(lolland, upload, "run", LOLLAND)["result"]["run"]
    path = f"/api/imports/{number}/rejected"
    assert "Svend Hemmelig" in lolland.get(path).text
    assert "Svend Hemmelig" in lolland.get(f"{path}.csv").text
    for role in ("inspector", "leader", "applicant", "social_worker", "coordinator"):
        other = as_role(role, LOLLAND, unit="Børn" if role == "social_worker" else None)
        (row,) = other.get(path).json()["rows"]
        assert (row["line"], row["content"]) == (3, None), role
        file = other.get(f"{path}.csv")
        assert file.status_code == 200
        assert "Svend Hemmelig" not in file.text, role
    for each in (path, f"{path}.csv", "/api/imports", f"/import/{number}"):
        assert as_role("administrator", LOLLAND).get(each).status_code == 403
    assert lolland.ask("POST", f"/api/imports/{number}/undo").status_code == 200


def test_rows_of_another_are_refused_with_words(filled: Database, lolland: Browser) -> None:
    del filled
    upload = bring(lolland, f"id;kommunekode;adresse\n1;{LOLLAND};A 1\n2;{MORSOE};B 2\n")
    failed = ended(lolland, upload, "run", LOLLAND)
    assert failed["state"] == "failed"
    assert MORSOE in failed["problem"]["detail"]
    assert "B 2" not in str(failed)


def test_a_list_of_another_is_not_there(lolland: Browser, morsoe: Browser) -> None:
    """The same name is free, and a number opens, changes, deletes and takes out nothing."""
    kept = lolland.ask("POST", "/api/lists", json=LIST)
    assert kept.status_code == 201, kept.text
    number = kept.json()["id"]
    own = morsoe.ask("POST", "/api/lists", json=LIST)
    assert own.status_code == 201
    assert [one["id"] for one in morsoe.get("/api/lists").json()["lists"]] == [own.json()["id"]]
    told(morsoe.get(f"/api/lists/{number}"), 404)
    told(morsoe.get(f"/api/lists/{number}/export.csv"), 404)
    assert morsoe.get(f"/lister/{number}").status_code == 404
    assert lolland.get(f"/api/lists/{number}").status_code == 200
