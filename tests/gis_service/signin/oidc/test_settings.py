"""What the environment says of an identity provider, and what it may not say."""

from pathlib import Path

import pytest

from db.errors import SettingsError
from gis_service.signin.oidc_settings import IdentitySettings, is_safe_address
from gis_service.signin.settings import SignInSettings

USUAL = {
    "LANDSBYATLAS_OIDC_ISSUER": "https://login.example/realm",
    "LANDSBYATLAS_OIDC_CLIENT_ID": "landsbyatlas",
}


def test_without_a_provider_there_is_none() -> None:
    assert SignInSettings.read({}).identity is None


def test_what_is_not_said_is_the_usual() -> None:
    found = SignInSettings.read(USUAL).identity
    assert found is not None
    assert (found.name, found.scope, found.client_secret) == (
        "login.example",
        "openid profile email",
        None,
    )
    assert not found.is_proved_twice(("mfa", "otp"), "high")


def test_a_second_factor_is_what_was_agreed_and_nothing_else() -> None:
    factor = {"LANDSBYATLAS_OIDC_SECOND_FACTOR": "amr:mfa, acr:https://login.example/high"}
    found = IdentitySettings.read({**USUAL, **factor})
    assert found is not None
    assert found.is_proved_twice(("pwd", "mfa"), None)
    assert found.is_proved_twice((), "https://login.example/high")
    assert not found.is_proved_twice(("https://login.example/high",), "mfa")


@pytest.mark.parametrize(
    "wrong",
    (
        {"ISSUER": "http://login.example"},
        {"ISSUER": "https://login.example?x=1"},
        {"ISSUER": "https://user@login.example"},
        {"ISSUER": "https://login.example:99999"},
        {"ISSUER": "login.example"},
        {"ISSUER": ""},
        {"CLIENT_ID": ""},
        {"CLIENT_ID": "æ"},
        {"CLIENT_SECRET": "line\nline"},
        {"CLIENT_SECRET_FILE": "/nowhere/at/all"},
        {"CLIENT_SECRET": "a", "CLIENT_SECRET_FILE": "/b"},
        {"SCOPE": "profile"},
        {"NAME": "x" * 61},
        {"SECOND_FACTOR": "mfa"},
        {"SECOND_FACTOR": "amr:"},
    ),
    ids=str,
)
def test_what_cannot_be_right_is_refused_with_its_name(wrong: dict[str, str]) -> None:
    said = {f"LANDSBYATLAS_OIDC_{name}": value for name, value in wrong.items()}
    with pytest.raises(SettingsError) as refused:
        IdentitySettings.read({**USUAL, **said})
    assert refused.value.next_step
    assert "line" not in f"{refused.value.message}{refused.value.next_step}"


def test_a_secret_is_read_from_a_file_that_nobody_else_may_read(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("hemmelig\n", encoding="ascii")
    said = {**USUAL, "LANDSBYATLAS_OIDC_CLIENT_SECRET_FILE": str(path)}
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="others may read"):
        IdentitySettings.read(said)
    path.chmod(0o600)
    found = IdentitySettings.read(said)
    assert found is not None
    assert found.client_secret is not None
    assert found.client_secret.get_secret_value() == "hemmelig"
    assert "hemmelig" not in repr(found)
    for content in ("", "x" * 2_001):
        path.write_text(content, encoding="ascii")
        with pytest.raises(SettingsError, match="one secret"):
            IdentitySettings.read(said)


@pytest.mark.parametrize(
    ("address", "is_safe"),
    (
        ("https://login.example/a", True),
        ("http://127.0.0.1:9400", True),
        ("http://[::1]/", True),
        ("http://localhost.example", False),
        ("https://", False),
        ("https://[", False),
        ("ftp://login.example", False),
        ("javascript:alert(1)", False),
        ("https://æ.example", False),
    ),
)
def test_which_addresses_are_gone_to(address: str, *, is_safe: bool) -> None:
    assert is_safe_address(address) is is_safe
