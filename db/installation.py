"""An installation: its data folder, its registries, and which of them is shown."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from db.account import SERVICE_ACCOUNT, Account, cluster_account
from db.cluster import Cluster
from db.context import install_key
from db.data_folder import DataFolder
from db.database import Database
from db.errors import DatabaseError
from db.external import External
from db.init import initialise
from db.logins import Login
from db.migrate import current, newest, upgrade
from db.reading import reading_as
from db.revival import Tell, revived
from db.seeding import seed
from db.settings import Settings


class Registry(StrEnum):
    """Which registry is meant: the municipality's own, or the invented demo."""

    REAL = "real"
    DEMO = "demo"


_DATABASE_NAMES = {Registry.REAL: "landsbyatlas", Registry.DEMO: "landsbyatlas_demo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One installation of the product on this machine.

    Attributes:
        cluster: The private cluster; None where `DATABASE_URL` names a database elsewhere.
        external: That database; None where the cluster is private.
    """

    data: DataFolder
    cluster: Cluster | None
    external: External | None

    @classmethod
    def here(cls, environment: Mapping[str, str] | None = None) -> "Installation":
        """The installation that the environment describes."""
        settings = Settings.read(os.environ if environment is None else environment)
        account = cluster_account()
        data = DataFolder(path=settings.data or _usual_folder(account), account=account)
        if settings.url is None:
            return cls(data=data, cluster=Cluster(data=data), external=None)
        return cls(data=data, cluster=None, external=External.of(settings, data))

    @property
    def active_file(self) -> Path:
        """The small file that says which registry is shown; watched by running services."""
        if self.external is None:
            return self.data.path / "active"
        # Each database elsewhere has its own: a demo in the private cluster says nothing about it.
        name = hashlib.sha256(self.external.address.encode()).hexdigest()[:12]
        return self.data.path / f"active-{name}"

    def active(self) -> Registry:
        """The registry that is shown: the real one until a demo was made."""
        try:
            return Registry(self.active_file.read_text(encoding="ascii").strip())
        except (FileNotFoundError, ValueError):
            return Registry.REAL

    def reached_file(self, database: str) -> Path:
        """The small file that says how far a database's audit was sealed."""
        return self.data.path / f"audit-reached-{database}"

    def activate(self, registry: Registry) -> None:
        """Show this registry from now on, also in services that already run."""
        self.data.open()
        fresh = self.active_file.with_suffix(".new")
        fresh.write_text(f"{registry}\n", encoding="ascii")
        fresh.replace(self.active_file)

    def database(self, registry: Registry | None = None) -> Database:
        """Where a registry is (the one that is shown, unless named)."""
        registry = registry or self.active()
        if self.external is not None:
            return self.external.database(demo=registry is Registry.DEMO)
        return self._private.database(_DATABASE_NAMES[registry])

    @contextmanager
    def running(self, purpose: str) -> Iterator[None]:
        """Have the database server there for as long as the block lasts."""
        if self.cluster is None:
            yield
            return
        with self.cluster.held(purpose):
            yield

    @contextmanager
    def looked_after(self, tell: Tell) -> Iterator[None]:
        """Start the private cluster again whenever it dies within the block."""
        if self.cluster is None:
            yield
            return
        with revived(self.cluster, tell):
            yield

    def prepare(self, registry: Registry | None = None) -> Database:
        """Bring a registry to what this version needs: made, initialised and migrated.

        A database elsewhere is only checked: `db init` and `db migrate` are its administrator's.
        """
        registry = registry or self.active()
        database = self.database(registry)
        if self.external is None:
            self.migrate(registry)
            return database
        self.external.check(database)
        if current(database.conninfo(Login.READER)) != newest():
            raise DatabaseError(
                f"The registry in {database.name} is not at the version that this program needs.",
                "Run: landsbyatlas db migrate, with DATABASE_OWNER_URL set.",
            )
        return database

    def initialise(self, registry: Registry) -> None:
        """Make the registry's database with its roles, logins and extensions; twice as once."""
        if self.external is not None:
            self.external.initialise(demo=registry is Registry.DEMO)
            return
        database = self._private.create_database(_DATABASE_NAMES[registry])
        # A newer version may need roles that the cluster does not have yet.
        if database.owner is not None and current(database.owner) != newest():
            initialise(database.owner, {})

    def migrate(self, registry: Registry) -> None:
        """Bring the registry's schema and the product's own rows to this version."""
        if self.external is not None:
            self.external.migrate(demo=registry is Registry.DEMO)
            return
        self.initialise(registry)
        owner = self.database(registry).owner
        if owner is None:
            return
        if current(owner) != newest():
            upgrade(owner)
        else:
            seed(owner)
        install_key(owner, self.database(registry))

    def is_empty(self, registry: Registry) -> bool:
        """Whether a prepared registry holds no property yet."""
        with reading_as(self.database(registry), None) as connection:
            return connection.execute("select from map.property limit 1").fetchone() is None

    def remove(self, registry: Registry) -> None:
        """Delete a registry's database; only for one that can be made again."""
        if registry is not Registry.DEMO:
            raise DatabaseError(
                "Only the demo registry can be removed by a command.",
                "Delete a real registry's database by hand, after a backup.",
            )
        if self.active() is registry:
            self.activate(Registry.REAL)
        # The audit of the next one begins anew.
        self.reached_file(self.database(registry).name).unlink(missing_ok=True)
        if self.external is not None:
            self.external.drop_demo()
        else:
            self._private.drop_database(_DATABASE_NAMES[registry])

    @property
    def _private(self) -> Cluster:
        if self.cluster is None:
            raise DatabaseError(
                "DATABASE_URL is set, so there is no private cluster here.",
                "Unset DATABASE_URL to use the private cluster.",
            )
        return self.cluster


def _usual_folder(account: Account) -> Path:
    if account.name == SERVICE_ACCOUNT and account.uid != os.geteuid():
        return Path("/var/lib") / SERVICE_ACCOUNT
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "landsbyatlas"
