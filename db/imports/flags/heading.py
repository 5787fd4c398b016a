"""How a table of flags is known by its heading, before a single row of it is kept anywhere."""

from collections.abc import Iterable

from db.imports.tables.fields import plain_name

# One of these is enough: taken for a list of properties, the table would lie open.
_CERTAIN = frozenset(
    plain_name(name)
    for name in (
        "flag", "flagtype", "flag_type", "social", "social_flag", "socialt_flag", "sociale_flag",
        "social_indsats", "socialindsats", "indsatstype", "flag_unit", "ansvarlig_enhed",
        "ansvarlig_forvaltning", "responsible_unit", "forvaltning", "socialforvaltning",
        "flag_review_on", "næste_opfølgning", "revurdering", "revurderingsdato",
    )
)  # fmt: skip
# These stand in other tables too, so that it takes two of them.
_LIKELY = frozenset(
    plain_name(name)
    for name in ("indsats", "enhed", "afdeling", "team", "unit", "opfølgning", "opfølgningsdato",
                 "review", "review_date", "review_on")
)  # fmt: skip


def names_flags(header: Iterable[str]) -> bool:
    """Whether a heading is that of a table of flags."""
    names = {plain_name(column) for column in header}
    return bool(names & _CERTAIN) or len(names & _LIKELY) > 1
