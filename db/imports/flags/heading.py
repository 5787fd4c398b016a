"""How a table of flags is known by its heading, before a single row of it is kept anywhere."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from db.imports.source import normal_key
from db.imports.tables.fields import plain_name

# One of these is enough: taken for a list of properties, the table would lie open.
_CERTAIN = frozenset(
    plain_name(name)
    for name in (
        "flag_unit", "ansvarlig_enhed", "ansvarlig_forvaltning", "responsible_unit", "forvaltning",
        "flag_review_on", "næste_opfølgning", "revurdering", "revurderingsdato",
    )
)  # fmt: skip
# These stand in other tables too, so that it takes two of them.
_LIKELY = frozenset(
    plain_name(name)
    for name in ("enhed", "afdeling", "team", "unit", "opfølgning", "opfølgningsdato", "review",
                 "review_date", "review_on")
)  # fmt: skip
# How a word for the type of a flag begins, whatever follows; flags on poles and bats are no flags.
_TYPE = re.compile(r"markering|flag(?!ermus|stang)|social|indsats|underret|sagstype|casetype")
_REVIEW = re.compile(r"revurder|opf(ø|oe)lg|review|n(æ|ae)stem(ø|oe)de")
_UNIT = re.compile(r"ansvarlig|forvaltning|enhed|afdeling|team|unit|responsible")


def names_flags(header: Iterable[str]) -> bool:
    """Whether a heading is that of a table of flags."""
    columns = list(header)
    names = {plain_name(column) for column in columns}
    has_type = any(_begins(column, _TYPE) for column in columns)
    # Whoever is to look again, and when: no list of properties says both.
    is_followed = all(any(_begins(each, form) for each in columns) for form in (_UNIT, _REVIEW))
    return has_type or is_followed or bool(names & _CERTAIN) or len(names & _LIKELY) > 1


def by_beginning(header: Sequence[str], guessed: Mapping[str, str]) -> dict[str, str]:
    """The columns of type and unit that nothing but how their words begin tells."""
    found: dict[str, str] = {}
    for field, beginning, other in (("flag_unit", _UNIT, _TYPE), ("flag_type", _TYPE, _UNIT)):
        free = [column for column in header if column not in guessed and column not in found]
        fitting = [column for column in free if _begins(column, beginning)]
        # »Social enhed« is a unit, and »Socialt flag« with it the type.
        fitting.sort(key=lambda column: field == "flag_type" and _begins(column, other))
        if fitting and field not in guessed.values():
            found[fitting[0]] = field
    return found


def _begins(column: str, beginning: re.Pattern[str]) -> bool:
    """Whether a word of a column's name, or two of them together, begin in some way."""
    words: Collection[str] = [word for word in re.split(r"[\W_]+", normal_key(column)) if word]
    together = (f"{first}{second}" for first, second in pairwise(words))
    return any(beginning.match(word) for word in (*words, *together))
