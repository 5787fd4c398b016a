"""Every text exists in Danish and English, and templates leave style and script to files."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from gis_service.web.pages import TEMPLATES
from gis_service.web.speech import TRANSLATIONS
from tests.gis_service.web.messages import Message, messages

STATIC = TEMPLATES.parent / "static"
PLACEHOLDER = re.compile(r"%\(\w+\)s")
# Words of the interface never speak of a person's condition, and suspicion is never called one.
NEVER = re.compile(
    r"\btilstand(en)? (er|på) huset|condition of the (house|property)", re.IGNORECASE
)


@pytest.fixture(scope="module")
def danish() -> dict[Message, Message]:
    with (TRANSLATIONS / "da" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return {_plain(each.id): _plain(each.string) for each in read_po(source) if each.id}


def _plain(text: str | Sequence[str] | None) -> Message:
    return text if isinstance(text, str) else tuple(text or ())


def test_every_text_is_translated_and_no_translation_is_left_over(
    danish: dict[Message, Message],
) -> None:
    said = set(messages())
    assert len(said) > 100
    assert said == set(danish)
    assert all(all(text) if isinstance(text, tuple) else text for text in danish.values())


def test_a_translation_has_the_same_places_for_values(danish: dict[Message, Message]) -> None:
    for english, text in danish.items():
        assert _places(english) == _places(text), english


def test_no_text_speaks_of_condition(danish: dict[Message, Message]) -> None:
    for text in (*danish, *danish.values()):
        assert not NEVER.search(str(text)), text


def _places(text: Message) -> set[str]:
    return set(PLACEHOLDER.findall(" ".join(text) if isinstance(text, tuple) else text))


@pytest.mark.parametrize(
    "path",
    sorted(TEMPLATES.rglob("*.html")),
    ids=lambda path: path.relative_to(TEMPLATES).as_posix(),
)
def test_a_template_holds_no_style_script_or_foreign_address(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|\|\s*safe\b", content)
    assert not re.search(r"<script(?![^>]*\ssrc=\"/static/)", content)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", content)


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.mjs")), ids=lambda path: path.name)
def test_a_script_makes_no_markup_from_text_and_asks_nobody_else(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert "innerHTML" not in content
    assert "eval(" not in content
    assert not re.search(r"https?://", content)
