"""The pages of accounts: who may sign in, and what an administrator does about it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from db.access import Role, needs_second_factor
from db.staff.accounts import Changed, NewAccount
from gis_service.errors import BadRequest, WebError
from gis_service.signin import administration, second_person
from gis_service.signin.door import Door
from gis_service.signin.entering import spelled
from gis_service.signin.links import DISPLAY_NAME_LENGTH, NAME, Made
from gis_service.signin.second_person import Waiting
from gis_service.signin.session import SignedIn
from gis_service.state import OpenRegistry
from gis_service.web.administration_office import (
    ADMINISTRATION,
    CurrentOffice,
    Number,
    Office,
    Question,
    chosen,
    seen_at,
)
from gis_service.web.administration_words import Asked, request_words
from gis_service.web.forms import CheckedForm, Form
from gis_service.web.municipalities import told_of
from gis_service.web.speech import Speech
from gis_service.web.staff_words import role_words, state_words

router = APIRouter(include_in_schema=False)

ACCOUNTS = f"{ADMINISTRATION}/konti"
REQUESTS = f"{ADMINISTRATION}/anmodninger"
_UNREADABLE = BadRequest(
    da="Brugernavn, navn, rolle eller enhed kan ikke bruges.",
    en="The user name, the name, the role or the unit cannot be used.",
    next_da="Brugernavnet har små bogstaver, tal, punktum og @; de andre felter skal udfyldes.",
    next_en="The user name has small letters, digits, dots and @; fill in the other fields too.",
)


class Act(StrEnum):
    """What is done to an account after it was asked once whether to, as the address names it."""

    LINK = "link"
    REMOVE_FACTOR = "to-trin"
    CLOSE = "luk"
    REOPEN = "genaabn"


class Decision(StrEnum):
    """What a second administrator says to a request, as the address names it."""

    CONFIRM = "bekraeft"
    REFUSE = "afvis"


_ASKED = {
    Act.LINK: Asked.LINK,
    Act.REMOVE_FACTOR: Asked.REMOVE_FACTOR,
    Act.CLOSE: Asked.CLOSE,
    Act.REOPEN: Asked.REOPEN,
}
_DONE: Mapping[Act, Callable[[Door, SignedIn, int], Awaitable[Made | Waiting | None]]] = {
    Act.LINK: administration.reset_link,
    Act.REMOVE_FACTOR: administration.remove_second_factor,
    Act.CLOSE: administration.close,
    Act.REOPEN: administration.reopen,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a form says of somebody, as it was typed."""

    name: str = ""
    display_name: str = ""
    role: str = ""
    unit: str = ""

    @classmethod
    def of(cls, form: Form) -> "Said":
        """Read the form."""
        return cls(
            name=spelled(form.value("name")),
            display_name=form.value("display_name").strip(),
            role=form.value("role"),
            unit=form.value("unit"),
        )

    @property
    def changed(self) -> Changed:
        """What is to hold of the account; refused where it cannot be."""
        is_name = 1 <= len(self.display_name) <= DISPLAY_NAME_LENGTH
        if not is_name or self.role not in set(Role):
            raise _UNREADABLE
        return Changed(display_name=self.display_name, role=self.role, unit_id=chosen(self.unit))


@router.get(ADMINISTRATION)
async def overview(office: CurrentOffice, registry: OpenRegistry) -> Response:
    """The accounts of the municipality, and what waits for a second administrator."""
    door, signed, speech = office.door, office.signed, office.page.speech
    told = {
        "accounts": [_account(speech, each) for each in await administration.every(door, signed)],
        "requests": [
            {**each, "text": request_words(speech, each["what"], each["display_name"])}
            for each in await second_person.open_ones(door, signed)
        ],
        "municipality": await told_of(registry, signed.municipality_code),
    }
    return office.show("administration.html", told)


@router.get(f"{ACCOUNTS}/ny")
async def invite_page(office: CurrentOffice) -> Response:
    """The form for somebody who is to have an account."""
    told = {"said": Said(role=Role.PLANNER), **await choices(office)}
    return office.show("administration_invite.html", told)


@router.post(f"{ACCOUNTS}/ny")
async def invite(form: CheckedForm, request: Request, office: CurrentOffice) -> Response:
    """Makes the account, and shows the link with which its owner chooses a password, this once."""
    said = Said.of(form)
    try:
        changed = said.changed
        if not NAME.fullmatch(said.name):
            raise _UNREADABLE
        new = NewAccount(
            municipality_code=office.signed.municipality_code,
            name=said.name,
            display_name=changed.display_name,
            role=changed.role,
            unit_id=changed.unit_id,
        )
        account_id, made = await administration.invite(office.door, office.signed, new)
    except WebError as error:
        told = {"said": said, **await choices(office)}
        return office.refused("administration_invite.html", told, error, back=f"{ACCOUNTS}/ny")
    if isinstance(made, Waiting):
        return seen_at(ADMINISTRATION)
    return _link(office, request, made, await _one(office, account_id))


@router.get(f"{ACCOUNTS}/{{account}}")
async def account_page(account: Number, office: CurrentOffice) -> Response:
    """One account: what is known of it, and what can be done."""
    found = await _one(office, account)
    unit = str(found["unit_id"] or "")
    said = Said(display_name=found["display_name"], role=found["role"], unit=unit)
    return office.show("administration_account.html", await _told(office, found, said))


@router.post(f"{ACCOUNTS}/{{account}}")
async def change(account: Number, form: CheckedForm, office: CurrentOffice) -> Response:
    """Changes name, role and unit."""
    said, here = Said.of(form), f"{ACCOUNTS}/{account}"
    try:
        await administration.change(office.door, office.signed, account, said.changed)
    except WebError as error:
        told = await _told(office, await _one(office, account), said)
        return office.refused("administration_account.html", told, error, back=here)
    return seen_at(here)


@router.get(f"{ACCOUNTS}/{{account}}/{{act}}")
async def ask(account: Number, act: Act, office: CurrentOffice) -> Response:
    """Asks once whether to do it, and tells what follows."""
    return office.asks(_question(await _one(office, account), act))


@router.post(f"{ACCOUNTS}/{{account}}/{{act}}")
async def do(
    account: Number, act: Act, form: CheckedForm, request: Request, office: CurrentOffice
) -> Response:
    """Does it; a link is shown this once."""
    del form
    found = await _one(office, account)
    try:
        done = await _DONE[act](office.door, office.signed, account)
    except WebError as error:
        return office.asks(_question(found, act), error)
    if isinstance(done, Made):
        return _link(office, request, done, found)
    return seen_at(ADMINISTRATION if isinstance(done, Waiting) else f"{ACCOUNTS}/{account}")


@router.get(f"{REQUESTS}/{{number}}/{{decision}}")
async def ask_decision(number: Number, decision: Decision, office: CurrentOffice) -> Response:
    """Asks once whether to confirm what a colleague asked for, or to refuse it."""
    return office.asks(await _request(office, number, decision))


@router.post(f"{REQUESTS}/{{number}}/{{decision}}")
async def decide(
    number: Number, decision: Decision, form: CheckedForm, request: Request, office: CurrentOffice
) -> Response:
    """Confirms, which does it, or refuses; a link is shown to whoever confirms, this once."""
    del form
    door, signed = office.door, office.signed
    found = await second_person.one(door, signed, number)
    if decision is Decision.REFUSE:
        await second_person.refuse(door, signed, number)
        return seen_at(ADMINISTRATION)
    try:
        made = await second_person.confirm(door, signed, number)
    except WebError as error:
        return office.asks(await _request(office, number, decision), error)
    if made is None:
        return seen_at(f"{ACCOUNTS}/{found['account_id']}")
    return _link(office, request, made, await _one(office, found["account_id"]))


async def choices(office: Office) -> Mapping[str, Any]:
    """The roles and open units that somebody can be put in."""
    units = await administration.every_unit(office.door, office.signed)
    return {
        "roles": roles(office.page.speech),
        "units": [(str(each["id"]), each["name"]) for each in units if each["closed_on"] is None],
        "name_length": DISPLAY_NAME_LENGTH,
    }


def roles(speech: Speech) -> Sequence[tuple[str, str, bool]]:
    """Every role by its words, and whether it needs a second factor."""
    return [(each.value, role_words(speech, each), needs_second_factor(each)) for each in Role]


async def _one(office: Office, account_id: int) -> dict[str, Any]:
    return await administration.one(office.door, office.signed, account_id)


def _question(found: Mapping[str, Any], act: Act) -> Question:
    back = f"{ACCOUNTS}/{found['id']}"
    return Question(
        asked=_ASKED[act], name=found["display_name"], action=f"{back}/{act}", back=back
    )


async def _request(office: Office, number: int, decision: Decision) -> Question:
    found = await second_person.one(office.door, office.signed, number)
    return Question(
        asked=Asked.CONFIRM if decision is Decision.CONFIRM else Asked.REFUSE,
        name=request_words(office.page.speech, found["what"], found["display_name"]),
        action=f"{REQUESTS}/{number}/{decision}",
        back=ADMINISTRATION,
    )


def _link(office: Office, request: Request, made: Made, found: Mapping[str, Any]) -> Response:
    told = {
        "account": found,
        "link": str(request.url_for("link_page", token=made.token)),
        "ends_at": made.ends_at,
    }
    # The address of the form itself is none to come back to.
    return office.show("administration_link.html", told, back=f"{ACCOUNTS}/{found['id']}")


async def _told(office: Office, found: Mapping[str, Any], said: Said) -> Mapping[str, Any]:
    told = await choices(office)
    own = (str(found["unit_id"]), found["unit"])
    if found["unit_id"] is not None and own not in told["units"]:
        # A closed unit stays that of whoever is in it.
        told = {**told, "units": [own, *told["units"]]}
    return {
        **told,
        "account": _account(office.page.speech, found),
        "said": said,
        "is_own": found["id"] == office.signed.account_id,
    }


def _account(speech: Speech, found: Mapping[str, Any]) -> Mapping[str, Any]:
    # A role that this version does not know holds nothing, and is called by its name.
    role = Role(found["role"]) if found["role"] in set(Role) else None
    needs = role is not None and needs_second_factor(role)
    return {
        **found,
        "role_words": found["role"] if role is None else role_words(speech, role),
        "state_words": state_words(speech, found["state"]),
        "lacks_factor": needs and not found["has_second_factor"],
    }
