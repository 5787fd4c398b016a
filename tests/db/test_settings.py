"""What the environment may say, and how a slip in it is told."""

from pathlib import Path

import pytest

from db.errors import SettingsError
from db.settings import Settings


def test_nothing_set_means_the_private_cluster() -> None:
    assert Settings.read({"PATH": "/bin", "DATABASE_URL": ""}) == Settings()


def test_the_data_folder_is_absolute() -> None:
    assert Settings.read({"LANDSBYATLAS_DATA": "here"}).data == Path.cwd() / "here"
    assert Settings.read({"LANDSBYATLAS_DATA": "~/x"}).data == Path.home() / "x"


@pytest.mark.parametrize(
    ("name", "near"),
    (
        ("LANDSBYATLAS_DATEN", "LANDSBYATLAS_DATA?"),
        ("LANDSBYATLAS_", "LANDSBYATLAS_DATA?"),
        ("LANDSBYATLAS_HOST", "LANDSBYATLAS_HOSTS?"),
    ),
)
def test_an_unknown_name_is_refused_with_the_nearest_known(name: str, near: str) -> None:
    with pytest.raises(SettingsError, match=f"no setting {name}\\.") as refused:
        Settings.read({name: "1"})
    assert near in refused.value.next_step


@pytest.mark.parametrize(
    "value",
    (
        "s3cret",
        "mysql://reader:s3cret@host/atlas",
        "postgresql://reader:s3cret@host",
        "postgresql:///atlas?password=s3cret",
        "postgresql://reader:s3cret@host:x/atlas?nonsense=1",
    ),
)
def test_an_address_that_cannot_be_right_is_refused_without_repeating_it(value: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as refused:
        Settings.read({"DATABASE_URL": value})
    assert "s3cret" not in str(refused.value)
    assert "postgresql://atlas_reader_login" in refused.value.next_step


def test_an_address_stays_out_of_logs() -> None:
    settings = Settings.read({"DATABASE_URL": "postgresql://reader:s3cret@host/atlas"})
    assert "s3cret" not in repr(settings)


def test_an_owner_without_a_database_is_refused() -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL is not"):
        Settings.read({"DATABASE_OWNER_URL": "postgresql://owner@host/atlas"})
