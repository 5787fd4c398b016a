"""Forms that are sent without a script: they carry the page token in a field of their own."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from gis_service.errors import WebError, kind_of
from gis_service.middleware.origin import NO_TOKEN, is_ours
from gis_service.web.pages import Page

FIELD = "page_token"
_MOST_FIELDS = 60


class Form:
    """What a form holds, as text."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    def value(self, name: str) -> str:
        """The value of a field; empty where there is none."""
        found = self._data.get(name)
        return found if isinstance(found, str) else ""

    def several(self, name: str) -> list[str]:
        """Every value of a field."""
        return [each for each in self._data.getlist(name) if isinstance(each, str)]


async def checked_form(request: Request) -> Form:
    """The form of this request, which one of our own pages has sent."""
    form = Form(await request.form(max_files=0, max_fields=_MOST_FIELDS))
    if not is_ours(request.scope, form.value(FIELD)):
        raise NO_TOKEN
    return form


CheckedForm = Annotated[Form, Depends(checked_form)]


def refused(
    page: Page, template: str, here: str, told: Mapping[str, Any], error: WebError
) -> Response:
    """The same form again, with what was wrong above it."""
    problem = error.said(page.speech.language)
    return page.show(template, here, {**told, "problem": problem}, status=kind_of(error).status)
