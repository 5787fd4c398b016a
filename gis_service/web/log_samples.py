"""The pages of the monthly sample: drawn, ticked off line by line, finished and printed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import RedirectResponse, Response

from db.clock import today
from db.log import lines, samples
from db.log.lines import Asked
from db.log.samples import LINES, REMARK_LENGTH, Look, Outcome, month_before
from gis_service.errors import BadRequest, Conflict, NotFound, WebError
from gis_service.log.rights import ReadsLog, TicksOff
from gis_service.log.service import OFFICER
from gis_service.log.words import OUTCOMES
from gis_service.signin.door import CurrentDoor, Door
from gis_service.signin.session import SignedIn
from gis_service.web.forms import CheckedForm, Form, refused
from gis_service.web.frame import CurrentPage
from gis_service.web.given import printable
from gis_service.web.log import LOG, kept_nowhere, query_of, row
from gis_service.web.pages import Page

router = APIRouter(include_in_schema=False)

SAMPLES = f"{LOG}/stikproever"
_SEE_OTHER = 303
_MONTHS_OFFERED = 12
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
_NO_SAMPLE = NotFound(
    da="Der er ingen stikprøve med det nummer.",
    en="There is no sample of this number.",
    next_da=f"Se stikprøverne på {SAMPLES}.",
    next_en=f"See the samples at {SAMPLES}.",
)
_NO_MONTH = BadRequest(
    da="Der kan kun trækkes stikprøver af de seneste tolv hele måneder.",
    en="Samples are drawn of the last twelve whole months.",
    next_da="Vælg en måned i listen.",
    next_en="Choose a month in the list.",
)
_NO_OUTCOME = BadRequest(
    da="Der mangler et svar, eller et par ord om hvad der skal undersøges.",
    en="An answer is missing, or a few words about what is to be looked into.",
    next_da=f"Vælg et svar. Skal linjen undersøges, så skriv hvorfor (3 til {REMARK_LENGTH} tegn).",
    next_en=f"Choose an answer. If it is to be looked into, write why (3 to {REMARK_LENGTH}"
    " letters).",
)
_NOT_OPEN = Conflict(
    da="Stikprøven er afsluttet, eller linjen findes ikke.",
    en="The sample is finished, or there is no such line.",
    next_da="Genindlæs siden.",
    next_en="Reload the page.",
)
_NOT_ALL = Conflict(
    da="Stikprøven kan ikke afsluttes: der er linjer, som ingen har set på.",
    en="The sample cannot be finished: there are lines that nobody has looked at.",
    next_da="Sæt et svar ved hver linje.",
    next_en="Give an answer at each line.",
)


@router.get(SAMPLES)
async def samples_page(page: CurrentPage, signed: ReadsLog, door: CurrentDoor) -> Response:
    """The samples so far, and the months that can be drawn from."""
    told = {**await _every(door, signed), "problem": None}
    return kept_nowhere(page.show("log_samples.html", "log", told))


@router.post(SAMPLES)
async def draw(
    form: CheckedForm, page: CurrentPage, signed: TicksOff, door: CurrentDoor
) -> Response:
    """Draws the sample of a month, once."""
    month = next((each for each in _months() if each.isoformat() == form.value("month")), None)
    if month is None:
        told = await _every(door, signed)
        return refused(replace(page, back=SAMPLES), "log_samples.html", "log", told, _NO_MONTH)
    async with door.officers.acting(signed.context(OFFICER)) as act:
        number = await samples.draw(act, month)
    return RedirectResponse(f"{SAMPLES}/{number}", _SEE_OTHER)


@router.get(f"{SAMPLES}/{{number}}")
async def sample_page(
    number: Number, page: CurrentPage, signed: ReadsLog, door: CurrentDoor
) -> Response:
    """The drawn lines with what was found at each; finished, it is the report of the month."""
    told = {**await _one(door, signed, page, number), "problem": None}
    return kept_nowhere(page.show("log_sample.html", "log", told))


@router.post(f"{SAMPLES}/{{number}}/linjer/{{place}}")
async def tick(
    number: Number,
    place: Annotated[int, Path(ge=1, le=LINES)],
    form: CheckedForm,
    page: CurrentPage,
    signed: TicksOff,
    door: CurrentDoor,
) -> Response:
    """Keeps what was found at one line."""
    try:
        look = _look(form, number, place)
        async with door.officers.acting(signed.context(OFFICER)) as act:
            if not await samples.tick(act, look, signed.account_id):
                raise _NOT_OPEN
    except WebError as error:
        return await _refused(door, signed, page, number, error)
    return RedirectResponse(f"{SAMPLES}/{number}#line-{place}", _SEE_OTHER)


@router.post(f"{SAMPLES}/{{number}}/afslut")
async def finish(
    number: Number, form: CheckedForm, page: CurrentPage, signed: TicksOff, door: CurrentDoor
) -> Response:
    """Finishes a sample of which every line was looked at."""
    del form
    async with door.officers.acting(signed.context(OFFICER)) as act:
        is_finished = await samples.finish(act, number, signed.account_id)
    if not is_finished:
        return await _refused(door, signed, page, number, _NOT_ALL)
    return RedirectResponse(f"{SAMPLES}/{number}", _SEE_OTHER)


def _look(form: Form, number: int, place: int) -> Look:
    """What a form says of a line."""
    remark = printable(form.value("remark"))
    outcome = form.value("outcome")
    if outcome not in set(Outcome) or len(remark) > REMARK_LENGTH:
        raise _NO_OUTCOME
    if outcome == Outcome.LOOK_INTO and len(remark) < 3:  # noqa: PLR2004 -- a word
        raise _NO_OUTCOME
    return Look(sample=number, place=place, outcome=Outcome(outcome), remark=remark or None)


def _months() -> list[date]:
    """The months that can be drawn from, the newest first."""
    months = [month_before(today())]
    while len(months) < _MONTHS_OFFERED:
        months.append(month_before(months[-1]))
    return months


def _query_of(month: date) -> str:
    """What asks the log for the lines of a month."""
    return query_of(Asked(first=month, last=_last_of(month)))


def _last_of(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


async def _every(door: Door, signed: SignedIn) -> Mapping[str, Any]:
    async with door.officers.acting(signed.context(OFFICER)) as act:
        found = await samples.samples(act)
    drawn = {each["month"] for each in found}
    return {
        "samples": [{**each, "query": _query_of(each["month"])} for each in found],
        "months": [each for each in _months() if each not in drawn],
        "address": SAMPLES,
        "size": LINES,
    }


async def _one(door: Door, signed: SignedIn, page: Page, number: int) -> Mapping[str, Any]:
    async with door.officers.acting(signed.context(OFFICER)) as act:
        sample = await samples.sample(act, number)
        if sample is None:
            raise _NO_SAMPLE
        await lines.look(act, "sample", sample=number)
    async with door.officers.acting(signed.context(OFFICER)) as act:
        found = await samples.sample_lines(act, number)
    speech = page.speech
    return {
        "sample": {**sample, "query": _query_of(sample["month"])},
        "lines": [
            {
                **each,
                # Retention may have taken a line since; that it was looked at stays told.
                "told": row(each, page) if each["id"] is not None else None,
                "found": OUTCOMES[Outcome(each["outcome"])].in_(speech.language)
                if each["outcome"]
                else None,
            }
            for each in found
        ],
        "outcomes": [(each.value, words.in_(speech.language)) for each, words in OUTCOMES.items()],
        "left": sum(each["outcome"] is None for each in found),
        "address": f"{SAMPLES}/{number}",
        "remark_length": REMARK_LENGTH,
    }


async def _refused(
    door: Door, signed: SignedIn, page: Page, number: int, error: WebError
) -> Response:
    told = await _one(door, signed, page, number)
    back = replace(page, back=f"{SAMPLES}/{number}")
    return refused(back, "log_sample.html", "log", told, error)
