"""Register times, in whatever way the forms write them."""

import pytest

from db.imports.bbr.values import moment_of, spelled_moment


@pytest.mark.parametrize(
    ("text", "spelled"),
    (
        ("2017-06-02T14:29:37.500+02:00", "2017-06-02T12:29:37.5Z"),
        ("2017-06-02 14:29:37,5", "2017-06-02T12:29:37.5Z"),
        ("2017-12-02T14:29:37", "2017-12-02T13:29:37Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ),
)
def test_one_moment_has_one_spelling(text: str, spelled: str) -> None:
    moment = moment_of(text)
    assert moment is not None
    assert spelled_moment(moment) == spelled


@pytest.mark.parametrize(
    "text",
    ("i g\u00e5r", "", "0001-01-01T00:00:00", "9999-12-31T23:59:59-02:00", "2017-02-30T00:00"),
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment_of(text) is None
