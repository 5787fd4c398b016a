"""The pages of units: the walls inside a municipality."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from gis_service.errors import BadRequest, WebError
from gis_service.signin import administration
from gis_service.signin.schemas import CONTACT_LENGTH, UNIT_LENGTH
from gis_service.web.administration_office import (
    CurrentOffice,
    Number,
    Office,
    Question,
    seen_at,
)
from gis_service.web.administration_words import Asked
from gis_service.web.forms import CheckedForm

router = APIRouter(include_in_schema=False)

UNITS = "/administration/enheder"
_UNREADABLE = BadRequest(
    da="Enheden mangler et navn, eller en tekst er for lang.",
    en="The unit lacks a name, or a text is too long.",
    next_da=f"Et navn har højst {UNIT_LENGTH} tegn, en kontakt højst {CONTACT_LENGTH}.",
    next_en=f"A name has at most {UNIT_LENGTH} characters, a contact at most {CONTACT_LENGTH}.",
)


@router.get(UNITS)
async def units_page(office: CurrentOffice) -> Response:
    """The units of the municipality, and the form for another."""
    return office.show("administration_units.html", await _told(office))


@router.post(UNITS)
async def add(form: CheckedForm, office: CurrentOffice) -> Response:
    """Keeps another unit."""
    name, contact = form.value("name").strip(), form.value("contact").strip()
    try:
        if not 1 <= len(name) <= UNIT_LENGTH or len(contact) > CONTACT_LENGTH:
            raise _UNREADABLE
        await administration.add_unit(office.door, office.signed, name, contact or None)
    except WebError as error:
        told = {**await _told(office), "said": (name, contact)}
        return office.refused("administration_units.html", told, error, back=UNITS)
    return seen_at(UNITS)


@router.post(f"{UNITS}/{{unit}}")
async def change(unit: Number, form: CheckedForm, office: CurrentOffice) -> Response:
    """Keeps how colleagues reach a unit."""
    contact = form.value("contact").strip()
    try:
        if len(contact) > CONTACT_LENGTH:
            raise _UNREADABLE
        await administration.change_unit(office.door, office.signed, unit, contact or None)
    except WebError as error:
        told = await _told(office)
        return office.refused("administration_units.html", told, error, back=UNITS)
    return seen_at(UNITS)


@router.get(f"{UNITS}/{{unit}}/luk")
async def ask_close(unit: Number, office: CurrentOffice) -> Response:
    """Asks once whether to close it, and tells what follows."""
    found = await administration.one_unit(office.door, office.signed, unit)
    action = f"{UNITS}/{unit}/luk"
    question = Question(asked=Asked.CLOSE_UNIT, name=found["name"], action=action, back=UNITS)
    return office.asks(question)


@router.post(f"{UNITS}/{{unit}}/luk")
async def close(unit: Number, form: CheckedForm, office: CurrentOffice) -> Response:
    """Closes it from today."""
    del form
    await administration.close_unit(office.door, office.signed, unit)
    return seen_at(UNITS)


@router.post(f"{UNITS}/{{unit}}/genaabn")
async def reopen(unit: Number, form: CheckedForm, office: CurrentOffice) -> Response:
    """Opens it again."""
    del form
    await administration.reopen_unit(office.door, office.signed, unit)
    return seen_at(UNITS)


async def _told(office: Office) -> Mapping[str, Any]:
    return {
        "units": await administration.every_unit(office.door, office.signed),
        "name_length": UNIT_LENGTH,
        "contact_length": CONTACT_LENGTH,
        "said": ("", ""),
        "problem": None,
    }
