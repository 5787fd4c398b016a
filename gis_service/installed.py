"""What the service needs of the installation it runs in."""

from pathlib import Path
from typing import Protocol

from db.database import Database
from db.installation import Registry


class Installed(Protocol):
    """An installation: which registry is shown, and where each is."""

    @property
    def active_file(self) -> Path:
        """The file that names the shown registry, in the data folder."""
        ...

    def active(self) -> Registry:
        """The registry that is shown."""
        ...

    def activate(self, registry: Registry) -> None:
        """Show this registry from now on, also in services that already run."""
        ...

    def database(self, registry: Registry | None = None) -> Database:
        """Where a registry is (the one that is shown, unless named)."""
        ...

    def prepare(self, registry: Registry | None = None) -> Database:
        """Bring a registry to what this version needs."""
        ...
