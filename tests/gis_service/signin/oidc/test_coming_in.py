"""Coming in by the identity provider: as whom, in which role, and never as somebody else."""

from dataclasses import replace

import pytest

from tests.gis_service.conftest import Place, served
from tests.gis_service.problem_shape import told
from tests.gis_service.signin.oidc.conftest import Mapping, Travellers
from tests.gis_service.signin.oidc.travelling import (
    BEGIN,
    CARRIED,
    Provider,
    Traveller,
    with_provider,
)
from tests.gis_service.signin.people import COOKIE, LOLLAND, MORSOE, SETTINGS, Browser, People

ACCOUNT = "select to_jsonb(a) from staff.account a where subject = %s and municipality_code = %s"
SESSIONS = (
    "select count(*) from staff.session s join staff.account a on a.id = s.account_id"
    " where a.subject = %s and s.revoked_at is null"
)


def account(people: People, subject: str, municipality: str = LOLLAND) -> dict[str, object] | None:
    found = people.value(ACCOUNT, subject, municipality)
    assert found is None or isinstance(found, dict)
    return found


def test_the_first_entry_makes_an_account(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    mapped("plan", "planner")
    provider.know("s-anna", name="Anna Andersen", preferred_username="Anna", groups=["plan", "x"])
    anna = traveller()
    answer = anna.enter("s-anna", "/lister?a=1&b=æ")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith("/lister?a=1&b=")
    assert CARRIED not in anna.jar
    found = anna.signed_in
    assert found is not None
    assert (found["name"], found["display_name"]) == ("anna", "Anna Andersen")
    assert (found["role"], found["municipality_code"]) == ("planner", LOLLAND)
    assert not found["reads_all"]
    kept = account(people, "s-anna")
    assert kept is not None
    assert (kept["state"], kept["password_hash"], kept["issuer"]) == (
        "active",
        None,
        provider.address,
    )
    told = people.value(
        "select detail from audit.line where area = 'signed_in' and account_id = %s", kept["id"]
    )
    assert told == {"provider": True}


def test_later_entries_follow_the_provider(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    unit = people.value(
        "insert into staff.unit (municipality_code, name) values (%s, 'Plan og by') returning id",
        LOLLAND,
    )
    assert isinstance(unit, int)
    mapped("plan", "planner")
    mapped("syn", "inspector", unit=unit)
    provider.know("s-bo", name="Bo", groups="plan")
    bo = traveller()
    bo.enter("s-bo")
    before = account(people, "s-bo")
    provider.know("s-bo", name="Bo Berg", groups=["syn"])
    again = traveller()
    assert again.enter("s-bo").status_code == 303
    after = account(people, "s-bo")
    assert before is not None
    assert after is not None
    assert before["id"] == after["id"]
    assert (after["display_name"], after["role"], after["unit_id"]) == (
        "Bo Berg",
        "inspector",
        unit,
    )
    # Also where she came in before.
    assert bo.signed_in is not None
    assert bo.signed_in["unit"] == "Plan og by"


def test_without_a_mapping_nobody_enters(
    people: People, provider: Provider, traveller: Travellers
) -> None:
    provider.know("s-carl", groups=["plan"])
    carl = traveller()
    answer = carl.enter("s-carl")
    assert answer.status_code == 403
    assert "administrator" in answer.text
    assert COOKIE not in carl.jar
    assert account(people, "s-carl") is None


def test_who_loses_her_role_is_out(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    mapped("plan", "planner")
    provider.know("s-dorthe", groups=["plan"])
    dorthe = traveller()
    dorthe.enter("s-dorthe")
    assert people.value(SESSIONS, "s-dorthe") == 1
    provider.know("s-dorthe", groups=[])
    assert traveller().enter("s-dorthe").status_code == 403
    assert people.value(SESSIONS, "s-dorthe") == 0
    assert dorthe.signed_in is None


@pytest.mark.parametrize("municipality", (LOLLAND, MORSOE))
def test_two_roles_are_none(
    people: People,
    provider: Provider,
    traveller: Travellers,
    mapped: Mapping,
    municipality: str,
) -> None:
    mapped("plan", "planner")
    mapped("chef", "leader", municipality=municipality)
    provider.know("s-else", groups=["plan", "chef"])
    answer = traveller().enter("s-else")
    assert answer.status_code == 403
    assert people.value("select count(*) from staff.account where subject = 's-else'") == 0


def test_who_gets_two_roles_is_out(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    mapped("plan", "planner")
    mapped("chef", "leader")
    provider.know("s-tove", groups=["plan"])
    tove = traveller()
    tove.enter("s-tove")
    assert people.value(SESSIONS, "s-tove") == 1
    provider.know("s-tove", groups=["plan", "chef"])
    assert traveller().enter("s-tove").status_code == 403
    assert people.value(SESSIONS, "s-tove") == 0
    assert tove.signed_in is None


def test_a_closed_account_stays_out(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    mapped("plan", "planner")
    provider.know("s-frida", groups=["plan"])
    traveller().enter("s-frida")
    people.change("update staff.account set state = 'closed' where subject = 's-frida'")
    again = traveller()
    assert again.enter("s-frida").status_code == 403
    assert again.signed_in is None
    kept = account(people, "s-frida")
    assert kept is not None
    assert kept["state"] == "closed"


def test_another_municipality_is_another_account(
    provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    mapped("plan", "planner")
    mapped("plan-mors", "planner", municipality=MORSOE)
    provider.know("s-gerda", preferred_username="gerda", groups=["plan"])
    here = traveller()
    here.enter("s-gerda")
    provider.know("s-gerda", preferred_username="gerda", groups=["plan-mors"])
    there = traveller()
    there.enter("s-gerda")
    assert there.signed_in is not None
    assert there.signed_in["municipality_code"] == MORSOE
    # She has left the first.
    assert here.signed_in is None


def test_a_name_that_is_taken_is_not_taken_over(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    local = people.add("hanne")
    mapped("plan", "planner")
    provider.know("s-hanne", preferred_username="hanne", groups=["plan"])
    other = traveller()
    other.enter("s-hanne")
    assert other.signed_in is not None
    assert other.signed_in["name"].startswith("hanne.")
    assert people.value("select issuer from staff.account where id = %s", local.id) is None
    assert Browser(client=other.client).whole(local).cookie


def test_a_role_that_needs_it_is_asked_for_a_second_factor_here(
    provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    mapped("koord", "coordinator")
    provider.know("s-ida", groups=["koord"])
    ida = traveller()
    answer = ida.enter("s-ida", "/konto")
    assert answer.headers["location"] == "/log-ind/to-trin?next=%2Fkonto"
    assert ida.signed_in is None
    assert ida.get("/log-ind/to-trin").status_code == 200


@pytest.mark.parametrize("proof", ({"amr": ["pwd", "mfa"]}, {"acr": "substantial"}))
def test_what_the_provider_proves_twice_is_whole(
    provider: Provider, traveller: Travellers, mapped: Mapping, proof: dict[str, object]
) -> None:
    mapped("koord", "coordinator")
    provider.know("s-jens", groups=["koord"], **proof)
    jens = traveller()
    assert jens.enter("s-jens").headers["location"] == "/"
    assert jens.signed_in is not None
    assert "social:notes:read" in jens.signed_in["permissions"]


def test_another_proof_than_was_agreed_proves_nothing(
    provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    mapped("koord", "coordinator")
    provider.know("s-kaj", groups=["koord"], amr=["pwd"], acr="mfa")
    kaj = traveller()
    assert kaj.enter("s-kaj").headers["location"].startswith("/log-ind/to-trin")
    assert kaj.signed_in is None


def test_a_session_from_before_is_not_taken_over(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    mapped("plan", "planner")
    provider.know("s-lis", groups=["plan"])
    local = Browser(client=traveller().client).whole(people.add("lis-local"))
    assert local.cookie is not None
    lis = traveller()
    lis.jar[COOKIE] = local.cookie
    lis.enter("s-lis")
    assert lis.jar[COOKIE] != local.cookie
    assert local.ask("GET", "/api/session").json()["signed_in"] is None


@pytest.mark.parametrize("after", ("//evil.example/", "https://evil.example/", "/\\evil.example"))
def test_no_address_of_somebody_else_comes_after(
    provider: Provider, traveller: Travellers, mapped: Mapping, after: str
) -> None:
    mapped("plan", "planner")
    provider.know("s-mona", groups=["plan"])
    assert traveller().enter("s-mona", after).headers["location"] == "/"


def test_who_leaves_leaves_the_provider_too(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    mapped("plan", "planner")
    provider.know("s-niels", groups=["plan"])
    niels = traveller()
    niels.enter("s-niels")
    answer = niels.browser.form("/log-ud")
    assert answer.headers["location"] == "/log-ind/oidc/ud"
    assert niels.signed_in is None
    page = niels.get("/log-ind/oidc/ud")
    assert page.status_code == 200
    wanted = f"0; url={provider.address}/oauth2/end_session?client_id=landsbyatlas"
    assert page.headers["refresh"].startswith(wanted)
    assert page.headers["refresh"].endswith("%3A8000%2Flog-ind")
    local = Browser(client=niels.client).whole(people.add("niels-local"))
    assert local.form("/log-ud").headers["location"] == "/log-ind"


def test_whom_the_provider_vouches_for_gets_no_password_here(
    people: People, provider: Provider, traveller: Travellers, mapped: Mapping
) -> None:
    """Else she would come in by it when she has left her work."""
    mapped("plan", "planner")
    provider.know("s-olga", groups=["plan"])
    traveller().enter("s-olga")
    kept = account(people, "s-olga")
    assert kept is not None
    chief = Browser(client=traveller().client).whole(
        people.add("ove", "administrator", has_factor=True)
    )
    told(chief.ask("POST", f"/api/accounts/{kept['id']}/link"), 404, "not-found")
    assert people.value("select count(*) from staff.one_time_link") == 0


def test_behind_tls_and_below_a_path_the_way_back_is_there(
    place: Place, provider: Provider
) -> None:
    settings = with_provider(provider.address)
    signin = replace(settings.signin, is_secure=True, path="/atlas")
    with served(place, replace(settings, signin=signin, root_path="/atlas")) as client:
        here = Traveller(client=client, provider=provider)
        answer = here.get("/atlas/log-ind/oidc")
    back = "redirect_uri=https%3A%2F%2F127.0.0.1%3A8000%2Fatlas%2Flog-ind%2Foidc%2Fretur"
    assert back in answer.headers["location"]
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__secure-atlas-oidc=")
    assert {"secure", "httponly", "samesite=lax", "path=/atlas", "max-age=600"} <= {
        part.strip() for part in cookie.split(";")
    }


def test_the_page_offers_the_provider_in_both_languages(traveller: Travellers) -> None:
    here = traveller()
    assert "Log ind med Lolland Kommune" in here.get("/log-ind", lang="da", next="/lister").text
    page = here.get("/log-ind", lang="en", next="/lister").text
    assert "Sign in with Lolland Kommune" in page
    assert 'href="/log-ind/oidc?next=/lister"' in page


def test_without_a_provider_there_is_no_such_door(place: Place, provider: Provider) -> None:
    with served(place, SETTINGS) as client:
        here = Traveller(client=client, provider=provider)
        assert "/log-ind/oidc" not in here.get("/log-ind").text
        answer = here.get(BEGIN, accept="application/json")
        told(answer, 404, "not-found")
        assert here.get("/log-ind/oidc/retur", state="x", code="y").status_code == 404
        assert here.get("/log-ind/oidc/ud").status_code == 404
