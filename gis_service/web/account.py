"""The page of one's own account: password, second factor, sessions, tokens and notices."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import RedirectResponse, Response

from db.access import Permission, Role
from db.clock import today
from db.log import samples
from db.logins import ApplicationRole
from gis_service.errors import BadRequest, WebError
from gis_service.signin import account, acting, second_factor, tokens
from gis_service.signin.door import CurrentDoor, Door
from gis_service.signin.rights import CurrentSession, OnHerWay
from gis_service.signin.session import SignedIn
from gis_service.signin.tokens import LONGEST_DAYS, NAME_LENGTH, USUAL_DAYS, AskedToken
from gis_service.web.administration_office import chosen
from gis_service.web.device_words import device_words
from gis_service.web.forms import CheckedForm, Form, refused
from gis_service.web.frame import CurrentPage
from gis_service.web.pages import Page
from gis_service.web.staff_words import notice_words, permission_words, role_words

router = APIRouter(include_in_schema=False)

ACCOUNT = "/konto"
_SEE_OTHER = 303
# Where what a notice tells of is looked at.
_WAYS = {
    "requested": ("/administration", Permission.MANAGE_ACCOUNTS),
    "emergency access": ("/ledelse", Permission.REVIEW_EMERGENCY_ACCESS),
}
_UNREADABLE = BadRequest(
    da="Adgangsnøglen mangler et navn, en rettighed eller et antal dage.",
    en="The token lacks a name, a right or a number of days.",
    next_da=f"Vælg mindst én rettighed og 1 til {LONGEST_DAYS} dage.",
    next_en=f"Choose at least one right, and 1 to {LONGEST_DAYS} days.",
)


@router.get(ACCOUNT)
async def account_page(page: CurrentPage, door: CurrentDoor, signed: CurrentSession) -> Response:
    """What the application knows of whoever is signed in."""
    told = {**await _told(door, signed, page), "problem": None}
    return page.show("account.html", "account", told)


@router.post(f"{ACCOUNT}/adgangskode")
async def change_password(
    form: CheckedForm, page: CurrentPage, door: CurrentDoor, signed: CurrentSession
) -> Response:
    """Changes the password, after the present one."""
    try:
        await account.change_password(door, signed, form.value("present"), form.value("chosen"))
    except WebError as error:
        return await _refused(door, signed, page, error)
    return RedirectResponse(ACCOUNT, _SEE_OTHER)


@router.post(f"{ACCOUNT}/to-trin/fjern")
async def remove_factor(
    form: CheckedForm, page: CurrentPage, door: CurrentDoor, signed: CurrentSession
) -> Response:
    """Removes the second factor, after a last code."""
    try:
        await second_factor.remove(door, signed, form.value("code"))
    except WebError as error:
        return await _refused(door, signed, page, error)
    return RedirectResponse(ACCOUNT, _SEE_OTHER)


@router.post(f"{ACCOUNT}/sessioner/{{session}}/luk")
async def revoke_session(
    session: UUID, form: CheckedForm, door: CurrentDoor, signed: CurrentSession
) -> Response:
    """Ends one of her sessions."""
    del form
    await account.revoke_session(door, signed, session)
    return RedirectResponse(ACCOUNT, _SEE_OTHER)


@router.post(f"{ACCOUNT}/stedfortraeder")
async def act_for(
    form: CheckedForm, page: CurrentPage, door: CurrentDoor, signed: CurrentSession
) -> Response:
    """Goes on in the role and unit of a colleague who is away."""
    try:
        await acting.act_for(door, signed, chosen(form.value("for")) or 0)
    except WebError as error:
        return await _refused(door, signed, page, error)
    return RedirectResponse(ACCOUNT, _SEE_OTHER)


@router.post(f"{ACCOUNT}/stedfortraeder/slut")
async def act_as_herself(form: CheckedForm, door: CurrentDoor, signed: OnHerWay) -> Response:
    """Goes on as herself; the page that she leaves may be one that only her colleague may open."""
    del form
    await acting.act_as_herself(door, signed)
    return RedirectResponse(ACCOUNT, _SEE_OTHER)


@router.post(f"{ACCOUNT}/noegler")
async def make_token(
    form: CheckedForm, page: CurrentPage, door: CurrentDoor, signed: CurrentSession
) -> Response:
    """Makes a token, and shows it this once."""
    try:
        made = await tokens.make(door, signed, _asked(form))
    except WebError as error:
        return await _refused(door, signed, page, error)
    told = {**await _told(door, signed, page), "problem": None, "fresh": made.secret}
    return replace(page, back=ACCOUNT).show("account.html", "account", told)


@router.post(f"{ACCOUNT}/noegler/{{token}}/fjern")
async def revoke_token(
    token: Annotated[int, Path(ge=1, le=2**63 - 1)],
    form: CheckedForm,
    door: CurrentDoor,
    signed: CurrentSession,
) -> Response:
    """Revokes a token."""
    del form
    await tokens.revoke(door, signed, token)
    return RedirectResponse(ACCOUNT, _SEE_OTHER)


def _asked(form: Form) -> AskedToken:
    """The token that a form asks for."""
    name, days, scopes = form.value("name").strip(), form.value("days"), form.several("scopes")
    proof = form.value("proof")
    is_right = (
        1 <= len(name) <= NAME_LENGTH
        and days.isascii()
        and days.isdecimal()
        and 1 <= int(days[:4]) <= LONGEST_DAYS
        and scopes
        and set(scopes) <= set(Permission)
    )
    if not is_right:
        raise _UNREADABLE
    chosen = frozenset(Permission(each) for each in scopes)
    lifetime = timedelta(days=int(days[:4]))
    return AskedToken(name=name, proof=proof, scopes=chosen, lifetime=lifetime)


async def _refused(door: Door, signed: SignedIn, page: Page, error: WebError) -> Response:
    told = await _told(door, signed, page)
    # The address of the form itself is none to come back to.
    return refused(replace(page, back=ACCOUNT), "account.html", "account", told, error)


async def _told(door: Door, signed: SignedIn, page: Page) -> Mapping[str, Any]:
    known = await account.overview(door, signed)
    made = await tokens.every(door, signed)
    colleagues = await acting.for_whom(door, signed)
    speech = page.speech
    rights = sorted((permission_words(speech, each), each.value) for each in signed.permissions)
    return {
        **known,
        "role": role_words(speech, signed.role),
        "colleagues": [
            {
                **each,
                "role": role_words(speech, Role(each["role"])),
                "is_now": each["id"] == signed.acting_for,
            }
            for each in colleagues
            # One that this version does not know is acted in by nobody.
            if each["role"] in set(Role)
        ],
        "sessions": [{**each, "told": device_words(each["device"])} for each in known["sessions"]],
        "sample_waits": signed.may(Permission.READ_AUDIT) and await _sample_waits(door, signed),
        "notices": [
            {**each, "text": notice_words(speech, each["kind"], each["about"])}
            for each in known["notices"]
        ],
        "tokens": [
            {
                **each,
                "scopes": [permission_words(speech, Permission(one)) for one in each["scopes"]],
            }
            for each in made
        ],
        "rights": rights,
        "usual_days": USUAL_DAYS,
        "longest_days": LONGEST_DAYS,
        "name_length": NAME_LENGTH,
        "ways": {kind: path for kind, (path, needs) in _WAYS.items() if signed.may(needs)},
        "fresh": None,
    }


async def _sample_waits(door: Door, signed: SignedIn) -> bool:
    officer = signed.context(ApplicationRole.DATA_PROTECTION_OFFICER)
    async with door.staff.acting(officer) as act:
        return await samples.waits(act, today())
