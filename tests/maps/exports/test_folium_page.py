"""The frame of the page: what it may load, and what text can do in it."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import folium
import orjson
import pytest

from layers.words import Language
from maps.exports.batches import Batch, Batches
from maps.exports.drawing import Drawing
from maps.exports.errors import ExportError
from maps.exports.export import Column, Export
from maps.folium_page import MOST_ROWS, refuse_too_many, write

EVIL = "<img src=x onerror=alert(1)></script><!-- {{ 7*7 }} {% raw %} & 'x' \" \u2028"
CLASSES = (
    {"key": "low", "title": "0-49", "color": "#b8aed4", "filled": False, "count": 1},
    {"key": "none", "title": EVIL, "color": "#8c8c8c", "filled": False, "count": 1},
)
EXPORT = Export(
    layer="suspicion",
    title=EVIL,
    language=Language.DA,
    columns=(
        Column(name="address", title=EVIL, description="", kind="text"),
        Column(name="area", title="Areal", description="", kind="number", unit="m²"),
        Column(name="day", title="Dag", description="", kind="date"),
        Column(name="inside", title="I byen", description="", kind="boolean"),
        Column(name="rules", title="Regler", description="", kind="text_list"),
    ),
    geometry_type="Point",
    srid=25832,
    data_as_of=date(2026, 11, 22),
    sources=(EVIL,),
    filter=f"address = '{EVIL}'",
    matched=2,
    placed=1,
    total=1_268,
    is_demo=False,
    drawing=Drawing(
        legend={"field": "area", "field_title": EVIL, "shape": "circle", "classes": CLASSES},
        name="address",
        opacity=0.65,
    ),
)
ROWS: tuple[Mapping[str, Any], ...] = (
    {
        "_geometry": '{"type":"Point","coordinates":[11.5,54.9]}',
        "_class": "low",
        "address": EVIL,
        "area": 1.5,
        "day": date(2020, 4, 18),
        "inside": True,
        "rules": ["R3", EVIL],
    },
    {"_geometry": None, "_class": "none", "address": None}
    | dict.fromkeys(("area", "day", "inside", "rules")),
)


def batch(rows: Sequence[Mapping[str, Any]]) -> Batch:
    """The rows column by column."""
    return {name: [row[name] for row in rows] for name in rows[0]}


def page(export: Export = EXPORT) -> str:
    names = [column.name for column in export.columns]
    return b"".join(write(export, Batches(names, [batch(ROWS[:1]), batch(ROWS[1:])]))).decode()


def data(text: str, key: str) -> Any:
    """What a block of the page holds."""
    found = re.search(
        rf'<script type="application/json" id="{key}">(.*?)</script>', text, re.DOTALL
    )
    assert found
    return orjson.loads(found[1])


def test_rows_are_told_as_people_read_them() -> None:
    placed, unplaced = data(page(), "atlas-rows")
    shape = {"type": "Point", "coordinates": [11.5, 54.9]}
    assert placed[:3] == [0, 0, shape]
    assert placed[3] == [EVIL, "1,5 m²", "18-04-2020", "ja", f"R3, {EVIL}"]
    assert unplaced == [1, 0, None, [None] * 5]
    english = data(page(replace(EXPORT, language=Language.EN)), "atlas-rows")
    assert english[0][3][1:4] == ["1.5 m²", "2020-04-18", "yes"]


def test_a_row_is_dashed_or_hollow_by_what_is_told_of_it() -> None:
    assert EXPORT.drawing is not None
    marks = [{"filled": True, "title": "Bedømt"}, {"filled": False, "title": EVIL}]
    both = replace(EXPORT.drawing, legend={**EXPORT.drawing.legend, "marks": marks})
    rows = [
        {**ROWS[0], "_filled": filled, "_dashed": dashed}
        for filled in (True, False, None)
        for dashed in (True, False, None)
    ]
    names = [column.name for column in EXPORT.columns]
    text = b"".join(write(replace(EXPORT, drawing=both), Batches(names, [batch(rows)]))).decode()
    assert [row[1] for row in data(text, "atlas-rows")] == [1, 0, 0, 3, 2, 2, 1, 0, 0]
    explained = text.partition('<ul class="marks">')[2].partition("</ul>")[0]
    assert explained.count("<li>") == len(marks)
    assert "Bedømt" in explained
    assert "<img" not in text
    assert '<ul class="marks">' not in page()


def test_no_text_is_markup_or_a_template() -> None:
    text = page()
    assert "<img" not in text
    assert "49 {% raw %}" not in text.replace("&#39;", "'")
    assert text.count("</script>") == text.count("<script")
    assert "&lt;img src=x onerror=alert(1)&gt;&lt;/script&gt;&lt;!-- {{ 7*7 }} {% raw %}" in text


def test_the_page_asks_nobody_for_anything() -> None:
    text = page()
    assert not re.search(r"<(link|img|iframe|object|base)\b", text)
    assert not re.search(r"<script[^>]*\bsrc", text)
    assert not re.search(r"@import|sourceMappingURL|\beval\(|new Function", text)
    for style in re.findall(r"<style>(.*?)</style>", text, re.DOTALL):
        assert "url(" not in style


def test_only_what_the_page_holds_may_run() -> None:
    text = page()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    code = re.findall(r"<(script|style)>(.*?)</\1>", text, re.DOTALL)
    assert {tag for tag, _ in code} == {"script", "style"}
    for _, each in code:
        assert f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" in policy[1]
    # Whatever comes before the policy is not bound by it.
    before = text[: policy.start()]
    assert "<script" not in before
    assert "<style" not in before


def test_the_same_rows_give_the_same_bytes_and_leave_folium_as_it_was() -> None:
    linked = (list(folium.Map.default_js), list(folium.Map.default_css))
    assert page() == page()
    assert (folium.Map.default_js, folium.Map.default_css) == linked


def test_more_rows_than_a_browser_opens_are_refused_in_plain_words() -> None:
    refuse_too_many(replace(EXPORT, matched=MOST_ROWS))
    with pytest.raises(ExportError, match=r"50\.001 rækker.*højst have 50\.000.*Filtrér"):
        refuse_too_many(replace(EXPORT, matched=MOST_ROWS + 1))
