"""Answers that hold something confidential."""

from typing import Any

from starlette.responses import Response

from gis_service.answers import as_json


def confidential(content: Any, status: int = 200) -> Response:
    """The content as JSON that not even the browser's own disk keeps."""
    answer = as_json(content, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
