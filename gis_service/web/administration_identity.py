"""The page of rules for signing in through the municipality: which claim gives which role."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from db.access import Role
from db.staff.claim_mapping import CLAIM_LENGTH, VALUE_LENGTH, NewMapping
from gis_service.errors import BadRequest, WebError
from gis_service.signin import claims
from gis_service.web.administration import choices
from gis_service.web.administration_office import (
    CurrentOffice,
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

IDENTITY = "/administration/identitet"
_UNREADABLE = BadRequest(
    da="Reglen mangler et felt, en værdi eller en rolle.",
    en="The rule lacks a claim, a value or a role.",
    next_da="Skriv felt og værdi nøjagtigt, som kommunens login sender dem.",
    next_en="Write claim and value exactly as the municipality's sign-in sends them.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What the form says, as it was typed."""

    claim: str = ""
    value: str = ""
    role: str = ""
    unit: str = ""

    @classmethod
    def of(cls, form: Form) -> "_Said":
        """Read the form."""
        return cls(
            claim=form.value("claim").strip(),
            value=form.value("value").strip(),
            role=form.value("role"),
            unit=form.value("unit"),
        )

    @property
    def mapping(self) -> NewMapping:
        """The rule; refused where it cannot be one."""
        is_bounded = 1 <= len(self.claim) <= CLAIM_LENGTH and 1 <= len(self.value) <= VALUE_LENGTH
        if not is_bounded or self.role not in set(Role):
            raise _UNREADABLE
        unit_id = chosen(self.unit)
        return NewMapping(claim=self.claim, value=self.value, role=self.role, unit_id=unit_id)


@router.get(IDENTITY)
async def identity_page(office: CurrentOffice) -> Response:
    """The rules of the municipality, and the form for another."""
    said = _Said(role=Role.PLANNER)
    return office.show("administration_identity.html", await _told(office, said))


@router.post(IDENTITY)
async def add(form: CheckedForm, office: CurrentOffice) -> Response:
    """Keeps another rule."""
    said = _Said.of(form)
    try:
        await claims.add(office.door, office.signed, said.mapping)
    except WebError as error:
        told = await _told(office, said)
        return office.refused("administration_identity.html", told, error, back=IDENTITY)
    return seen_at(IDENTITY)


@router.get(f"{IDENTITY}/{{number}}/fjern")
async def ask_remove(number: Number, office: CurrentOffice) -> Response:
    """Asks once whether to remove it, and tells what follows."""
    found = await claims.one(office.door, office.signed, number)
    question = Question(
        asked=Asked.REMOVE_MAPPING,
        name=f"{found['claim']} = {found['value']}",
        action=f"{IDENTITY}/{number}/fjern",
        back=IDENTITY,
    )
    return office.asks(question)


@router.post(f"{IDENTITY}/{{number}}/fjern")
async def remove(number: Number, form: CheckedForm, office: CurrentOffice) -> Response:
    """Removes it."""
    del form
    await claims.remove(office.door, office.signed, number)
    return seen_at(IDENTITY)


async def _told(office: Office, said: _Said) -> Mapping[str, Any]:
    speech = office.page.speech
    rules = [
        {
            **each,
            "role_words": role_words(speech, Role(each["role"]))
            if each["role"] in set(Role)
            else each["role"],
        }
        for each in await claims.every(office.door, office.signed)
    ]
    return {
        **await choices(office),
        "rules": rules,
        "said": said,
        "claim_length": CLAIM_LENGTH,
        "value_length": VALUE_LENGTH,
    }
