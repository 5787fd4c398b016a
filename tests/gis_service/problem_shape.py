"""The one shape of every error, and how a test holds an answer to it."""

from typing import Any

from httpx2 import Response


def told(answer: Response, status: int, slug: str | None = None) -> dict[str, Any]:
    """The problem of an answer, after checking that it is one and says what to do next."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem.keys() >= {"type", "title", "status", "detail", "next_step"}
    assert problem["status"] == status
    assert problem["type"].startswith("urn:landsbyatlas:problem:")
    for name in ("title", "detail", "next_step"):
        assert isinstance(problem[name], str)
        assert len(problem[name]) > 3
    if slug is not None:
        assert problem["type"] == f"urn:landsbyatlas:problem:{slug}"
    for leak in ("Traceback", "psycopg", "sqlalchemy", "SELECT ", "site-packages", ".py"):
        assert leak not in answer.text
    return problem
