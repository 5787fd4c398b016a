"""What every request must pass, whatever it asks for."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from gis_service.page_token import HEADER, LIFETIME_S, PageTokens
from tests.gis_service.conftest import Place, served
from tests.gis_service.problem_shape import told


@pytest.mark.parametrize(
    "host", ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "[::2]:8000")
)
def test_another_host_name_is_refused(service: TestClient, host: str) -> None:
    answer = service.get("/healthz", headers={"host": host})
    told(answer, 400, "host")
    assert answer.headers["content-security-policy"]


def test_two_host_headers_are_refused(service: TestClient) -> None:
    headers = [("host", "127.0.0.1:8000"), ("host", "evil.example")]
    told(service.get("/healthz", headers=headers), 400, "host")


@pytest.mark.parametrize("host", ("localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"))
def test_names_of_this_machine_are_answered(service: TestClient, host: str) -> None:
    assert service.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "foreign",
    (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://[broken"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ),
)
def test_a_change_asked_for_by_another_page_is_refused(
    service: TestClient, own_page: dict[str, str], foreign: dict[str, str]
) -> None:
    answer = service.post("/api/imports/uploads", headers={**own_page, **foreign})
    told(answer, 403, "origin")
    assert "access-control-allow-origin" not in answer.headers


def test_a_preflight_of_another_page_gets_no_leave(service: TestClient) -> None:
    answer = service.options(
        "/api/imports/uploads",
        headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
    )
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("token", ("", "x", "ffffffff.", "ffffffff.0", ".", "æ.ø"))
def test_a_change_without_a_page_token_is_refused(
    service: TestClient, own_page: dict[str, str], token: str
) -> None:
    headers = [
        *((name.encode(), value.encode()) for name, value in own_page.items() if name != HEADER),
        (HEADER.encode(), token.encode()),
    ]
    problem = told(service.post("/api/imports/uploads", headers=headers), 403, "page-token")
    assert "Genindlæs" in problem["next_step"]


def test_a_page_token_ends_and_belongs_to_one_installation() -> None:
    tokens = PageTokens(secret=b"a")
    token = tokens.issue(now=1_000)
    assert tokens.is_valid(token, now=1_000 + LIFETIME_S)
    assert not tokens.is_valid(token, now=1_001 + LIFETIME_S)
    assert not PageTokens(secret=b"b").is_valid(token, now=1_000)


def test_a_second_worker_takes_the_tokens_of_the_first(
    service: TestClient, place: Place, own_page: dict[str, str]
) -> None:
    with served(place) as other:
        other.cookies.update(service.cookies)
        answer = other.post("/api/imports/uploads", headers=own_page)
        told(answer, 422, "upload")


def test_an_address_that_is_too_long_is_refused(service: TestClient) -> None:
    told(service.get(f"/api/layers?x={'a' * 20_000}"), 413, "too-large")


@pytest.mark.parametrize("announced", (True, False))
def test_a_body_that_is_too_large_is_refused(
    service: TestClient, own_page: dict[str, str], *, announced: bool
) -> None:
    body: Any = b"x" * 2_000_000 if announced else (b"x" * 100_000 for _ in range(20))
    path = "/api/imports/uploads/0123456789abcdef0123456789abcdef/run"
    told(service.post(path, content=body, headers=own_page), 413, "too-large")


def test_every_answer_carries_the_security_headers(service: TestClient) -> None:
    for path in ("/healthz", "/nowhere", "/api/layers?unknown=1", "/api/openapi.json"):
        headers = service.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["permissions-policy"].startswith("geolocation=(self)")
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "private, no-cache"


def test_the_number_of_a_request_is_new_each_time(service: TestClient) -> None:
    asked = [service.get("/nowhere") for _ in range(2)]
    numbers = [answer.headers["x-request-id"] for answer in asked]
    assert numbers[0] != numbers[1]
    assert [told(answer, 404)["instance"] for answer in asked] == [
        f"urn:landsbyatlas:request:{number}" for number in numbers
    ]


def test_head_is_get_without_content(service: TestClient) -> None:
    for path in ("/healthz", "/api/layers", "/nowhere"):
        got, head = service.get(path), service.head(path)
        assert head.status_code == got.status_code
        assert head.headers["content-length"] == got.headers["content-length"]
        assert head.content == b""


def test_a_wrong_method_is_told(service: TestClient, own_page: dict[str, str]) -> None:
    answer = service.put("/api/layers", headers=own_page)
    told(answer, 405)
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize("language", ("da", "en"))
def test_problems_are_told_in_the_language_asked_for(service: TestClient, language: str) -> None:
    by_query = told(service.get(f"/api/layers/nowhere?lang={language}"), 404)
    service.cookies.set("lang", language)
    by_cookie = told(service.get("/api/layers/nowhere"), 404)
    service.cookies.delete("lang")
    assert by_query["title"] == by_cookie["title"]
    assert by_query["title"] == {"da": "Findes ikke", "en": "Not found"}[language]
