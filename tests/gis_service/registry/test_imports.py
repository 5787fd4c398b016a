"""An import on the page: tried, corrected, read in, looked at, taken back."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from db.database import Database
from db.installation import Registry
from tests.gis_service.conftest import Place, served
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.people import LOLLAND

UPLOADS = "/api/imports/uploads"
TABLE = (
    "sagsnr;gade;bygget;laengde;bredde\n"
    "1;Bygaden 1;1901;10.15;56.15\n"
    "2;Bygaden 2;1902;10.16;56.16\n"
    "3;Bygaden 3;1903;not;here\n"
)
Own = dict[str, str]


@pytest.fixture
def page(own_page: Own) -> Own:
    """The headers of a request from the import page."""
    return own_page


def bring(service: TestClient, page: Own, name: str, content: str) -> str:
    """Bring one file; the number of the upload."""
    answer = service.post(UPLOADS, files={"files": (name, content.encode())}, headers=page)
    assert answer.status_code == 201, answer.text
    number: str = answer.json()["upload"]
    return number


def ended(service: TestClient, upload: str) -> dict[str, Any]:
    """The upload once its job has ended, as the page learns of it."""
    for _ in range(600):
        state: dict[str, Any] = service.get(f"{UPLOADS}/{upload}").json()
        if state["state"] not in {"previewing", "running"}:
            return state
        assert 0 <= state["progress"] <= 1
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def await_total(service: TestClient, total: int) -> None:
    """Wait for the number of properties: a change is heard of a moment after it is committed."""
    for _ in range(600):
        if service.get("/api/layers/suspicion").json()["total"] == total:
            return
        time.sleep(0.05)
    raise AssertionError("the change was not heard of")


def started(service: TestClient, page: Own, upload: str, what: str, **asked: Any) -> dict[str, Any]:
    """Start a job and wait for its end."""
    answer = service.post(f"{UPLOADS}/{upload}/{what}", json=asked, headers=page)
    assert answer.status_code == 202, answer.text
    return ended(service, upload)


@pytest.mark.parametrize(
    "asked",
    (
        {"registry": "lower case"},
        {"registry": 7},
        {"mapping": "columns"},
        {"crs": "x" * 100},
        {"dry_run": True},
        {"extract_date": "yesterday"},
        [],
    ),
)
def test_a_question_that_cannot_be_meant_is_refused(
    service: TestClient, page: Own, asked: Any
) -> None:
    upload = bring(service, page, "table.csv", TABLE)
    told(service.post(f"{UPLOADS}/{upload}/preview", json=asked, headers=page), 422)
    assert service.get(f"{UPLOADS}/{upload}").json()["state"] == "ready"


def test_content_that_is_not_json_is_refused(service: TestClient, page: Own) -> None:
    upload = bring(service, page, "table.csv", TABLE)
    headers = {**page, "content-type": "application/json"}
    told(service.post(f"{UPLOADS}/{upload}/run", content=b"{", headers=headers), 422)


@pytest.mark.parametrize(
    "path", ("/0", "/x", "/999999", "/999999/rejected", "/999999/rejected.csv")
)
def test_an_unknown_import_is_not_found(service: TestClient, path: str) -> None:
    told(service.get(f"/api/imports/{path}"), 404, "not-found")


def test_undoing_what_is_not_there_is_refused(service: TestClient, page: Own) -> None:
    told(service.post("/api/imports/999999/undo", headers=page), 422, "refused")
    told(service.post("/api/imports/1/undo"), 403, "page-token")


def test_a_file_of_no_known_form_is_told_of(service: TestClient, page: Own) -> None:
    upload = bring(service, page, "picture.png", "\x89PNG not a table")
    state = started(service, page, upload, "preview")
    assert state["state"] == "failed"
    assert state["problem"]["detail"]
    assert state["problem"]["next_step"]


@pytest.mark.parametrize("heading", ("BFE;Flagtype;Flagtype", "010190-1234;Flagtype"))
@pytest.mark.parametrize("step", ("preview", "run"))
def test_a_file_that_may_be_of_flags_is_refused_and_left_nowhere(
    service: TestClient, page: Own, place: Place, heading: str, step: str
) -> None:
    upload = bring(service, page, "familien_hansen.csv", f"{heading}\n1001;Genhusning;x\n")
    state = started(service, page, upload, step)
    assert (state["state"], state["files"]) == ("failed", [])
    assert "hansen" not in str(state)
    folder = place.folder / "uploads" / upload
    assert not (folder / "files").exists()
    assert b"hansen" not in (folder / "state.json").read_bytes()
    told(service.post(f"{UPLOADS}/{upload}/run", json={}, headers=page), 409)
    owner = place.databases[Registry.REAL].owner
    assert owner is not None
    with psycopg.connect(owner) as connection:
        kept = connection.execute("select r::text from work.import_run r").fetchall()
        # The list of imports is as the tests after this one expect it.
        connection.execute("delete from work.import_run where state = 'failed'")
    assert "hansen" not in str(kept)


def test_a_table_is_tried_corrected_read_in_and_taken_back(service: TestClient, page: Own) -> None:
    upload = bring(service, page, "table.csv", TABLE)
    tried = started(service, page, upload, "preview")
    assert tried["state"] == "previewed"
    table = tried["result"]["tables"][0]
    assert [one["column"] for one in table["columns"]] == TABLE.splitlines()[0].split(";")

    columns = {"sagsnr": "row_key", "gade": "address", "laengde": "lon", "bredde": "lat",
               "bygget": "year_built"}  # fmt: skip
    asked = {"registry": LOLLAND, "mapping": {"columns": columns}}
    tried = started(service, page, upload, "preview", **asked)
    result = tried["result"]["result"]
    assert (result["rows"], result["new"], result["rejected"]) == (3, 2, 1)
    assert tried["result"]["refusal"] is None
    assert service.get("/api/imports").json()["runs"] == []

    before = service.get("/api/layers/suspicion").json()["total"]
    done = started(service, page, upload, "run", **asked)
    assert done["state"] == "done", done
    number = done["result"]["run"]
    await_total(service, before + 2)

    runs = service.get("/api/imports").json()["runs"]
    assert [run["id"] for run in runs] == [number]
    run = service.get(f"/api/imports/{number}").json()
    assert run["state"] == "committed"
    assert run["files"][0]["name"] == "table.csv"
    rejected = service.get(f"/api/imports/{number}/rejected").json()["rows"]
    assert [row["line"] for row in rejected] == [4]
    file = service.get(f"/api/imports/{number}/rejected.csv")
    assert file.headers["content-disposition"] == f'attachment; filename="afviste-{number}.csv"'
    assert file.text.startswith("\ufeff")
    heading, _ = file.text.strip().splitlines()
    assert heading == "\ufeffFil;Linje;Kolonne;Årsagskode;Årsag;Indhold"
    file = service.get(f"/api/imports/{number}/rejected.csv?lang=en")
    assert file.text.startswith("\ufeffFile,Line,")

    # What is read in is not kept; the same files brought again change nothing.
    answer = service.post(f"{UPLOADS}/{upload}/run", json=asked, headers=page)
    told(answer, 409, "conflict")
    upload = bring(service, page, "table.csv", TABLE)
    again = started(service, page, upload, "run", **asked)
    assert again["result"]["unchanged"] == 2

    answer = service.post(f"/api/imports/{again['result']['run']}/undo", headers=page)
    assert answer.status_code == 200, answer.text
    answer = service.post(f"/api/imports/{number}/undo", headers=page)
    assert answer.status_code == 200, answer.text
    await_total(service, before)
    told(service.post(f"/api/imports/{number}/undo", headers=page), 422)


def test_what_the_guard_refuses_is_never_shown(service: TestClient, page: Own) -> None:
    number = "010190-1234"
    table = (
        f"id;adresse;lon;lat;bemaerkning\n1;Bygaden 1;10.1;56.1;ring {number}\n2;B 2;10.1;56.1;x\n"
    )
    upload = bring(service, page, "notes.csv", table)
    tried = service.get(f"{UPLOADS}/{upload}")
    started(service, page, upload, "preview", registry=LOLLAND)
    tried = service.get(f"{UPLOADS}/{upload}")
    assert tried.json()["state"] == "previewed"
    assert number not in tried.text
    assert number.replace("-", "") not in tried.text
    done = started(service, page, upload, "run", registry=LOLLAND)
    run = done["result"]["run"]
    for path in ("", "/rejected", "/rejected.csv"):
        assert number not in service.get(f"/api/imports/{run}{path}").text
    rejected = service.get(f"/api/imports/{run}/rejected").json()["rows"]
    assert [(row["line"], row["content"]) for row in rejected] == [(2, None)]
    assert rejected[0]["column_name"] == "bemaerkning"


@pytest.fixture
def in_demo(place: Place) -> Iterator[None]:
    """The demo registry is shown for a while (here over the same database)."""
    place.databases[Registry.DEMO] = place.databases[Registry.REAL]
    place.activate(Registry.DEMO)
    yield
    place.activate(Registry.REAL)


@pytest.mark.usefixtures("in_demo")
def test_the_demo_is_left_before_files_are_read_in(service: TestClient, page: Own) -> None:
    upload = bring(service, page, "table.csv", TABLE)
    for what in ("preview", "run"):
        answer = service.post(f"{UPLOADS}/{upload}/{what}", json={}, headers=page)
        told(answer, 409, "conflict")
    told(service.post("/api/imports/1/undo", headers=page), 409, "conflict")
    told(service.post("/api/demo/leave"), 403)
    answer = service.post("/api/demo/leave", headers=page)
    assert answer.json() == {"registry": "real"}
    assert started(service, page, upload, "preview", registry=LOLLAND)["state"] == "previewed"


def test_a_job_cut_off_is_known_as_such(service: TestClient, page: Own, place: Place) -> None:
    upload = bring(service, page, "table.csv", TABLE)
    state: Path = place.folder / "uploads" / upload / "state.json"
    state.write_text('{"step": "running", "progress": 0.5, "process": 99999999}', encoding="utf-8")
    told_of = service.get(f"{UPLOADS}/{upload}").json()
    assert told_of["state"] == "failed"
    assert told_of["problem"]["next_step"]


def test_another_worker_tells_how_far_a_job_is(
    service: TestClient, page: Own, place: Place, filled: Database
) -> None:
    upload = bring(service, page, "table.csv", TABLE)
    with served(place) as other:
        other.cookies.update(service.cookies)
        started(service, page, upload, "preview", registry=LOLLAND)
        assert other.get(f"{UPLOADS}/{upload}").json()["state"] == "previewed"
        with psycopg.connect(filled.owner or "") as connection:
            # Held by somebody else: an import that runs in a worker that we do not see.
            connection.execute("select pg_advisory_lock(7402)")
            state = started(other, page, upload, "run", registry=LOLLAND)
    assert state["state"] == "failed"
    assert "indlæsning" in state["problem"]["detail"]


def test_what_the_registry_does_not_know_is_told_with_a_way_to_see_it(
    service: TestClient, page: Own
) -> None:
    houses = bring(service, page, "huse.csv", "id;adresse;lon;lat\n1;Bygaden 1;10.1;56.1\n")
    first = started(service, page, houses, "run", registry=LOLLAND)["result"]["run"]
    table = "bfe;karakter;besigtiget\n88000001;K3;2026-06-01\n"
    upload = bring(service, page, "tilsyn.csv", table)
    tried = started(service, page, upload, "preview", registry=LOLLAND)
    assert tried["result"]["result"]["unknown_properties"] == [{"table": "tilsyn", "rows": 1}]
    part = service.get(f"/parts/upload/{upload}?lang=en").text
    assert "1 row names a property that the registry does not know" in part
    second = started(service, page, upload, "run", registry=LOLLAND)["result"]["run"]
    part = service.get(f"/parts/upload/{upload}").text
    assert "1 række nævner en ejendom, som registret ikke kender" in part
    assert 'href="/?source=tilsyn"' in part
    listed = service.get("/?source=tilsyn").text
    assert "Kilde tilsyn" in listed
    assert "BFE 88000001" in listed
    for run in (second, first):
        answer = service.post(f"/api/imports/{run}/undo", headers=page)
        assert answer.status_code == 200, answer.text
