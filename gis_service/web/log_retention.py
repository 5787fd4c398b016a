"""The page of retention: how long rows are kept, what holds them, what is due, what was deleted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from db.clock import today
from db.log import retention
from db.log.lines import Asked
from db.log.retention import LONGEST_MONTHS, REASON, Subject
from gis_service.errors import BadRequest, Conflict, WebError
from gis_service.log.rights import SetsRetention
from gis_service.log.service import OFFICER
from gis_service.log.words import SINCE, SUBJECTS, basis_words
from gis_service.signin.door import CurrentDoor, Door
from gis_service.signin.session import SignedIn
from gis_service.web.forms import CheckedForm, Form, refused
from gis_service.web.frame import CurrentPage
from gis_service.web.given import printable
from gis_service.web.log import LOG, kept_nowhere, query_of
from gis_service.web.pages import Page

router = APIRouter(include_in_schema=False)

RETENTION = f"{LOG}/frister"
# What is due is told so long before.
AHEAD = timedelta(days=31)
_SEE_OTHER = 303
_KEY_LENGTH = 200
_NO_RULE = BadRequest(
    da="Fristen mangler et antal måneder eller en begrundelse, eller er for kort.",
    en="The time lacks a number of months or a reason, or is too short.",
    next_da=f"Skriv 1 til {LONGEST_MONTHS} måneder (loggen selv mindst 24), og hvorfor.",
    next_en=f"Write 1 to {LONGEST_MONTHS} months (of the log itself at least 24), and why.",
)
_NO_HOLD = BadRequest(
    da="Der mangler en ejendom eller en begrundelse.",
    en="A property or a reason is missing.",
    next_da="Skriv ejendommen, som loggen kalder den (bfe:100001), og hvorfor den fastholdes.",
    next_en="Write the property as the log calls it (bfe:100001), and why it is held.",
)
_NO_PROPERTY = BadRequest(
    da="Kommunen har ingen ejendom med den betegnelse, så intet ville blive fastholdt.",
    en="The municipality has no property of this name, so nothing would be held.",
    next_da="Skriv ejendommen, præcis som loggen kalder den (bfe:100001).",
    next_en="Write the property exactly as the log calls it (bfe:100001).",
)
_NOT_HELD = Conflict(
    da="Der er intet fastholdt med det nummer.",
    en="There is no hold in force of this number.",
    next_da="Genindlæs siden.",
    next_en="Reload the page.",
)


@router.get(RETENTION)
async def retention_page(
    request: Request, page: CurrentPage, signed: SetsRetention, door: CurrentDoor
) -> Response:
    """The rules, the holds, what is due within a month, and the receipts."""
    chosen = request.query_params.get("vis", "")
    told = {**await _told(door, signed, page, chosen), "problem": None}
    return kept_nowhere(page.show("log_retention.html", "log", told))


@router.post(f"{RETENTION}/regel")
async def set_rule(
    form: CheckedForm, page: CurrentPage, signed: SetsRetention, door: CurrentDoor
) -> Response:
    """Keeps rows of a kind so long from now on."""
    try:
        subject, months, reason = _rule(form)
    except WebError as error:
        return await _refused(door, signed, page, error)
    async with door.officers.acting(signed.context(OFFICER)) as act:
        await retention.set_rule(act, subject, months, reason, signed.account_id)
    return RedirectResponse(RETENTION, _SEE_OTHER)


@router.post(f"{RETENTION}/hold")
async def hold(
    form: CheckedForm, page: CurrentPage, signed: SetsRetention, door: CurrentDoor
) -> Response:
    """Holds a property."""
    key, reason = printable(form.value("property")), _reason(form)
    if not 0 < len(key) <= _KEY_LENGTH or reason is None:
        return await _refused(door, signed, page, _NO_HOLD)
    async with door.officers.acting(signed.context(OFFICER)) as act:
        is_held = await retention.hold(act, key, reason, signed.account_id)
    if not is_held:
        return await _refused(door, signed, page, _NO_PROPERTY)
    return RedirectResponse(f"{RETENTION}#holds-heading", _SEE_OTHER)


@router.post(f"{RETENTION}/hold/{{number}}/loeft")
async def lift(
    number: Annotated[int, Path(ge=1, le=2**63 - 1)],
    form: CheckedForm,
    page: CurrentPage,
    signed: SetsRetention,
    door: CurrentDoor,
) -> Response:
    """Lifts a hold: what is due at the property is deleted the next night."""
    del form
    async with door.officers.acting(signed.context(OFFICER)) as act:
        is_lifted = await retention.lift(act, number, signed.account_id)
    if not is_lifted:
        return await _refused(door, signed, page, _NOT_HELD)
    return RedirectResponse(f"{RETENTION}#holds-heading", _SEE_OTHER)


def _rule(form: Form) -> tuple[Subject, int, str]:
    """The rule that a form sets."""
    subject, months, reason = form.value("subject"), form.value("months"), _reason(form)
    is_number = months.isascii() and months.isdecimal() and len(months) <= len(str(LONGEST_MONTHS))
    if subject not in set(Subject) or reason is None or not is_number:
        raise _NO_RULE
    if not Subject(subject).shortest <= int(months) <= LONGEST_MONTHS:
        raise _NO_RULE
    return Subject(subject), int(months), reason


def _reason(form: Form) -> str | None:
    reason = printable(form.value("reason"))
    return reason if len(reason) in REASON else None


async def _refused(door: Door, signed: SignedIn, page: Page, error: WebError) -> Response:
    told = await _told(door, signed, page, "")
    back = replace(page, back=RETENTION)
    return refused(back, "log_retention.html", "log", told, error)


async def _told(door: Door, signed: SignedIn, page: Page, chosen: str) -> Mapping[str, Any]:
    until = today() + AHEAD
    rows: list[dict[str, Any]] | None = None
    if chosen in set(Subject):
        # The rows are lines of the log; kept before they are shown.
        async with door.officers.acting(signed.context(OFFICER)) as act:
            rows = await retention.due_rows(act, until, Subject(chosen))
    async with door.officers.acting(signed.context(OFFICER)) as act:
        rules = await retention.rules(act)
        holds = await retention.holds(act)
        due = {each["subject"]: each for each in await retention.due(act, until)}
        receipts = await retention.receipts(act)
    return {
        "rules": [rule_of(each, page) for each in rules],
        "due": [{**due[each], **words_of(each, page)} for each in Subject if each in due],
        "holds": holds,
        "receipts": [_receipt(each, page) for each in receipts],
        "rows": rows,
        "chosen": words_of(chosen, page)["title"] if rows is not None else None,
        "until": until,
        "today": today(),
        "longest": LONGEST_MONTHS,
        "most": retention.MOST_SHOWN,
        "address": RETENTION,
    }


def rule_of(rule: Mapping[str, Any], page: Page) -> Mapping[str, Any]:
    """How long rows of a kind are kept, and by whose word."""
    basis = basis_words(rule, page.speech.language)
    return {**rule, **words_of(rule["subject"], page), "basis": basis}


def words_of(subject: str, page: Page) -> Mapping[str, Any]:
    """What a kind of rows is called, and from when its time runs."""
    each, language = Subject(subject), page.speech.language
    return {
        "title": SUBJECTS[each].in_(language),
        "since": SINCE[each].in_(language),
        "shortest": each.shortest,
    }


def _receipt(receipt: Mapping[str, Any], page: Page) -> Mapping[str, Any]:
    day: date = receipt["at"].date()
    return {
        **receipt,
        "counts": [
            (words_of(subject, page)["title"], count)
            for subject, count in sorted(receipt["counts"].items())
        ],
        "query": query_of(Asked(action="delete", first=day, last=day)),
    }
