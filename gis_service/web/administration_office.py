"""What the pages of an administrator start from, and how they ask before something is done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Path
from starlette.responses import RedirectResponse, Response

from gis_service.errors import WebError
from gis_service.signin.door import CurrentDoor, Door
from gis_service.signin.rights import ManagesAccounts
from gis_service.signin.session import SignedIn
from gis_service.web import forms
from gis_service.web.administration_words import Asked, asked_words
from gis_service.web.frame import CurrentPage
from gis_service.web.pages import Page

ADMINISTRATION = "/administration"
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
_HERE = "administration"
_SEE_OTHER = 303


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

    def show(self, template: str, told: Mapping[str, Any], *, back: str | None = None) -> Response:
        """A page of hers; `back` where its own address is none to come back to."""
        page = self.page if back is None else replace(self.page, back=back)
        return page.show(template, _HERE, {"problem": None, **told})

    def refused(
        self, template: str, told: Mapping[str, Any], error: WebError, *, back: str
    ) -> Response:
        """The same form again, with what was wrong above it."""
        return forms.refused(replace(self.page, back=back), template, _HERE, told, error)

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


def current_office(page: CurrentPage, door: CurrentDoor, signed: ManagesAccounts) -> Office:
    """The office of whoever manages accounts."""
    return Office(page=page, door=door, signed=signed)


def seen_at(address: str) -> Response:
    """What was changed is seen at an address."""
    return RedirectResponse(address, _SEE_OTHER)


CurrentOffice = Annotated[Office, Depends(current_office)]
