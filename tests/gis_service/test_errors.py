"""Errors: one table, one shape, nothing leaked."""

import logging
from collections.abc import MutableMapping
from typing import Any

import psycopg
import pytest
import structlog
from fastapi import FastAPI
from starlette.testclient import TestClient

from db.errors import AtlasError, DatabaseError
from db.imports.errors import Busy, Refused, UndoRefused
from gis_service import errors, logs
from gis_service.app import create_app
from gis_service.errors import INTERNAL, KINDS, WebError, kind_of, words
from gis_service.settings import ServiceSettings
from layers.errors import BadFilter
from layers.words import Language
from tests.gis_service.conftest import HOST, Place, cookie_of_planner
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.people import COOKIE

LEAK = "select secret from social.flag -- 010190-1234"


@pytest.fixture
def broken(place: Place) -> TestClient:
    """A service with a route that fails as it is told to."""
    app: FastAPI = create_app(ServiceSettings(), place)
    failures: dict[str, Exception] = {
        "unforeseen": RuntimeError(LEAK),
        "database": psycopg.OperationalError(LEAK),
        "sql": psycopg.errors.SyntaxError(LEAK),
        "data": psycopg.DataError(LEAK),
    }

    @app.get("/fail/{how}")
    async def fail(how: str) -> None:
        raise failures[how]

    client = TestClient(app, base_url=HOST, raise_server_exceptions=False)
    client.cookies.set(COOKIE, cookie_of_planner(place.database()))
    return client


@pytest.mark.parametrize(
    ("how", "status", "slug"),
    (
        ("unforeseen", 500, "internal"),
        ("sql", 500, "internal"),
        ("database", 503, "registry-unavailable"),
        ("data", 400, "bad-request"),
    ),
)
@pytest.mark.parametrize("language", ("da", "en"))
def test_what_nobody_foresaw_is_told_without_a_leak(
    broken: TestClient, how: str, status: int, slug: str, language: str
) -> None:
    with broken as service:
        answer = service.get(f"/fail/{how}?lang={language}")
    told(answer, status, slug)
    assert "secret" not in answer.text
    assert "010190" not in answer.text
    assert answer.headers["content-security-policy"]


def test_a_failure_is_logged_with_its_trace_and_a_refusal_is_not(
    broken: TestClient,
) -> None:
    written: list[dict[str, Any]] = []

    def keep(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
        written.append(dict(event))
        raise structlog.DropEvent

    with broken as service:
        structlog.configure(
            processors=[structlog.processors.add_log_level, keep],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        )
        service.get("/fail/unforeseen?q=Bygaden")
        service.get("/api/layers?address=Bygaden")
    logs.configure()
    levels = {entry["event"]: entry["level"] for entry in written}
    assert levels["could not answer"] == "error"
    assert levels["refused"] == "info"
    failure = next(entry for entry in written if entry["event"] == "could not answer")
    assert isinstance(failure["exc_info"], RuntimeError)
    # What a person searched for stays out of the log.
    assert not [entry for entry in written if "Bygaden" in str(entry)]


def test_every_error_of_the_web_is_in_the_table() -> None:
    of_the_web = {
        one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, WebError)
    }
    assert of_the_web - {WebError} <= set(KINDS)


@pytest.mark.parametrize(
    ("error", "status"),
    (
        (BadFilter(da="a", en="b", next_da="c", next_en="d"), 400),
        (Busy("a", "b"), 409),
        (UndoRefused("a", "b"), 409),
        (Refused("a", "b"), 422),
        (AtlasError("a", "b"), 422),
        (DatabaseError("a", "b"), 503),
    ),
)
def test_the_nearest_class_decides(error: Exception, status: int) -> None:
    assert kind_of(error).status == status


def test_an_unknown_error_is_internal_and_says_nothing_of_itself() -> None:
    assert kind_of(ValueError(LEAK)) is INTERNAL
    for language in Language:
        assert LEAK not in " ".join(words(ValueError(LEAK), language))


def test_every_title_exists_in_both_languages() -> None:
    for kind in KINDS.values():
        assert kind.title(Language.DA)
        assert kind.title(Language.EN)
        assert kind.title(Language.DA) != kind.title(Language.EN)


@pytest.mark.parametrize(("language", "title"), (("da", "Findes ikke"), ("en", "Not found")))
def test_a_person_is_told_on_a_page(service: TestClient, language: str, title: str) -> None:
    headers = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = service.get(f"/nowhere?lang={language}&x=<script>", headers=headers)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert f"<h1>{title}</h1>" in answer.text
    assert f'lang="{language}"' in answer.text
    assert "<script>" not in answer.text.replace('<script type="module"', "")
    # A script of the page, and the interface, are told in data.
    told(service.get("/nowhere", headers={**headers, "hx-request": "true"}), 404)
    told(service.get("/api/nowhere", headers=headers), 404)
