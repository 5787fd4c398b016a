"""What is locked is locked by hash, for every Python we promise, and is what the code imports."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import hatch_build
from tests.conftest import ROOT

GROUPS = ("service", "demo", "scale", "dev")
PACKAGES = ("db", "layers", "maps", "gis_service")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Needed without being imported by name.
SILENT = {
    "babel",  # its tools make the translations
    "psycopg",  # with its extras; imported as psycopg and psycopg_pool
    "python-multipart",  # FastAPI reads uploads with it
}


def lock(group: str) -> str:
    """The text of a group's lock."""
    return (ROOT / "requirements" / f"{group}.txt").read_text(encoding="utf-8")


def pinned(group: str) -> dict[str, str]:
    """Name and version of everything in a group's lock."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", lock(group), re.MULTILINE))


def name_of(requirement: str) -> str:
    """The distribution that a requirement names."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return found[0].lower().replace("_", "-")


@pytest.mark.parametrize("group", GROUPS)
def test_every_pin_has_hashes_and_no_address(group: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", lock(group).strip())
    assert len(blocks) == len(re.findall(r"^[a-z0-9._-]+==", lock(group), re.MULTILINE))
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in lock(group)
    assert "--index" not in lock(group)


def test_the_groups_agree_on_versions() -> None:
    everything = pinned("scale") | pinned("dev")
    for group in GROUPS:
        assert pinned(group).items() <= everything.items(), group


def test_each_group_holds_what_the_project_asks_for() -> None:
    extras = PROJECT["optional-dependencies"]
    for group in GROUPS:
        asked = PROJECT["dependencies"] + extras.get(group, [])
        assert {name_of(each) for each in asked} <= pinned(group).keys(), group


def test_the_npm_lock_has_hashes_and_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert all("integrity" in each for name, each in packages.items() if name)


@pytest.mark.registry
@pytest.mark.parametrize("python", ("3.12", "3.13"))
@pytest.mark.parametrize("group", ("dev", "scale"))  # together they hold every pin
def test_the_lock_resolves_for_every_python(group: str, python: str, tmp_path: Path) -> None:
    # No --dry-run: pip asks for a target folder as soon as another Python is meant.
    resolved = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"),
            *("--target", str(tmp_path), "--python-version", python, "--only-binary=:all:"),
            *("--require-hashes", "--requirement", str(ROOT / "requirements" / f"{group}.txt")),
        ],
        capture_output=True,
        check=False,
        text=True,
    )
    assert resolved.returncode == 0, resolved.stderr


def imported(folder: Path) -> set[str]:
    """The top-level modules that the code of a folder imports."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    ours = {*PACKAGES, "tests", "hatch_build"}
    modules = {module for package in PACKAGES for module in imported(ROOT / package)}
    foreign = modules - ours - sys.stdlib_module_names
    homes = packages_distributions()
    used = {name.lower().replace("_", "-") for module in foreign for name in homes.get(module, ())}
    declared = {name_of(each) for each in PROJECT["dependencies"]}
    demo = {name_of(each) for each in PROJECT["optional-dependencies"]["demo"]}
    known = declared | demo | {"psycopg-pool", "psycopg-binary"}
    assert used - known == set(), "imported, but not declared in pyproject.toml"
    assert declared - used - SILENT == set(), "declared, but imported nowhere"


def test_the_front_end_files_are_there_with_their_licences() -> None:
    vendor = ROOT / "maps" / "vendor"
    listed = json.loads((vendor / "packages.json").read_text(encoding="utf-8"))
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {each["name"]: each["version"] for each in listed} == asked
    for each in listed:
        assert each["licence"]
        assert [
            path for name in hatch_build.LICENCES for path in (vendor / each["name"]).glob(name)
        ]


def test_fonts_are_named_in_the_one_form_that_we_serve() -> None:
    style = ROOT / "maps" / "vendor" / "dkfds" / "css" / "dkfds.min.css"
    named = re.findall(r"url\(([^)]+)\)", style.read_text(encoding="utf-8"))
    files = [name for name in named if not name.startswith(("data:", '"data:', "'data:", "#"))]
    assert any(name.endswith(".woff2") for name in files)
    missing = [name for name in files if not (style.parent / name.strip("\"'")).exists()]
    assert missing == []


def test_a_wheel_carries_the_front_end_files_and_no_test(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in (*PACKAGES, *hatch_build.INPUTS, "pyproject.toml", "README.md"):
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif path.exists():
            shutil.copy2(path, source)
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
    subprocess.run([*pip, "--wheel-dir", str(tmp_path), str(source)], check=True)
    wheel = next(tmp_path.glob("landsbyatlas-*.whl"))
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "maps/vendor/maplibre-gl/maplibre-gl.mjs",
        "maps/vendor/maplibre-gl/LICENSE.txt",
        "maps/vendor/dkfds/css/dkfds.min.css",
        "maps/vendor/htmx.org/htmx.min.js",
        "db/sql/roles.sql",
        "gis_service/cli/main.py",
    ):
        assert name in names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]
