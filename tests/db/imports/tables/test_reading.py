"""What a row means, and what is kept of one that cannot be taken."""

import pytest

from db.imports.source import Record, Rejection, Target
from db.imports.tables.reading import Reading

COLUMNS: dict[str, str | None] = {
    "navn": "address", "aar": "year_built", "tom": "vacant_since", "x": "lon", "y": "lat"
}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "reason_code"),
    (
        # The value that ends the reading stands before the number.
        ({"aar": "gammel", "tom": "010190-1234"}, "bad_value"),
        ({"x": "her", "y": "010190-1234"}, "cpr"),
    ),
)
def test_a_rejected_row_is_not_kept_where_a_later_cell_is_a_cpr_number(
    values: dict[str, str | None], reason_code: str
) -> None:
    row = Reading(Target.LISTED_PROPERTY, COLUMNS).read(Record(line=7, values=values))
    assert isinstance(row, Rejection)
    assert (row.line, row.reason_code, row.content) == (7, reason_code, None)
    assert "1234" not in row.reason


def test_a_rejected_row_is_kept_where_it_may() -> None:
    values: dict[str, str | None] = {"aar": "gammel", "tom": "01-02-2020"}
    row = Reading(Target.LISTED_PROPERTY, COLUMNS).read(Record(line=7, values=values))
    assert isinstance(row, Rejection)
    assert row.content == values
