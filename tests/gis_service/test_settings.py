"""What the environment may say about the service."""

from datetime import timedelta

import pytest

from db.errors import SettingsError
from gis_service.settings import LOOPBACK, ServiceSettings


@pytest.mark.parametrize(
    "environment",
    (
        {"LANDSBYATLAS_HOSTS": "http://atlas.example"},
        {"LANDSBYATLAS_HOSTS": "*"},
        {"LANDSBYATLAS_UPLOAD_MB": "many"},
        {"LANDSBYATLAS_UPLOAD_MB": "0"},
        {"LANDSBYATLAS_UPLOAD_MB": "-1"},
        {"LANDSBYATLAS_SESSION_HOURS": "0"},
        {"LANDSBYATLAS_SESSION_HOURS": "25"},
        {"LANDSBYATLAS_SESSION_IDLE_MINUTES": "half"},
        {"LANDSBYATLAS_SECURE_COOKIES": "maybe"},
    ),
)
def test_what_cannot_be_right_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        ServiceSettings.read(environment)
    assert caught.value.next_step


def test_hosts_come_beside_those_of_loopback() -> None:
    settings = ServiceSettings.read({"LANDSBYATLAS_HOSTS": "Atlas.example, 10.0.0.5"})
    assert settings.allowed_hosts == LOOPBACK | {"atlas.example", "10.0.0.5"}
    assert ServiceSettings.read({}).allowed_hosts == LOOPBACK


def test_the_largest_upload_is_told_in_megabytes() -> None:
    assert ServiceSettings.read({"LANDSBYATLAS_UPLOAD_MB": "7"}).upload_bytes == 7 * 2**20


def test_a_session_lasts_as_long_as_is_said() -> None:
    usual = ServiceSettings.read({}).signin
    assert (usual.idle, usual.longest) == (timedelta(minutes=30), timedelta(hours=10))
    assert (usual.is_secure, usual.cookie) == (False, "atlas-session")
    said = {
        "LANDSBYATLAS_SESSION_IDLE_MINUTES": "5",
        "LANDSBYATLAS_SESSION_HOURS": "8",
        "LANDSBYATLAS_SECURE_COOKIES": "yes",
    }
    other = ServiceSettings.read(said).signin
    assert (other.idle, other.longest) == (timedelta(minutes=5), timedelta(hours=8))
    # A name that no other host, and no page without TLS, can set a cookie of.
    assert (other.is_secure, other.cookie) == (True, "__Host-atlas-session")
