"""The texts of the pages, gathered from templates and code, so that none is left untranslated."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

from gis_service.web import speech

HERE = Path(speech.__file__).parent
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "text": None,
    "ngettext": (1, 2),
    "many": (1, 2),
}

Message = str | tuple[str, ...]


def messages() -> Iterator[Message]:
    """Every text that a reader may meet, in the order of the files; plurals as pairs."""
    for path in sorted(HERE.rglob("*.html")):
        content = io.BytesIO(path.read_bytes())
        options = {"trim_blocks": "true", "lstrip_blocks": "true"}
        for _line, _function, message, _comments in babel_extract(
            content, list(KEYWORDS), [], options
        ):
            yield _plain(message)
    for path in sorted(HERE.glob("*.py")):
        with path.open("rb") as content_of_code:
            for _line, message, _, _ in extract("python", content_of_code, KEYWORDS):
                yield _plain(message)


def _plain(message: object) -> Message:
    if isinstance(message, tuple):
        parts = tuple(part for part in message if isinstance(part, str))
        return parts if len(parts) > 1 else parts[0]
    return str(message)
