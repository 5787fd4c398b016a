"""A service with some weeks of log behind it, and its data protection officers."""

from collections.abc import Callable

import pytest

from tests.gis_service.signin.conftest import browser, filled, people, service
from tests.gis_service.signin.people import LOLLAND, MORSOE, Browser, People

__all__ = ["browser", "filled", "people", "service"]

Officers = Callable[[str], Browser]
Here = Callable[..., Browser]
_LINES = """
    insert into audit.line (at, municipality_code, account_id, role, login, action, area,
                            table_name, property_key, fields, purpose)
    select timestamptz '2026-09-02 10:00+02' + make_interval(hours => n), %s, %s,
           'atlas_social_worker', 'atlas_social_login', 'read', 'social', 'unit_note',
           'bfe:' || n %% 7, array['body'], '=1+1'
    from generate_series(1, 30) n
"""


@pytest.fixture
def officer(people: People, browser: Callable[[], Browser]) -> Browser:
    """Eva of Lolland, signed in whole, with a log to read."""
    _empty(people)
    for code, name in ((LOLLAND, "sanne"), (MORSOE, "mette")):
        worker = people.add(name, "social_worker", municipality=code)
        people.change(_LINES, code, worker.id)
    return browser().whole(people.add("eva", "data_protection_officer", has_factor=True))


@pytest.fixture
def elsewhere(people: People, officer: Browser, browser: Callable[[], Browser]) -> Browser:
    """Ida of another municipality."""
    del officer
    ida = people.add("ida", "data_protection_officer", municipality=MORSOE, has_factor=True)
    return browser().whole(ida)


def _empty(people: People) -> None:
    people.change(
        "truncate audit.sample_line, audit.sample, audit.retention_rule, audit.legal_hold,"
        " audit.line, audit.unsealed, staff.account cascade"
    )
