"""What the pages of an administrator start from, and how they ask before something is done."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Path
from starlette.responses import RedirectResponse, Response

from db.access import Permission
from gis_service.errors import BadRequest, WebError
from gis_service.signin.door import CurrentDoor, Door
from gis_service.signin.rights import CurrentSession, Needs
from gis_service.signin.session import SignedIn
from gis_service.web import forms
from gis_service.web.administration_words import Asked, asked_words, way_words
from gis_service.web.frame import CurrentPage
from gis_service.web.pages import Page

ADMINISTRATION = "/administration"
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
# A number that the database can hold has no more digits.
_DIGITS = 18
_NO_NUMBER = BadRequest(
    da="Et valg i formularen kan ikke bruges.",
    en="A choice in the form cannot be used.",
    next_da="Genindlæs siden, og vælg igen.",
    next_en="Reload the page, and choose again.",
)
_HERE = "administration"
_SEE_OTHER = 303


# The pages that belong together, and what each of them needs; each is named in the words.
WAYS = {
    "/administration": Permission.MANAGE_ACCOUNTS,
    "/administration/enheder": Permission.MANAGE_ACCOUNTS,
    "/stedfortraedere": Permission.NAME_DEPUTIES,
    "/administration/roller": Permission.SEE_AS_ROLE,
    "/administration/identitet": Permission.MANAGE_ACCOUNTS,
    "/ledelse": Permission.REVIEW_EMERGENCY_ACCESS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked once, about whom or what, and where yes and no lead."""

    asked: Asked
    name: str
    action: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Somebody who arranges who may do what: her page, the door, and who she is."""

    page: Page
    door: Door
    signed: SignedIn

    @property
    def ways(self) -> list[tuple[str, str]]:
        """The pages that are hers, by address and name."""
        words = way_words(self.page.speech)
        return [(path, words[path]) for path, needs in WAYS.items() if self.signed.may(needs)]

    def show(self, template: str, told: Mapping[str, Any], *, back: str | None = None) -> Response:
        """A page of hers; `back` where its own address is none to come back to."""
        page = self.page if back is None else replace(self.page, back=back)
        return page.show(template, _HERE, {"problem": None, "ways": self.ways, **told})

    def refused(
        self, template: str, told: Mapping[str, Any], error: WebError, *, back: str
    ) -> Response:
        """The same form again, with what was wrong above it."""
        page = replace(self.page, back=back)
        return forms.refused(page, template, _HERE, {"ways": self.ways, **told}, error)

    def asks(self, question: Question, error: WebError | None = None) -> Response:
        """A page that asks once and tells what follows; what was wrong stands above it."""
        told = {
            "asked": asked_words(self.page.speech, question.asked, question.name),
            "action": question.action,
            # Not `back`: that is where choosing a language comes back to.
            "before": question.back,
        }
        if error is None:
            return self.show("administration_ask.html", told)
        return self.refused("administration_ask.html", told, error, back=question.back)


def office_of(permission: Permission) -> Callable[..., Coroutine[Any, Any, Office]]:
    """The office of whoever holds a permission, and has come with her browser."""

    async def office(
        page: CurrentPage,
        door: CurrentDoor,
        signed: CurrentSession,
        _may: Annotated[SignedIn, Depends(Needs(permission))],
    ) -> Office:
        return Office(page=page, door=door, signed=signed)

    return office


def chosen(number: str) -> int | None:
    """The number that a choice of a form stands for; nothing where none was chosen."""
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
        raise _NO_NUMBER
    return int(number)


def seen_at(address: str) -> Response:
    """What was changed is seen at an address."""
    return RedirectResponse(address, _SEE_OTHER)


CurrentOffice = Annotated[Office, Depends(office_of(Permission.MANAGE_ACCOUNTS))]
DeputyOffice = Annotated[Office, Depends(office_of(Permission.NAME_DEPUTIES))]
RolesOffice = Annotated[Office, Depends(office_of(Permission.SEE_AS_ROLE))]
ReviewOffice = Annotated[Office, Depends(office_of(Permission.REVIEW_EMERGENCY_ACCESS))]
