"""Turns what is read into pages: the templates, and what each of them may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from starlette.responses import HTMLResponse

from db.access import Viewer
from gis_service.web.navigation import links
from gis_service.web.speech import Speech, catalogue
from layers.words import Language

TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates(language: Language) -> Environment:
    """The templates in a language; what comes from data is always escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    speech = Speech(language=language)
    # The extension adds this method; it is not on the class.
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "date": speech.date,
        "moment": speech.moment,
        "number": speech.number,
        "metres": speech.metres,
    }
    environment.globals["language"] = str(language)
    environment.globals["has"] = _has
    return environment


@pass_context
def _has(context: Context, name: str) -> bool:
    """Whether a part was given something to show."""
    return context.resolve_or_missing(name) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page tells: its language, whether this is the demo, and the token for changes.

    Attributes:
        viewer: Whoever is signed in; None on a page for those who are not.
        acting_for: What the colleague is called whose deputy she is now.
    """

    speech: Speech
    is_demo: bool
    token: str
    back: str
    viewer: Viewer | None = None
    acting_for: str | None = None

    def show(
        self, template: str, here: str, told: Mapping[str, Any], status: int = 200
    ) -> HTMLResponse:
        """A whole page."""
        frame = {
            "here": here,
            "is_demo": self.is_demo,
            "token": self.token,
            "back": self.back,
            **frame_of(self.viewer, self.speech, here, self.acting_for),
        }
        text = templates(self.speech.language).get_template(template).render({**frame, **told})
        return HTMLResponse(text, status)


def frame_of(
    viewer: Viewer | None, speech: Speech, here: str, acting_for: str | None
) -> dict[str, Any]:
    """What the bar of a page shows: where its reader may go, who she is and acts for."""
    return {
        "links": [] if viewer is None else links(viewer, speech, here),
        "who": None if viewer is None else viewer.name,
        "account": "" if viewer is None else viewer.account,
        "acting_for": acting_for,
    }


def parts(language: Language, names: tuple[str, ...], told: Mapping[str, Any]) -> HTMLResponse:
    """Some parts of the map page, each to be put in the place of its former self."""
    environment = templates(language)
    made = (
        environment.get_template(f"parts/{name}.html").render({**told, "oob": True})
        for name in names
    )
    return HTMLResponse("\n".join(made))
