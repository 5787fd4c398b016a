"""`landsbyatlas export`: whole files, plain words, exit codes."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from db.database import Database
from db.person import COMMAND_LINE
from db.saved_lists import ListContent, Shelf
from gis_service.cli import main
from maps.exports.formats import FORMATS
from tests.gis_service.exports.reading import read_page
from tests.gis_service.registry_rows import STANDING

Run = Callable[..., int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """An installation whose registry is the test's."""

    registry: Database
    data: Path

    @property
    def active_file(self) -> Path:
        """Lies in the data folder, as the base map does."""
        return self.data / "active"

    @contextmanager
    def running(self, _purpose: str) -> Iterator[None]:
        """The cluster of the tests runs already."""
        yield

    def prepare(self) -> Database:
        """The registry as it is."""
        return self.registry


@pytest.fixture
def run(
    filled: Database, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Run the command; its exit code."""
    here = Here(registry=filled, data=tmp_path_factory.mktemp("data"))
    for module in ("export", "lists"):
        monkeypatch.setattr(f"gis_service.cli.{module}.Installation.here", lambda: here)

    def code(*arguments: str, command: str = "export") -> int:
        monkeypatch.setattr(sys, "argv", ["landsbyatlas", command, *arguments])
        try:
            main.run()
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0

    return code


def test_a_list_becomes_a_file(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    assert run("suspicion", "--output", str(path)) == 0
    assert path.read_bytes().count(b"\r\n") == STANDING + 1
    assert f"Wrote {STANDING} of {STANDING} rows (12 without position)" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("format_", [row.key for row in FORMATS])
def test_the_same_list_is_the_same_file(run: Run, tmp_path: Path, format_: str) -> None:
    path = tmp_path / "list"
    arguments = ("--filter", "suspicion >= 50", "--format", format_, "--output", str(path))
    assert run("suspicion", *arguments) == 0
    first = path.read_bytes()
    assert run("suspicion", *arguments) == 0
    assert path.read_bytes() == first


def test_scripts_get_one_object(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.geojson"
    filter_ = "address LIKE 'Ærø%'"
    arguments = ("--filter", filter_, "--parameter", "year=2020", "--json", "--output", str(path))
    assert run("suspicion", *arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == json.loads(path.read_bytes())["numberMatched"] > 0
    assert told["total"] == STANDING
    assert "year=2020" in told["filter"]
    assert told["fingerprint"] == json.loads(path.read_bytes())["fingerprint"]
    assert told["user"] == json.loads(path.read_bytes())["user"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    (
        (("suspicion", "--filter", "owner = 1", "--output", "{}/a.csv"), 1),
        (("suspicion", "--filter", "suspicion >", "--output", "{}/a.csv"), 1),
        (("suspicion", "--sort", "owner", "--output", "{}/a.csv"), 1),
        (("suspicion", "--parameter", "year=1999", "--output", "{}/a.csv"), 1),
        (("suspicion", "--columns", "address,inspector", "--output", "{}/a.csv"), 1),
        (("suspicion", "--columns", "", "--output", "{}/a.csv"), 1),
        (("suspicion", "--parameter", "month=1", "--output", "{}/a.csv"), 1),
        (("suspicion", "--output", "{}/nowhere/a.csv"), 1),
        (("suspicion", "--parameter", "year", "--output", "{}/a.csv"), 2),
        (("suspicion", "--output", "{}/a.pdf"), 2),
        (("suspicion", "--format", "pdf", "--output", "{}/a.csv"), 2),
        (("owners", "--output", "{}/a.csv"), 2),
        (("suspicion",), 2),
        (("--output", "{}/a.csv"), 2),
        (("social", "--output", "{}/a.csv"), 1),
        (("--list", "Nowhere", "--output", "{}/a.csv"), 1),
        (("suspicion", "--list", "Nowhere", "--output", "{}/a.csv"), 2),
        (("--list", "Nowhere", "--columns", "bfe", "--output", "{}/a.csv"), 2),
    ),
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
) -> None:
    assert run(*(part.format(tmp_path) for part in arguments)) == code
    said = capsys.readouterr().err
    assert "Error" in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_page_is_a_map_in_one_file(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page"
    arguments = ("--filter", "suspicion >= 50", "--output", str(path))
    assert run("suspicion", *arguments, command="page") == 0
    assert "rows" in capsys.readouterr().out
    page = path.read_bytes()
    assert page.startswith(b"<!DOCTYPE html>")
    assert read_page(path, "ground")["features"]
    assert 0 < len(read_page(path)) < STANDING
    assert run("suspicion", *arguments, "--format", "html") == 0
    assert path.read_bytes() == page


def test_a_failed_export_leaves_the_old_file_as_it_was(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("kept")
    assert run("suspicion", "--filter", "owner = 1", "--output", str(path)) == 1
    assert path.read_text() == "kept"


def test_a_file_is_on_record(run: Run, filled: Database, tmp_path: Path) -> None:
    """Whoever has the machine has no account; what left and its hash are told all the same."""
    path = tmp_path / "list.csv"
    assert run("suspicion", "--output", str(path)) == 0
    with psycopg.connect(filled.as_owner()) as owner:
        begun, sent = owner.execute(
            "select area, purpose, detail from audit.line where area in ('exported', 'export_sent')"
            " order by id desc limit 2"
        ).fetchall()[::-1]
    assert (begun[0], sent[0]) == ("exported", "export_sent")
    assert {begun[1], sent[1]} == {"command line"}
    assert begun[2]["rows"] == STANDING
    assert sent[2]["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert sent[2]["export"] == begun[2]["export"]


def test_a_saved_list_is_taken_out_by_name(
    run: Run, filled: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command="lists") == 0
    assert "no lists yet" in capsys.readouterr().out
    content = ListContent(
        name="Til rådet",
        layer="suspicion",
        filter="suspicion >= 50",
        parameters={"year": "2020"},
        columns=("suspicion", "address"),
        sort="address",
    )
    shelf = Shelf(database=filled, person=COMMAND_LINE)
    kept = shelf.keep(content, "Tove")
    path = tmp_path / "council.geojson"
    try:
        assert run(command="lists") == 0
        assert "Til rådet: suspicion, suspicion >= 50; 2 columns" in capsys.readouterr().out
        assert run("--json", command="lists") == 0
        assert json.loads(capsys.readouterr().out)["lists"][0]["name"] == "Til rådet"
        assert run("--list", " Til  rådet", "--output", str(path)) == 0
    finally:
        shelf.remove(kept.id, kept.changed_at)
    collection = json.loads(path.read_bytes())
    assert collection["list"] == "Til rådet"
    assert collection["features"]
    assert list(collection["features"][0]["properties"]) == ["suspicion", "address"]
