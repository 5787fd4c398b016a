"""What the environment may say about the service."""

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
