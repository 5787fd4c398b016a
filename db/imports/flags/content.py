"""How a table of flags is known by what it says, where its heading does not tell."""

import csv
from collections.abc import Sequence
from functools import cache
from typing import Final

from db.imports.tables.fields import plain_name
from db.seeding import seed_text

_LIST: Final = "social_flag_type"
# It stands in many tables, so that alone it tells nothing.
_OTHER: Final = "other"


def are_types(values: Sequence[str]) -> bool:
    """Whether the values of a column are types of flags: most of them, and one that tells it."""
    known, telling = _names()
    plain = [plain_name(value) for value in values]
    fitting = sum(value in known for value in plain)
    return fitting > len(plain) / 2 and not telling.isdisjoint(plain)


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """What the types are called, and what nothing but a type is called."""
    by_code = {
        row["code"]: [plain_name(row[name]) for name in ("code", "title_da", "title_en")]
        for row in csv.DictReader(seed_text("code_title").splitlines())
        if row["list"] == _LIST
    }
    known = {name for names in by_code.values() for name in names}
    return frozenset(known), frozenset(known - set(by_code[_OTHER]))
