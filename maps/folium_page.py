"""A page that needs nobody: the rows of a layer as a folium map in one file, to open from a disk.

The frame is made by folium and holds our own copy of Leaflet; the rows stream into its middle.
"""

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import orjson

from layers.words import Language
from maps.base_style import LAND, NEIGHBOUR, WATER
from maps.basemap import ATTRIBUTION
from maps.exports.batches import Batches, rows_of
from maps.exports.cells import titled
from maps.exports.drawing import Drawing
from maps.exports.errors import ExportError
from maps.exports.export import Column, Export
from maps.exports.words import WORDS
from maps.folium_elements import Block, DrawnRows, Legend, PageFigure, PageMap

MOST_ROWS: Final = 50_000  # what a browser draws and opens at once without a pause
DEEPEST: Final = 19
# In the frame's escaped text nothing else looks like it.
_ROWS: Final = "<!rows!>"
_FINGERPRINT: Final = "<!fingerprint!>"

# A row by field name.
Row = Mapping[str, Any]
Said = Callable[[Any], str]


def write(export: Export, batches: Batches) -> Generator[bytes]:
    """Stream the page; the same rows give the same bytes."""
    refuse_too_many(export)
    if export.drawing is None:
        raise TypeError("a page is drawn")
    head, _, tail = _frame(export, export.drawing).partition(_ROWS)
    yield head.encode()
    told = _Told(export, export.drawing)
    before = b"\n"
    for batch in batches:
        rows = (dict(zip(batch, values, strict=True)) for values in rows_of(batch, batch))
        yield before + b",\n".join(told.row(row) for row in rows)
        before = b",\n"
    yield tail.replace(_FINGERPRINT, batches.fingerprint).encode()


def refuse_too_many(export: Export) -> None:
    """Refuse what a browser would not open with pleasure, before anything is read."""
    if export.matched > MOST_ROWS:
        words = WORDS[export.language]
        raise ExportError(
            words["page_too_many"].format(
                matched=export.number(export.matched), most=export.number(MOST_ROWS)
            ),
            words["page_too_many_next"],
        )


def _frame(export: Export, drawing: Drawing) -> str:
    """The page around its rows."""
    figure = PageFigure(f"{export.title} - Landsbyatlas", export.language)
    for tag, text in (
        ("style", _style()),
        ("style", _own("folium_page.css")),
        ("script", _leaflet()),
        ("script", _own("folium_page.js")),
    ):
        figure.header.add_child(Block(tag, text))
    for part in (
        Legend(export.title, _counted(export, drawing), _facts(export), f"Leaflet; {ATTRIBUTION}"),
        Block("script", _json(_look(export, drawing)), "atlas-look"),
        Block("script", drawing.ground.decode().replace("<", r"\u003c"), "atlas-ground"),
        Block("script", f"[{_ROWS}\n]", "atlas-rows"),
        Block("script", f'"{_FINGERPRINT}"', "atlas-fingerprint"),
    ):
        figure.html.add_child(part)
    page = PageMap(DEEPEST).add_to(figure)
    DrawnRows().add_to(page)
    return figure.render()


def _facts(export: Export) -> list[tuple[str, str]]:
    """What stands behind the rows; the page bears the layer's name and shows no coordinates."""
    words = WORDS[export.language]
    return [one for one in export.facts if one[0] not in {words["layer"], words["grid"]}]


def _counted(export: Export, drawing: Drawing) -> dict[str, Any]:
    """The legend with its counts as people write them."""
    classes = [one | {"counted": export.number(one["count"])} for one in drawing.legend["classes"]]
    return {**drawing.legend, "classes": classes, "opacity": drawing.opacity}


def _look(export: Export, drawing: Drawing) -> dict[str, Any]:
    """What the script needs to know of the layer."""
    words = WORDS[export.language]
    names = [column.name for column in export.columns]
    field = drawing.legend["field"]
    return {
        "classes": [
            {"color": one["color"], "filled": one["filled"]} for one in drawing.legend["classes"]
        ],
        "fingerprint": words["fingerprint"],
        "columns": [column.title for column in export.columns],
        "name": names.index(drawing.name) if drawing.name in names else None,
        "first": names.index(field) if field in names else None,
        "nameless": words["nameless"],
        "opacity": drawing.opacity,
        "radius": 6 if drawing.legend["shape"] == "circle" else 4,
        "title": export.title,
        "unplaced": words["unplaced"],
        "water": WATER,
        "land": {"denmark": LAND, "neighbour": NEIGHBOUR},
    }


class _Told:
    """The rows as the script reads them: class, mark, shape, and a text per column."""

    def __init__(self, export: Export, drawing: Drawing) -> None:
        self._class = {one["key"]: n for n, one in enumerate(drawing.legend["classes"])}
        self._cells: Sequence[tuple[str, Said]] = [
            (column.name, _said(column, export.language)) for column in export.columns
        ]

    def row(self, row: Row) -> bytes:
        """One row as JSON that cannot end the element that it stands in."""
        shape = row["_geometry"]
        texts = [
            None if (value := row[name]) is None else said(value) for name, said in self._cells
        ]
        content = (
            self._class[row["_class"]],
            _mark(row),
            None if shape is None else orjson.Fragment(shape),
            texts,
        )
        return _closed(orjson.dumps(content))


def _mark(row: Row) -> int:
    """How a row is drawn otherwise than its class: 1 dashed, 2 hollow, 3 both."""
    return int(row.get("_dashed") is True) + 2 * int(row.get("_filled") is False)


def _said(column: Column, language: Language) -> Said:
    """How a value of a column is written for people."""
    words = WORDS[language]
    unit = f" {column.unit}" if column.unit else ""
    match column.kind:
        case "number":
            return lambda value: f"{Decimal(str(value)):f}".replace(".", words["decimal"]) + unit
        case "boolean":
            return lambda value: words["yes"] if value else words["no"]
        case "date":
            return lambda value: str(value.strftime(words["date"]))
        case _:
            return lambda value: titled(column, value) + unit


def _json(content: Any) -> str:
    return _closed(orjson.dumps(content)).decode()


def _closed(json: bytes) -> bytes:
    # In JSON the sign stands only in texts, where it may be written like this.
    return json.replace(b"<", rb"\u003c")


@cache
def _leaflet() -> str:
    """Leaflet, without the address of a map of its source that nobody has."""
    return re.sub(r"\n//# sourceMappingURL=.*", "", _own("vendor", "leaflet", "leaflet.js"))


@cache
def _style() -> str:
    """Leaflet's style, without the pictures of marks and controls that the page does not use."""
    return re.sub(r"url\([^)]*\)", "none", _own("vendor", "leaflet", "leaflet.css"))


@cache
def _own(*path: str) -> str:
    return files("maps").joinpath(*path).read_text(encoding="utf-8").replace("\r\n", "\n").strip()
