"""What must hold of every layer, and of whoever makes one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.access import PLANNER_OF_ALL, ROLE_PERMISSIONS, Role, Viewer
from layers.catalogue import CATALOGUE, LAYERS, LayerId, by_id
from layers.definition import Layer
from layers.words import Language, Words
from tests.conftest import ROOT
from tests.layers.conftest import Ask

GOLDEN = Path(__file__).parent / "visibility.txt"
NAME = re.compile(r"[a-z][a-z0-9_]*")
COLOR = re.compile(r"#[0-9a-f]{6}")
layers = pytest.mark.parametrize("layer", CATALOGUE, ids=lambda one: one.id)


def matrix() -> Iterator[str]:
    """Layer by field by role: what each role may see, for a human to read."""
    for layer in CATALOGUE:
        seen = [layer.as_seen_by(Viewer(role=role, registries=None)) for role in Role]
        yield f"{layer.id:<28}{' '.join(Role)}"
        for one in layer.fields:
            marks = (
                "yes" if visible is not None and one.name in visible.by_name else "-"
                for visible in seen
            )
            told = " ".join(f"{mark:<{len(role)}}" for mark, role in zip(marks, Role, strict=True))
            yield f"  {one.name:<26}{told}".rstrip()
        yield ""


def test_who_sees_which_field_is_as_last_read_by_a_human() -> None:
    """A difference here is a change of rights: read it, then write the file anew."""
    assert GOLDEN.read_text(encoding="utf-8").splitlines() == list(matrix())


def test_every_role_has_its_row_of_permissions() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_two_layers_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=f"two layers are called {CATALOGUE[0].id}"):
        by_id((*CATALOGUE, CATALOGUE[0]))


def test_the_choice_offered_is_the_catalogue() -> None:
    assert [one.value for one in LayerId] == list(LAYERS) == [one.id for one in CATALOGUE]


def words_of(layer: Layer) -> Iterator[Words]:
    yield from (layer.title, layer.description)
    for field in layer.fields:
        yield from (field.title, field.description)
        if isinstance(field.choices, tuple):
            yield from (one.title for one in field.choices)
    for parameter in layer.parameters:
        yield from (parameter.title, parameter.description)
    yield from (one.title for one in layer.style.all_classes)
    yield from (one.title for one in layer.style.marks)


@layers
def test_everything_shown_has_words_in_both_languages(layer: Layer) -> None:
    for words in words_of(layer):
        assert all(words.in_(language).strip() for language in Language)


@layers
def test_names_are_plain_and_told_once(layer: Layer) -> None:
    names = [one.name for one in layer.fields]
    assert len(set(names)) == len(names)
    assert all(NAME.fullmatch(one) for one in (layer.id, *names))
    assert {layer.name, layer.sort.removeprefix("-"), layer.style.field} <= set(names)


@layers
def test_descriptions_are_sentences(layer: Layer) -> None:
    for field in layer.fields:
        for language in Language:
            assert field.description.in_(language).endswith(".")


@layers
def test_what_a_layer_is_drawn_by_is_in_its_tiles(layer: Layer) -> None:
    style = layer.style
    in_tile = {one.name for one in layer.fields if one.in_tile}
    drawn_by = {style.field, style.filled_by, style.dashed_by} - {None}
    assert drawn_by <= in_tile
    assert {one.is_filled for one in style.marks} == (
        set() if style.filled_by is None else {True, False}
    )
    # A tile is small: what it carries beyond a name, a figure and keys is asked for when needed.
    assert sum(one.in_tile for one in layer.fields) <= 6


@layers
def test_classes_are_ordered_few_and_distinct(layer: Layer) -> None:
    style = layer.style
    keys = [one.key for one in style.all_classes]
    colors = [one.color for one in style.all_classes]
    assert len(style.all_classes) <= 7
    assert len(set(keys)) == len(keys)
    assert len(set(colors)) == len(colors)
    assert all(COLOR.fullmatch(one) for one in colors)
    if style.is_numeric:
        lowers = [one.lower or 0 for one in style.classes]
        assert lowers == sorted(lowers)
        # Order reads as lightness, also in grey and to the colour-blind.
        light = [lightness(one.color) for one in style.classes]
        assert light in (sorted(light), sorted(light, reverse=True))


def lightness(color: str) -> float:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@layers
def test_the_statement_answers_and_counts_agree(layer: Layer, ask: Ask) -> None:
    visible = layer.as_seen_by(PLANNER_OF_ALL)
    assert visible is not None
    for language in Language:
        rows = ask(visible.select(None, language))
        assert {tuple(row) for row in rows} == {tuple(visible.by_name)}
    counts = ask(visible.counts())[0]
    assert counts["total"] == len(rows) == counts["placed"] + counts["unplaced"]
    if layer.is_aggregate:
        return
    by_class = {row["key"]: row["count"] for row in ask(visible.class_counts())}
    assert set(by_class) <= {one.key for one in layer.style.all_classes}
    assert sum(by_class.values()) == counts["total"]


@layers
def test_a_viewer_sees_only_rows_of_her_municipalities(layer: Layer, ask: Ask) -> None:
    mine = layer.as_seen_by(Viewer(role=Role.PLANNER, registries=frozenset({"0851"})))
    nobody = layer.as_seen_by(Viewer(role=Role.PLANNER, registries=frozenset()))
    assert mine is not None
    assert nobody is not None
    assert {row["municipality_code"] for row in ask(mine.select(["municipality_code"]))} == {"0851"}
    assert ask(nobody.counts())[0]["total"] == 0
    assert mine.identity != nobody.identity


def test_a_role_without_the_right_sees_no_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    viewer = Viewer(role=Role.PLANNER, registries=frozenset({"none of the others"}))
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.PLANNER, frozenset())
    assert all(layer.as_seen_by(viewer) is None for layer in CATALOGUE)


def test_only_as_seen_by_makes_a_visible_layer() -> None:
    """A renderer takes a VisibleLayer, so whoever could make one could skip the rights."""
    made = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("db", "layers", "maps", "gis_service")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) == "VisibleLayer"
    ]
    assert len(made) == 1
    assert made[0].startswith("layers/definition.py:")


def _name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
