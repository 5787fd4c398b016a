"""What is forged, replayed or odd: told in plain words, and no session or account is left of it."""

import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from gis_service.signin import oidc_provider
from gis_service.signin.oidc_journey import Journey, opened, sealed
from gis_service.signin.oidc_provider import Question
from gis_service.signin.vault import Vault
from tests.gis_service.conftest import Place, served
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.oidc.conftest import Mapping, Travellers
from tests.gis_service.signin.oidc.travelling import (
    CARRIED,
    RETURN,
    Provider,
    Traveller,
    with_provider,
)
from tests.gis_service.signin.people import COOKIE, People

NOBODY = (
    "select (select count(*) from staff.session) + (select count(*) from staff.account"
    " where issuer is not null)"
)
SAID = {"groups": ["plan"], "name": "Ondine", "preferred_username": "ondine"}


@pytest.fixture(scope="module")
def service(place: Place, running: Provider) -> Iterator[TestClient]:
    """The service; the keys that it keeps are those with which the provider lies."""
    running.lie(claims={})
    with served(place, with_provider(running.address)) as client:
        yield client


@pytest.fixture
def ondine(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> Iterator[Traveller]:
    """Somebody who may come in; in the end nobody has."""
    mapped("plan", "planner")
    people.change("delete from staff.session")
    people.change("delete from staff.account where issuer is not null")
    provider.know("ondine", **SAID)
    yield traveller()
    assert people.value(NOBODY) == 0


def test_an_honest_token_of_this_provider_is_taken(
    people: People, provider: Provider, ondine: Traveller
) -> None:
    """Else everything below would be refused for another reason than its own."""
    provider.lie(claims={"aud": ["landsbyatlas", "another"], "azp": "landsbyatlas"})
    assert ondine.enter("ondine").status_code == 303
    assert people.value(NOBODY) == 2
    people.change("delete from staff.session")
    people.change("delete from staff.account where issuer is not null")


@pytest.mark.parametrize(
    "lie",
    (
        {"claims": {"iss": "https://login.example"}},
        {"claims": {"aud": "another"}},
        {"claims": {"aud": ["another"]}},
        {"claims": {"aud": []}},
        # Also for another, and not said to be ours.
        {"claims": {"aud": ["landsbyatlas", "another"], "azp": "another"}},
        {"claims": {"azp": "another"}},
        {"claims": {"nonce": "of another sign-in"}},
        {"claims": {"nonce": None}},
        {"drop": ["nonce"]},
        {"drop": ["sub"]},
        {"drop": ["exp"]},
        {"drop": ["iss"]},
        {"drop": ["aud"]},
        {"age": 4_000},
        {"claims": {"exp": "never"}},
        {"claims": {"iat": 32_503_680_000}},
        {"claims": {"nbf": 32_503_680_000}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": 17}},
        {"claims": {"sub": "x" * 300}},
        {"claims": {"sub": ["ondine"]}},
        {"claims": {"at_hash": "AAAA"}},
        {"claims": {"name": {"first": "Ondine"}}},
        {"claims": {"amr": "mfa"}},
        {"sign": "strange"},
        {"sign": "none"},
        {"sign": "public"},
        {"sign": "secret"},
        {"sign": "broken"},
    ),
    ids=str,
)
def test_a_token_that_is_not_right_in_every_part_opens_nothing(
    provider: Provider, ondine: Traveller, lie: dict[str, object]
) -> None:
    provider.lie(**{"claims": {}, **lie})
    answer = ondine.enter("ondine")
    assert answer.status_code == 400, answer.text
    assert "Ikke logget ind" in answer.text
    assert COOKIE not in ondine.jar
    assert CARRIED not in ondine.jar


@pytest.mark.parametrize(
    "claims",
    (
        {"groups": [["plan"]], "roles": {"a": 1}},
        {"groups": "PLAN"},
        {"groups": ["plan\0"]},
        {"groups": ["x" * 300, *(f"g{each}" for each in range(1_500))]},
        {"groups": None},
    ),
    ids=("nested", "other letters", "nul", "many", "null"),
)
def test_odd_claims_give_no_role(
    provider: Provider, ondine: Traveller, claims: dict[str, object]
) -> None:
    provider.lie(claims=claims)
    assert ondine.enter("ondine").status_code == 403


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    (
        (500, "{}", 502),
        (503, "busy", 502),
        (200, "no JSON", 502),
        (200, "[]", 502),
        (200, "{}", 502),
        (200, '{"access_token": "x", "token_type": "Bearer", "id_token": 7}', 502),
        (200, '{"access_token": "x", "token_type": "Bearer", "id_token": "a.b.c"}', 400),
        (200, '{"access_token": "x", "token_type": "Bearer", "id_token": "æ"}', 400),
        (400, '{"error": "invalid_grant"}', 400),
        (400, '{"error": ["invalid_grant"]}', 400),
        (401, '{"error": "invalid_client"}', 502),
        (200, '{"x": "' + "x" * 1_100_000 + '"}', 502),
        (302, "", 502),
    ),
)
def test_whatever_the_provider_answers_is_no_error_of_ours(
    provider: Provider, ondine: Traveller, status: int, content: str, expected: int
) -> None:
    provider.lie(claims={}, token=[status, content])
    answer = ondine.enter("ondine")
    assert answer.status_code == expected, answer.text


def test_an_answer_is_taken_once(people: People, provider: Provider, ondine: Traveller) -> None:
    provider.lie(claims={})
    sent = ondine.sent("ondine")
    copy = Traveller(client=ondine.client, provider=provider, jar=dict(ondine.jar))
    third = Traveller(client=ondine.client, provider=provider, jar=dict(ondine.jar))
    address = oidc_address(people, provider, ondine)
    assert ondine.get(RETURN, **sent).status_code == 303
    # The same code, and another that the provider gave for the same sign-in.
    assert copy.get(RETURN, **sent).status_code == 400
    again = provider.consent(address, "ondine").partition("code=")[2].partition("&")[0]
    assert third.get(RETURN, **{**sent, "code": again}).status_code == 400
    assert copy.signed_in is None
    assert third.signed_in is None
    people.change("delete from staff.session")
    people.change("delete from staff.account where issuer is not null")


def oidc_address(people: People, provider: Provider, traveller: Traveller) -> str:
    """Where the browser was sent by what it carries, as whoever holds the key could tell."""
    journey = opened(Vault(key=people.key_file.read_bytes()), traveller.jar[CARRIED])
    assert journey is not None
    question = journey.question
    return (
        f"{provider.address}/oauth2/authorize?response_type=code&client_id=landsbyatlas"
        f"&redirect_uri={question.back}&scope=openid&state={question.state}"
        f"&nonce={question.nonce}&code_challenge=x&code_challenge_method=S256"
    )


def test_a_code_without_its_proof_is_no_code(
    people: People, provider: Provider, ondine: Traveller
) -> None:
    """Whoever sees the code on its way has not the verifier, which is in the browser's cookie."""
    provider.lie(claims={})
    sent = ondine.sent("ondine")
    address = oidc_address(people, provider, ondine)
    code = provider.consent(address, "ondine").partition("code=")[2].partition("&")[0]
    assert ondine.get(RETURN, **{**sent, "code": code}).status_code == 400


def test_an_answer_is_for_the_browser_that_asked(provider: Provider, ondine: Traveller) -> None:
    provider.lie(claims={})
    sent = ondine.sent("ondine")
    other = Traveller(client=ondine.client, provider=provider)
    assert other.get(RETURN, **sent).status_code == 400
    # Also where it is on a journey of its own.
    other.leave()
    assert other.get(RETURN, **sent).status_code == 400


def test_what_is_missing_twice_or_too_long_is_refused(
    provider: Provider, ondine: Traveller
) -> None:
    sent = ondine.sent("ondine")
    provider.asked()
    for query in (
        "",
        f"state={sent['state']}",
        f"code={sent['code']}",
        f"state={sent['state']}&code=",
        f"state={sent['state']}&code=a&code=b",
        f"state={sent['state']}&state=x&code={sent['code']}",
        f"state={'x' * 201}&code=y",
        f"state=x&code={'y' * 4_001}",
        "state=%00&code=%00",
        "state=%C3%A6&code=%F0%9F%8C%8D",
        f"state=%FF%FE&code={sent['code']}",
    ):
        here = Traveller(client=ondine.client, provider=provider, jar=dict(ondine.jar))
        answer = here.get(f"{RETURN}?{query}", accept="application/json")
        assert answer.status_code == 400, query
        assert answer.json()["next_step"]
    assert "/oauth2/token" not in provider.asked()


def test_another_provider_is_not_taken_for_ours(provider: Provider, ondine: Traveller) -> None:
    """What was begun at one provider is not brought to its end by another (RFC 9207)."""
    provider.lie(claims={})
    sent = ondine.sent("ondine")
    provider.asked()
    answer = ondine.get(RETURN, **sent, iss="https://login.example")
    assert answer.status_code == 400
    assert "/oauth2/token" not in provider.asked()


def test_who_says_no_there_is_told_so(provider: Provider, ondine: Traveller) -> None:
    answer = ondine.get(provider.deny(ondine.leave()).partition(":8000")[2])
    assert answer.status_code in {302, 303, 400}
    state = ondine.leave().partition("state=")[2].partition("&")[0]
    refused = ondine.get(RETURN, accept="application/json", state=state, error="access_denied")
    assert told(refused, 400, "identity")["detail"] == "Kommunens login lukkede dig ikke ind."
    assert CARRIED not in ondine.jar


@pytest.mark.parametrize("cookie", ("", "x", "AAAA", "x" * 4_000, "e30="))
def test_a_cookie_that_we_did_not_make_carries_nothing(
    ondine: Traveller, provider: Provider, cookie: str
) -> None:
    sent = ondine.sent("ondine")
    provider.asked()
    ondine.jar[CARRIED] = cookie
    assert ondine.get(RETURN, **sent).status_code == 400
    assert "/oauth2/token" not in provider.asked()


def test_a_sign_in_is_over_after_ten_minutes(people: People, ondine: Traveller) -> None:
    vault = Vault(key=people.key_file.read_bytes())
    question = Question(state="s", nonce="n", verifier="v", back="http://127.0.0.1:8000/")
    old = sealed(vault, Journey(question=question, after="/"), now=time.time() - 601)
    ondine.jar[CARRIED] = old
    assert ondine.get(RETURN, state="s", code="c").status_code == 400


def test_a_long_way_back_is_given_up_rather_than_the_sign_in(people: People) -> None:
    vault = Vault(key=people.key_file.read_bytes())
    question = Question(state="s", nonce="n", verifier="v", back="http://127.0.0.1:8000/")
    for after, kept in (("/lister?q=" + "a" * 1_900, True), ("/" + "æ" * 1_999, False)):
        cookie = sealed(vault, Journey(question=question, after=after))
        assert len(cookie) < 4_000
        journey = opened(vault, cookie)
        assert journey is not None
        assert journey.after == (after if kept else "/")


def test_the_address_waits_after_too_many_forged_codes(
    people: People, provider: Provider, ondine: Traveller
) -> None:
    provider.lie(claims={})
    ondine.get(RETURN, **{**ondine.sent("ondine"), "code": "forged"})
    # The other 49, which would take a while.
    people.change(
        "insert into staff.attempt (subject, at) select subject, at from staff.attempt,"
        " generate_series(1, 49)"
    )
    assert ondine.enter("ondine").status_code == 429


def test_a_provider_that_changes_its_keys_is_asked_for_them(
    people: People,
    provider: Provider,
    ondine: Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oidc_provider, "_AGAIN_S", 3_600)
    provider.lie(claims={})
    ondine.enter("ondine")
    provider.asked()
    provider.lie(sign="rotated")
    # So soon after the last time nobody is asked again: else each forged token would ask.
    assert Traveller(client=ondine.client, provider=provider).enter("ondine").status_code == 400
    assert "/jwks" not in provider.asked()
    monkeypatch.setattr(oidc_provider, "_AGAIN_S", 0)
    assert Traveller(client=ondine.client, provider=provider).enter("ondine").status_code == 303
    assert provider.asked().count("/jwks") == 1
    provider.lie(claims={})
    assert Traveller(client=ondine.client, provider=provider).enter("ondine").status_code == 303
    people.change("delete from staff.session")
    people.change("delete from staff.account where issuer is not null")


@pytest.mark.parametrize(
    "lie",
    (
        {"metadata": {"issuer": "https://login.example"}},
        {"metadata": {"token_endpoint": "http://login.example/token"}},
        {"metadata": {"authorization_endpoint": "javascript:alert(1)"}},
        {"metadata": {"authorization_endpoint": "https://a@login.example/"}},
        {"metadata": {"end_session_endpoint": "http://login.example/?x\r\ny: z"}},
        {"metadata": {"jwks_uri": None}},
        {"size": 1_100_000},
    ),
    ids=str,
)
def test_a_provider_that_cannot_be_right_is_not_gone_to(
    place: Place, provider: Provider, lie: dict[str, object]
) -> None:
    provider.lie(**lie)
    with served(place, with_provider(provider.address)) as client:
        here = Traveller(client=client, provider=provider)
        told(here.get("/log-ind/oidc", accept="application/json"), 502, "identity-away")
        # One that was asked a moment ago is let alone.
        provider.asked()
        assert here.get("/log-ind/oidc").status_code == 502
        assert provider.asked() == ["/asked"]


def test_a_provider_that_is_down_is_told_so(place: Place, provider: Provider) -> None:
    # Nobody listens there.
    with served(place, with_provider("http://127.0.0.1:9")) as client:
        here = Traveller(client=client, provider=provider)
        answer = here.get("/log-ind/oidc", lang="da")
        assert answer.status_code == 502
        assert "Kommunens login svarer ikke" in answer.text
        # A user name lets in all the same.
        assert here.get("/log-ind").status_code == 200
        assert here.get("/log-ind/oidc/ud").headers["location"] == "/log-ind"
