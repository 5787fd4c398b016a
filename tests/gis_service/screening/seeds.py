"""The product's seed rows as Python values, for tests."""

import csv
import io

from db.seeding import seed_text


def seed_rows(table: str) -> list[dict[str, object]]:
    """The rows of a seed file: lists as lists, numbers as numbers, empty cells as None.

    The csv module cannot tell an empty cell from a quoted empty one; only `unknown_value.value`
    is ever empty text, so it stays text.
    """
    return [
        {name: _value(name, text) for name, text in row.items()}
        for row in csv.DictReader(io.StringIO(seed_text(table)))
    ]


def _value(name: str, text: str) -> object:
    if name == "value":
        return text
    if not text:
        return None
    if text.startswith("{"):
        return text.strip("{}").split(",")
    if name == "weight":
        return int(text)
    return text
