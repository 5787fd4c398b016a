"""Files on their way in: what is refused, where they land, how long they stay."""

import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gis_service.errors import BadUpload, NotFound
from gis_service.registry.uploads import MAXIMUM_FILES, Uploads, safe_name
from tests.gis_service.conftest import Place
from tests.gis_service.problem_shape import told

UPLOADS = "/api/imports/uploads"
Own = dict[str, str]


def kept(place: Place) -> list[Path]:
    """Everything in the folder of uploads."""
    return [path for path in (place.folder / "uploads").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("kind", "body"),
    (
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
        ("multipart/form-data; boundary=x", b"nonsense"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\nhalf',
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n\r\n--x--',
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--x--',
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n\r\n--x--"),
    ),
)
def test_what_is_no_form_with_files_is_refused_and_leaves_nothing(
    service: TestClient, own_page: Own, place: Place, kind: str, body: bytes
) -> None:
    answer = service.post(UPLOADS, content=body, headers={**own_page, "content-type": kind})
    told(answer, 422, "upload")
    assert kept(place) == []


def test_an_upload_that_is_too_large_leaves_nothing(
    service: TestClient, own_page: Own, place: Place
) -> None:
    files = {"files": ("large.csv", b"x" * 4_000_000)}
    told(service.post(UPLOADS, files=files, headers=own_page), 413, "too-large")
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
    chunks = (head if n == 0 else b"x" * 100_000 for n in range(40))
    answer = service.post(
        UPLOADS,
        content=chunks,
        headers={**own_page, "content-type": "multipart/form-data; boundary=x"},
    )
    told(answer, 413, "too-large")
    assert kept(place) == []


def test_too_many_files_or_two_of_one_name_are_refused(
    service: TestClient, own_page: Own, place: Place
) -> None:
    many = [("files", (f"{number}.csv", b"a")) for number in range(MAXIMUM_FILES + 1)]
    told(service.post(UPLOADS, files=many, headers=own_page), 422, "upload")
    twice = [("files", ("a/x.csv", b"1")), ("files", ("b/x.csv", b"2"))]
    told(service.post(UPLOADS, files=twice, headers=own_page), 422, "upload")
    assert kept(place) == []


@pytest.mark.parametrize(
    ("name", "kept_as"),
    (
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/etc/cron.d/job", "job"),
        ("C:\\data\\æøå.csv", "æøå.csv"),
        (".hidden", "hidden"),
        ("a\x00b\x1b[31m.csv", "ab[31m.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("CO10100_0787.zip", "CO10100_0787.zip"),
    ),
)
def test_a_name_is_only_a_name(name: str, kept_as: str) -> None:
    assert safe_name(name) == kept_as


@pytest.mark.parametrize("name", ("", "..", "/", "...", " ", "a/", "\x00"))
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(BadUpload):
        safe_name(name)


def test_a_path_in_a_name_stays_inside_the_upload(
    service: TestClient, own_page: Own, place: Place
) -> None:
    files = {"files": ("../../../escaped.csv", b"a;b\n1;2\n")}
    answer = service.post(UPLOADS, files=files, headers=own_page)
    assert answer.status_code == 201
    upload = answer.json()
    assert upload["files"] == [{"name": "escaped.csv", "size": 8}]
    assert upload["state"] == "ready"
    folder = place.folder / "uploads" / upload["upload"] / "files"
    assert [path.read_bytes() for path in folder.iterdir()] == [b"a;b\n1;2\n"]
    assert not list(place.folder.parent.glob("**/escaped.csv.*"))
    assert service.get(f"{UPLOADS}/{upload['upload']}").json() == upload
    answer = service.delete(f"{UPLOADS}/{upload['upload']}", headers=own_page)
    assert answer.status_code == 204
    assert not folder.exists()
    told(service.get(f"{UPLOADS}/{upload['upload']}"), 404, "not-found")


@pytest.mark.parametrize("number", ("nothing", "0" * 32, "0" * 31 + "%2e", "a%2fb"))
def test_an_unknown_upload_is_not_found(service: TestClient, own_page: Own, number: str) -> None:
    told(service.get(f"{UPLOADS}/{number}"), 404)
    told(service.post(f"{UPLOADS}/{number}/run", json={}, headers=own_page), 404)


def test_files_are_thrown_away_after_a_day(tmp_path: Path) -> None:
    uploads = Uploads(folder=tmp_path)
    old, young = uploads.new(), uploads.new()
    now = young.folder.stat().st_mtime
    os.utime(old.folder, (now - 25 * 3600, now - 25 * 3600))
    uploads.discard_old(now=now)
    with pytest.raises(NotFound):
        uploads.find(old.id)
    assert uploads.find(young.id) == young


def test_only_the_service_reads_an_upload(tmp_path: Path) -> None:
    upload = Uploads(folder=tmp_path / "uploads").new()
    assert (upload.folder / "files").stat().st_mode & 0o077 == 0
