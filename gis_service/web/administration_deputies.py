"""The page of deputies: who is away, and who acts for her meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from db.access import Role
from db.clock import today
from gis_service.errors import BadRequest, WebError
from gis_service.signin import naming
from gis_service.web.administration_office import (
    DeputyOffice,
    Number,
    Office,
    Question,
    chosen,
    seen_at,
)
from gis_service.web.administration_words import Asked
from gis_service.web.forms import CheckedForm, Form
from gis_service.web.staff_words import role_words

router = APIRouter(include_in_schema=False)

DEPUTIES = "/stedfortraedere"
_UNREADABLE = BadRequest(
    da="Vælg to kolleger, en første og en sidste dag.",
    en="Choose two colleagues, a first and a last day.",
    next_da="Udfyld alle fire felter.",
    next_en="Fill in all four fields.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What the form says, as it was typed."""

    account: str = ""
    deputy: str = ""
    begins: str = ""
    ends: str = ""

    @classmethod
    def of(cls, form: Form) -> "_Said":
        """Read the form."""
        return cls(**{name: form.value(name) for name in ("account", "deputy", "begins", "ends")})

    @property
    def people(self) -> tuple[int, int]:
        """Who is away, and who acts for her."""
        account, deputy = chosen(self.account), chosen(self.deputy)
        if account is None or deputy is None:
            raise _UNREADABLE
        return account, deputy

    @property
    def days(self) -> tuple[date, date]:
        """From when until when."""
        try:
            return date.fromisoformat(self.begins), date.fromisoformat(self.ends)
        except ValueError:
            raise _UNREADABLE from None


@router.get(DEPUTIES)
async def deputies_page(office: DeputyOffice) -> Response:
    """Who acts for whom, and the form for another."""
    said = _Said(begins=today().isoformat())
    return office.show("administration_deputies.html", await _told(office, said))


@router.post(DEPUTIES)
async def name(form: CheckedForm, office: DeputyOffice) -> Response:
    """Names a deputy."""
    said = _Said.of(form)
    try:
        account_id, deputy_id = said.people
        await naming.name(office.door, office.signed, account_id, deputy_id, said.days)
    except WebError as error:
        told = await _told(office, said)
        return office.refused("administration_deputies.html", told, error, back=DEPUTIES)
    return seen_at(DEPUTIES)


@router.get(f"{DEPUTIES}/{{number}}/afslut")
async def ask_end(number: Number, office: DeputyOffice) -> Response:
    """Asks once whether to end it now."""
    found = await naming.one(office.door, office.signed, number)
    question = Question(
        asked=Asked.END_DEPUTY,
        name=f"{found['deputy']} for {found['absent']}",
        action=f"{DEPUTIES}/{number}/afslut",
        back=DEPUTIES,
    )
    return office.asks(question)


@router.post(f"{DEPUTIES}/{{number}}/afslut")
async def end(number: Number, form: CheckedForm, office: DeputyOffice) -> Response:
    """Ends it now."""
    del form
    await naming.end(office.door, office.signed, number)
    return seen_at(DEPUTIES)


async def _told(office: Office, said: _Said) -> Mapping[str, Any]:
    absent, deputies = await naming.colleagues(office.door, office.signed)
    return {
        "named": await naming.every(office.door, office.signed),
        "absent": [_choice(office, each) for each in absent],
        "deputies": [_choice(office, each) for each in deputies],
        "said": said,
        "first_day": today(),
        "last_day": today() + naming.LONGEST,
    }


def _choice(office: Office, found: Mapping[str, Any]) -> tuple[str, str]:
    role = found["role"]
    words = role_words(office.page.speech, Role(role)) if role in set(Role) else role
    return str(found["id"]), ", ".join(
        each for each in (found["display_name"], words, found["unit"]) if each
    )
