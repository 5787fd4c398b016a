"""The nightly deletion: once a night, made good when it was missed, and in nobody's way."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest

from db.account import Account
from db.clock import today
from db.data_folder import DataFolder
from db.installation import Installation
from db.night import due, night_of, work_if_due
from tests.db.log.conftest import Log

_OLD = """
    insert into social.unit_note (municipality_code, property_key, unit_id, body, written_by,
                                  written_at)
    select municipality_code, 'bfe:1', id, 'note', 1, '2020-01-01' from staff.unit
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What the night needs of an installation."""

    path: Path
    data: DataFolder = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", DataFolder(path=self.path, account=Account.current()))


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    return cast("Installation", Folder(path=tmp_path))


@pytest.mark.parametrize(
    ("now", "night"),
    (
        # Summer and winter time; before two it is still the night before.
        (datetime(2026, 7, 1, 0, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 1, 0, 30, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 12, 1, 1, 0, tzinfo=UTC), date(2026, 12, 1)),
    ),
)
def test_a_night_begins_at_two(now: datetime, night: date) -> None:
    assert night_of(now) == night


def test_what_is_due_goes_once_a_night_and_a_missed_night_is_made_good(
    log: Log, here: Installation
) -> None:
    log.by_hand(_OLD)
    counted = {
        (each.municipality_code, each.subject): each.rows for each in due(log.database, today())
    }
    assert counted == {("0360", "unit note"): 1, ("0773", "unit note"): 1}
    first = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    receipts = work_if_due(here, log.database, first)
    assert [(each.municipality_code, each.counts) for each in receipts] == [
        ("0360", {"unit note": 1}),
        ("0773", {"unit note": 1}),
    ]
    log.by_hand(_OLD)
    assert work_if_due(here, log.database, first) == ()
    assert len(due(log.database, today())) == 2
    # Nobody was there for two nights.
    assert len(work_if_due(here, log.database, datetime(2026, 11, 23, 8, 0, tzinfo=UTC))) == 2
    assert due(log.database, today()) == []
    told = log.by_hand("select count(*) from audit.line where table_name = 'receipt'")
    assert told == [(4,)]


def test_nothing_due_leaves_no_receipt(log: Log, here: Installation) -> None:
    assert list(work_if_due(here, log.database)) == []
    assert log.by_hand("select count(*) from audit.receipt") == [(0,)]
