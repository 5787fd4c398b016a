"""The shape of the code, kept by a tool and not by memory."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("db", "layers", "maps", "gis_service")
LONGEST = 400
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler"}
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def named(path: Path) -> str:
    """A file as people name it."""
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=named)
def test_a_file_holds_one_noun(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST, "look for the second noun in it"
    assert path.stem not in NAMELESS, "name it for what it holds"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    inside = [
        f"{function.name}, line {node.lineno}"
        for function in functions(tree(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == [], "a cycle is a mistake in the design"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_error_is_swallowed(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
            )
            silent = all(isinstance(step, ast.Pass) for step in node.body)
            assert not (broad and silent), f"line {node.lineno}"


# A GeoPackage is an SQLite file: its own tables of contents are part of the format.
NOT_THE_REGISTRY = {"maps/exports/geopackage.py"}


def looks_like_sql(text: str) -> bool:
    """Whether a string is a statement."""
    words = text.strip().lower().split()
    return len(words) > 3 and (
        (words[0] == "select" and "from" in words)
        or (words[0] == "insert" and words[1] == "into")
        or (words[0] == "delete" and words[1] == "from")
        or (words[0] == "update" and "set" in words)
    )


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in SOURCES
        if named(path).startswith(("maps/", "gis_service/")) and named(path) not in NOT_THE_REGISTRY
    ],
    ids=named,
)
def test_statements_stay_in_db_and_in_layer_definitions(path: Path) -> None:
    found = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and looks_like_sql(node.value)
    ]
    assert found == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name == "routes.py"], ids=named)
def test_routers_never_see_a_statement(path: Path) -> None:
    modules = {
        name
        for node in ast.walk(tree(path))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not [name for name in modules if name.startswith(("sqlalchemy", "psycopg"))]


def test_only_a_layer_decides_what_is_visible() -> None:
    """A map that forgets the rights check cannot come into being: see `Layer.as_seen_by`."""
    makers = {
        named(path)
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "VisibleLayer"
    }
    assert makers == {"layers/definition.py"}


def test_every_folder_of_tests_is_a_package() -> None:
    """Else tests/db would shadow db."""
    folders = {path.parent for path in TESTS}
    assert [named(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_entry_file_is_a_table_of_contents() -> None:
    lines = (ROOT / "gis_service" / "app.py").read_text(encoding="utf-8").count("\n")
    assert lines <= 150
