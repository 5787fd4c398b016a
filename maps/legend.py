"""The legend of a layer: its classes in the style's own colours, each with its count of rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from layers.definition import VisibleLayer
from layers.words import Language
from maps.counting import Counts


async def legend_of(visible: VisibleLayer, counter: Counts, language: Language) -> dict[str, Any]:
    """Classes with counts; `total` counts every row, the others those that pass the filter."""
    is_counted = not visible.layer.is_aggregate
    counted = await counter.classes(visible) if is_counted else ()
    counts = await counter.rows(visible)
    total = counts["total"]
    if visible.condition is not None:
        total = (await counter.rows(visible.unfiltered))["total"]
    return legend_table(visible, counted, counts, total, language)


def legend_table(
    visible: VisibleLayer,
    counted: Iterable[Mapping[str, Any]],
    counts: Mapping[str, int],
    total: int,
    language: Language,
) -> dict[str, Any]:
    """The table behind every legend: the classes in order, with the rows that were counted.

    `marks` says what filled and hollow mean where a layer has both; elsewhere it is empty. The
    classes of a layer of bands are not counted: their count is null.

    Args:
        visible: The layer.
        counted: The answer of its `class_counts`.
        counts: The answer of its `counts`.
        total: How many rows there are without the filter.
        language: The language of the titles.
    """
    style = visible.layer.style
    of_class = {row["key"]: row["count"] for row in counted}
    return {
        "layer": visible.layer.id,
        "title": visible.layer.title.in_(language),
        "field": style.field,
        "field_title": visible.by_name[style.field].title.in_(language),
        "shape": style.shape.value,
        "classes": [
            {
                "key": one.key,
                "title": one.title.in_(language),
                "color": one.color,
                "filled": style.is_filled,
                "count": None if visible.layer.is_aggregate else of_class.get(one.key, 0),
            }
            for one in style.all_classes
        ],
        "marks": [
            {"filled": one.is_filled, "title": one.title.in_(language)} for one in style.marks
        ],
        "total": total,
        "matched": counts["total"],
        "placed": counts["placed"],
        "unplaced": counts["unplaced"],
    }
