"""The officer's pages without a script: the log, the monthly sample ticked off, and retention."""

import re
from contextlib import AsyncExitStack
from datetime import date

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from db.acting import POOL_SIZE
from db.clock import today
from db.log.samples import month_before
from db.staff.staff import Staff
from tests.gis_service.signin.people import Browser, People

LAST_MONTH = month_before(today())
_DUE = """
    with unit as (
      insert into staff.unit (municipality_code, name) values ('0360', %s) returning id
    ) insert into social.unit_note (municipality_code, property_key, unit_id, body, written_by,
                                    written_at)
    select '0360', 'bfe:due', unit.id, 'the mother is ill', 1, '2020-01-01' from unit
"""


def shown(answer: Response, *words: str) -> str:
    """The text of a page that was shown."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    for word in words:
        assert word in answer.text, word
    return answer.text


def read(browser: Browser, path: str, *words: str) -> str:
    return shown(browser.ask("GET", path), *words)


def went_to(answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("#")[0]


def lines_of_last_month(people: People) -> None:
    people.change(
        "update audit.line set at = (%s::date + 3)::timestamptz where area = 'social'", LAST_MONTH
    )


def test_the_log_is_narrowed_and_taken_out(officer: Browser) -> None:
    text = read(officer, "/log?area=social&property=bfe:3", "enhedsnotat", "Sanne", "læst")
    assert "/api/log/lines.csv?property=bfe%3A3&amp;area=social" in text
    assert "bfe:4" not in text
    assert "Sidste måneds stikprøve mangler" in text
    read(officer, "/log?account=x&first=2026-99-01&action=steal&after=x", "Sanne")
    older = re.search(r'href="(/log\?[^"]*after=[^"]*)"', read(officer, "/log"))
    assert older is None or older.group(1)


def test_a_sample_is_drawn_ticked_off_and_finished(officer: Browser, people: People) -> None:
    lines_of_last_month(people)
    address = went_to(officer.form("/log/stikproever", month=LAST_MONTH.isoformat()))
    text = read(officer, address, "Linje 20", "Sanne")
    assert "Mette" not in text
    assert officer.form(f"{address}/afslut").status_code == 409
    told = officer.form(f"{address}/linjer/1", outcome="look into", remark=" ")
    assert told.status_code == 400
    assert "Skriv hvorfor".lower() in told.text.lower()
    for place in range(1, 20):
        went_to(officer.form(f"{address}/linjer/{place}", outcome="in order"))
    script = "<script>alert(1)</script>"
    went_to(officer.form(f"{address}/linjer/20", outcome="look into", remark=script))
    went_to(officer.form(f"{address}/afslut"))
    text = read(officer, address, "Skal undersøges", "&lt;script&gt;", "Afsluttet")
    assert script not in text
    assert "Gem</button>" not in text
    assert officer.form(f"{address}/linjer/1", outcome="in order").status_code == 409
    read(officer, "/log/stikproever", "20 af 20")
    assert "Sidste måneds stikprøve mangler" not in read(officer, "/log")


@pytest.mark.parametrize("month", ("", "2026-01-02", "2999-01-01", "x", today().isoformat()))
def test_only_whole_months_of_the_last_year_are_drawn_from(officer: Browser, month: str) -> None:
    answer = officer.form("/log/stikproever", month=month)
    assert answer.status_code == 400
    assert "Vælg en måned i listen" in answer.text


def test_anothers_sample_is_not_there(officer: Browser, elsewhere: Browser, people: People) -> None:
    lines_of_last_month(people)
    address = went_to(officer.form("/log/stikproever", month=LAST_MONTH.isoformat()))
    unknown = elsewhere.ask("GET", "/log/stikproever/999999")
    other = elsewhere.ask("GET", address)
    assert (other.status_code, unknown.status_code) == (404, 404)
    assert other.json()["detail"] == unknown.json()["detail"]
    assert elsewhere.form(f"{address}/linjer/1", outcome="in order").status_code == 404
    assert elsewhere.form(f"{address}/afslut").status_code == 404
    assert people.value("select count(*) from audit.sample_line where outcome is not null") == 0


def test_a_rule_is_set_with_its_reason(officer: Browser, elsewhere: Browser) -> None:
    read(officer, "/log/frister", "6 måneder", "produktets egen praksis", "Adgangsloggen selv")
    went_to(
        officer.form("/log/frister/regel", subject="flag", months="18", reason="Byrådet 1. maj")
    )
    read(officer, "/log/frister", "18 måneder", "Byrådet 1. maj", "Eva")
    assert "Byrådet" not in read(elsewhere, "/log/frister")


@pytest.mark.parametrize(
    ("subject", "months", "reason"),
    (
        ("flag", "0", "because"),
        ("flag", "601", "because"),
        ("flag", "x", "because"),
        ("flag", "٣", "because"),
        ("flag", "12", "no"),
        ("flag", "12", "x" * 501),
        ("house", "12", "because"),
        ("audit line", "23", "because"),
    ),
)
def test_a_rule_that_cannot_be_is_refused_in_words(
    officer: Browser, subject: str, months: str, reason: str
) -> None:
    answer = officer.form("/log/frister/regel", subject=subject, months=months, reason=reason)
    assert answer.status_code == 400
    assert "og hvorfor" in answer.text


def test_what_is_due_is_shown_and_told(officer: Browser, people: People) -> None:
    """That a property has a note is confidential: who is shown it is a line of the log."""
    people.change(_DUE, "Due")
    read(officer, "/log/frister", "Enhedsnotater: 1", "i nat")
    assert "bfe:due" not in read(officer, "/log/frister")
    text = read(officer, "/log/frister?vis=unit+note", "bfe:due")
    assert "the mother" not in text
    assert people.value("select property_key from audit.line where table_name = 'due'") == "bfe:due"
    people.change("delete from social.unit_note")
    read(officer, "/log/frister?vis=unit+note")


def test_a_hold_keeps_what_is_due_until_it_is_lifted(officer: Browser, people: People) -> None:
    people.change(_DUE, "Held")
    went_to(officer.form("/log/frister/hold", property="bfe:due", reason="Klage til nævnet"))
    text = read(officer, "/log/frister", "Klage til nævnet", "Intet udløber")
    lift = re.search(r'action="(/log/frister/hold/\d+/loeft)"', text)
    assert lift is not None
    went_to(officer.form(lift.group(1)))
    read(officer, "/log/frister", "Enhedsnotater: 1", "løftet")
    assert officer.form(lift.group(1)).status_code == 409
    assert officer.form("/log/frister/hold", property="", reason="x").status_code == 400
    people.change("delete from social.unit_note")


def test_a_mistyped_property_is_not_held_in_silence(
    officer: Browser, elsewhere: Browser, people: People
) -> None:
    """Nor after somebody asked the log for it, nor one that another municipality has."""
    people.change(_DUE, "Typed")
    for browser, key in ((officer, "bfe:deu"), (elsewhere, "bfe:due")):
        read(browser, f"/log?property={key}")
        answer = browser.form("/log/frister/hold", property=key, reason="Klage til nævnet")
        assert answer.status_code == 400
        assert "ingen ejendom med den betegnelse" in answer.text
    assert people.value("select count(*) from audit.legal_hold") == 0
    # What stands in the log alone can be held: its lines are what is asked for.
    went_to(officer.form("/log/frister/hold", property="bfe:3", reason="Klage til nævnet"))
    people.change("delete from social.unit_note")


def test_long_looks_at_the_log_are_in_nobodys_way_in(officer: Browser, service: TestClient) -> None:
    """Every request with a cookie asks the staff's room who it is."""
    officers: Staff = service.app_state["door"].officers
    assert service.portal is not None

    async def hold_all() -> AsyncExitStack:
        held = AsyncExitStack()
        for _ in range(POOL_SIZE):
            await held.enter_async_context(officers.acting())
        return held

    held = service.portal.call(hold_all)
    try:
        read(officer, "/konto")
    finally:
        service.portal.call(held.aclose)


def test_receipts_are_listed(officer: Browser, people: People) -> None:
    people.change(
        "insert into audit.receipt (municipality_code, as_of, counts, digest, lines, lines_digest)"
        " values ('0360', %s, '{\"flag\": 3}', 'abc123', 0, '')",
        date(2026, 11, 1),
    )
    read(officer, "/log/frister", "Sociale markeringer: 3", "abc123")
