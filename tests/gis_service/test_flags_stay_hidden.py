"""Single flags are looked for through every route, export, command, login, log and file: none."""

import io
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
import typer
from psycopg import sql
from starlette.testclient import TestClient

from db import access
from db.database import Database
from db.installation import Installation, Registry
from db.logins import ApplicationRole, Login, Role
from db.staff.staff import at_once
from gis_service.app import create_app
from gis_service.cli import main
from gis_service.log.documents import Document
from gis_service.page_token import HEADER
from gis_service.settings import ServiceSettings
from gis_service.signin.links import make_first
from layers.catalogue import LAYERS
from maps.exports.formats import FORMATS
from tests.conftest import discard
from tests.db.imports.taking import write_csv
from tests.db.test_cluster import cluster_in
from tests.gis_service.conftest import HOST, entered
from tests.gis_service.marks import TYPE, marks
from tests.gis_service.questions import LAT, LON, closed_to, leaves, queries

HEAD = "Sagsnr;BFE;Flagtype;Ansvarlig enhed;Næste opfølgning"
PATIENCE_S = 120
# Tiles around the two villages.
TILES = ((0, 0, 0), (9, 270, 157), (14, 8660, 5052))
UPLOADS = ["/api/imports/uploads/{upload}", "/parts/upload/{upload}"]
UNTRIED = ("serve", "import", "db init", "db migrate", "db upgrade", "db restore")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A running installation that holds flags.

    Attributes:
        bringer: Who brought an upload of them, and is told of it.
        said: What commands and service wrote to their terminals.
        answers: What whoever ran the imports was told.
    """

    installation: Installation
    database: Database
    service: TestClient
    bringer: TestClient
    folder: Path
    said: io.StringIO
    uploads: tuple[str, ...]
    answers: tuple[str, ...]


def command(*arguments: str) -> None:
    """Run a command line; its words go where `said` collects them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["landsbyatlas", *arguments])
        with suppress(SystemExit):
            main.run()


def files(folder: Path) -> dict[str, Path]:
    """Two villages, their houses with grades, and two files of flags."""
    houses = [f"{n};{1000 + n};Byvej {n};8300;10,300{n:02};56,0001;K2;2026-05-01"
              for n in range(1, 31)]  # fmt: skip
    return {
        "places": write_csv(folder / "byer.csv", "id;navn;indbyggertal;lon;lat",
                            "1;Ørby;300;10,30;56,00", "2;Åse;300;10,50;56,00"),
        "houses": write_csv(folder / "huse.csv",
                            "id;bfe;adresse;postnr;lon;lat;karakter;besigtiget", *houses),
        "flags": write_csv(folder / "zyxfil.csv", HEAD,
                           *(f"ZYX-4711-{n};{1000 + n};Zyxtype;Afsnit Zyxomar;19-08-2037"
                             for n in range(1, 7)),
                           "ZYX-4711-9;9999999;Zyxtype;Afsnit Zyxomar;19-08-2037"),
        "more": write_csv(folder / "zyxfil2.csv", HEAD,
                          "ZYX-4711-7;1007;Zyxtype;Afsnit Zyxomar;19-08-2037",
                          "ZYX-4711-8;1008;andet;;Zyxomar"),
    }  # fmt: skip


def by_page(service: TestClient, file: Path) -> tuple[str, list[str]]:
    """Bring a file on the page, try it, and read it in; what the page was told."""
    token = service.get("/api/session").json()["page_token"]
    own = {HEADER: token, "origin": HOST, "sec-fetch-site": "same-origin"}
    sent = service.post("/api/imports/uploads", headers=own,
                        files={"files": (file.name, file.read_bytes())})  # fmt: skip
    upload = sent.json()["upload"]
    told = []
    for step in ("preview", "run"):
        asked = {"registry": "0727"}
        service.post(f"/api/imports/uploads/{upload}/{step}", json=asked, headers=own)
        answer = service.get(f"/api/imports/uploads/{upload}")
        until = time.monotonic() + PATIENCE_S
        while answer.json()["state"] in {"previewing", "running"}:
            if time.monotonic() > until:
                pytest.fail(f"{step} came to no end")
            time.sleep(0.05)
            answer = service.get(f"/api/imports/uploads/{upload}")
        told.append(answer.text)
    return upload, told


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """Flags brought by command line and page; one upload of them was tried and left."""
    said = io.StringIO()
    with (
        tempfile.TemporaryDirectory(prefix="atlas-") as made,
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(said),
        redirect_stderr(said),
    ):
        folder = Path(made)
        folder.chmod(0o755)
        cluster = cluster_in(folder / "data")
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
            patch.delenv(name, raising=False)
        patch.setenv("LANDSBYATLAS_DATA", str(cluster.data.path))
        installation = Installation.here()
        try:
            with installation.running("test"):
                database = installation.prepare(Registry.REAL)
                _own_type(database)
                brought = files(folder)
                command("import", str(brought["places"]))
                command("import", str(brought["houses"]), "--registry", "0727")
                before = said.tell()
                command("import", str(brought["flags"]), "--registry", "0727", "--dry-run")
                command("import", str(brought["flags"]), "--registry", "0727", "--json")
                answers = said.getvalue()[before:]
                app = create_app(ServiceSettings(upload_bytes=3_000_000), installation)
                with TestClient(app, base_url=HOST, raise_server_exceptions=False) as service:
                    bringer = entered(service, database, "coordinator", "0727")
                    upload, told = by_page(bringer, brought["more"])
                    for path in brought.values():
                        path.unlink()
                    yield Town(
                        installation=installation,
                        database=database,
                        service=entered(service, database, "planner", "0727"),
                        bringer=bringer,
                        folder=folder,
                        said=said,
                        uploads=(upload,),
                        answers=(answers, *told),
                    )
        finally:
            discard(cluster.data.path)


def _own_type(database: Database) -> None:
    """A type of flag that nothing else is called."""
    assert database.owner is not None
    with psycopg.connect(database.owner) as connection:
        connection.execute(
            "insert into work.code_title (list, code, valid_from, title_da, title_en, source) "
            "values ('social_flag_type', 'zyxtype', '2000-01-01', 'Zyxtype', 'Zyxtype', 'test')"
        )


def test_the_flags_are_there(town: Town) -> None:
    """Else the others would find nothing for nothing."""
    assert town.database.owner is not None
    with psycopg.connect(town.database.owner) as connection:
        found = connection.execute("select distinct unit, flag_type from social.flag").fetchall()
        assert connection.execute("select count(*) from social.flag").fetchone() == (7,)
    assert found == [("Afsnit Zyxomar", "zyxtype")]
    items = town.service.get("/api/layers/social/items").json()
    assert [one["properties"]["band"] for one in items["features"]
            if one["properties"]["name"] == "Ørby"] == ["5-9"]  # fmt: skip


def test_whoever_brings_them_is_told_counts_and_no_content(town: Town) -> None:
    by_command, tried, done = town.answers
    assert '"rows": 7, "taken": 6, "rejected": 1' in by_command
    assert '"rows":2,"taken":1,"rejected":1' in tried
    assert '"rows":2,"taken":1,"rejected":1' in done
    assert not any(word in text for word in ('"new"', '"unchanged"') for text in town.answers)
    assert [marks(each.encode(), TYPE) for each in (tried, done)] == [[], []]
    assert marks(by_command.encode(), TYPE) == []
    # It is told once.
    path = f"/api/imports/uploads/{town.uploads[0]}"
    assert town.service.get(path).status_code == 404
    again = town.bringer.get(path).json()
    assert again["result"] == {"confidential": True}
    assert again["files"] == []


def contexts(service: TestClient) -> list[tuple[str, set[str]]]:
    """Every route of the application: its path, and the methods."""
    found = []
    for route in service.app.routes:  # type: ignore[attr-defined]  # the application under test
        inner = getattr(route, "effective_route_contexts", None)
        for one in inner() if inner else [route]:
            methods = set(getattr(one, "methods", None) or ())
            found.append((one.path, methods))
    return found


def flagged_and_not(town: Town) -> list[int]:
    """Two houses that are flagged, and one that is not."""
    with psycopg.connect(town.database.conninfo(Login.WRITER)) as connection:
        found = connection.execute(
            "select id from map.property where bfe in (1001, 1007, 1020) order by bfe"
        ).fetchall()
    return [number for (number,) in found]


def paths(town: Town, template: str) -> list[str]:
    """A route's path with everything that may stand in it; a name nobody knows fails."""
    with psycopg.connect(town.database.conninfo(Login.WRITER)) as connection:
        runs = [n for (n,) in connection.execute("select id from work.import_run").fetchall()]
    values: dict[str, Sequence[object]] = {
        "layer_id": list(LAYERS),
        "format": [one.key for one in FORMATS],
        "part": ("land", "municipalities", "places"),
        "run": runs,
        "case": ("00000000-0000-4000-8000-000000000000",),
        "account": (1, 2),
        "act": ("deaktiver",),
        "number": (1,),
        "decision": ("bekraeft",),
        "unit": (1,),
        "document": list(Document),
        "property_id": flagged_and_not(town),
        "list_id": (1, 2),
        "upload": town.uploads,
        "language": ("da", "en"),
        "token": ("no-link", at_once(town.database, make_first)),
    }
    if "{z}" in template:
        return [
            template.format(layer_id=layer, z=z, x=x, y=y)
            for layer, (z, x, y) in product(LAYERS, TILES)
        ]
    names = [name for name in values if f"{{{name}}}" in template]
    return [
        template.format(**dict(zip(names, each, strict=True)))
        for each in product(*(values[name] for name in names))
    ]


def test_no_route_tells_a_flag(town: Town) -> None:
    with psycopg.connect(town.database.conninfo(Login.WRITER)) as connection:
        connection.execute(
            "insert into work.saved_list "
            "(municipality_code, name, layer, columns, created_by, changed_by) "
            "values ('0727', 'alle', 'priority', '{address,bfe}', 'test', 'test')"
        )
    houses = flagged_and_not(town)
    # Else it would be looked for on pages without content.
    near = town.service.get(f"/naer?near={LON},{LAT}").text
    assert "Byvej 1" in near
    assert "Byvej" in town.service.get(f"/?property={houses[0]}").text
    told: list[str] = []
    answered: dict[str, int] = {}
    for template, methods in contexts(town.service):
        if "GET" not in methods:
            continue
        for path in paths(town, template):
            for query in queries(path, houses):
                answer = town.service.get(f"{path}{query}", follow_redirects=True)
                assert answer.status_code < 500, (path, query)
                answered[template] = answered.get(template, 0) + (answer.status_code < 400)
                head = str(answer.headers).encode()
                if marks(answer.content, TYPE) or marks(head, TYPE):
                    told.append(f"{path}{query}")
    assert told == []
    unanswered = {template for template, number in answered.items() if not number}
    unexpected = unanswered - closed_to(town.service, access.Role.PLANNER)
    # No identity provider is set up here, and files on their way in are whoever's who brought them.
    assert sorted(each for each in unexpected if not each.startswith("/log-ind/oidc")) == UPLOADS


def test_what_is_asked_for_a_flag_is_answered_with_none(town: Town) -> None:
    found = town.service.get("/api/search?q=Zyxomar").json()
    assert "Afsnit" not in str(found)
    for layer, field in product(LAYERS, ("unit", "flag_type", "flag", "review_on", "key")):
        asked = quote(f"{field} = 'Afsnit Zyxomar'")
        assert town.service.get(f"/api/layers/{layer}/items?filter={asked}").status_code == 400
    for text in ("band = '5-9'", "band = 'hidden'"):
        answer = town.service.get(f"/api/layers/social/items?filter={quote(text)}")
        assert answer.status_code == 400


def test_no_command_tells_a_flag(town: Town) -> None:
    out = town.folder / "out"
    out.mkdir()
    group: Any = typer.main.get_command(main.app)
    tried: set[str] = set()

    def run(words: str, *arguments: str) -> None:
        tried.add(words)
        command(*words.split(), *arguments)

    for layer, form in product(LAYERS, FORMATS):
        file = str(out / f"{layer}.{form.key}")
        run("export", layer, "--format", form.key, "--output", file)
    for layer in LAYERS:
        run("page", layer, "--output", str(out / f"{layer}.html"))
    before = town.said.tell()
    for name in leaves(group):
        if name not in UNTRIED and name not in tried:
            arguments = [str(out / "kept")] if name == "db backup" else []
            run(name, *arguments)
    assert tried | set(UNTRIED) == set(leaves(group))
    assert len(list(out.iterdir())) > len(LAYERS)
    # A backup is of the whole registry, flags too; it is for whoever may read all of it.
    (out / "kept").unlink()
    wrong = [file.name for file in out.iterdir() if marks(file.read_bytes(), TYPE)]
    assert wrong == []
    assert marks(town.said.getvalue()[before:].encode(), TYPE) == []


@pytest.mark.parametrize("login", list(Login))
def test_no_login_reads_a_flag_in_any_relation(town: Town, login: Login) -> None:
    roles = [None, *(role.value for role in (*Role, *ApplicationRole)
                     if role is not ApplicationRole.SOCIAL_IMPORTER)]  # fmt: skip
    told, read = [], 0
    with psycopg.connect(town.database.conninfo(login), autocommit=True) as connection:
        relations = connection.execute(
            "select n.nspname::text, c.relname::text from pg_class c "
            "join pg_namespace n on n.oid = c.relnamespace "
            "where c.relkind in ('r', 'v', 'm', 'f', 'p', 't', 'S') order by 1, 2"
        ).fetchall()
        for role in roles:
            connection.execute("reset role")
            try:
                if role is not None:
                    connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
            except psycopg.errors.InsufficientPrivilege:
                continue
            for schema, name in relations:
                try:
                    rows = connection.execute(
                        sql.SQL("select t::text from {} t").format(sql.Identifier(schema, name))
                    ).fetchall()
                except psycopg.DatabaseError:
                    continue
                read += 1
                # The list of types is open; what stands at a property is not.
                more = () if name == "code_title" else (TYPE,)
                texts = [str(row) for (row,) in rows if "code_title" not in str(row)]
                if marks("\n".join(texts).encode(), *more):
                    told.append(f"{role}: {schema}.{name}")
    assert told == []
    assert read > 50


def test_no_file_and_no_log_tells_a_flag(town: Town) -> None:
    cluster = town.installation.cluster
    assert cluster is not None
    told, read = [], 0
    for path in town.folder.rglob("*"):
        # The database's own files are where flags stand.
        inside = {"base", "pg_wal", "pg_xact", "global", "pg_multixact"} & set(path.parts)
        if inside or not path.is_file() or path.is_socket():
            continue
        read += 1
        if marks(path.read_bytes(), TYPE):
            told.append(str(path.relative_to(town.folder)))
    assert told == []
    assert read > 10
    assert marks(town.said.getvalue().encode(), TYPE) == []
