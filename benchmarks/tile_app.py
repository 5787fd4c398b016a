"""The service over one database that is already there, for benchmarks."""

import os
from pathlib import Path

from fastapi import FastAPI

from benchmarks.registry import key_told
from db.database import Database
from db.installation import Registry
from gis_service.app import create_app
from gis_service.settings import ServiceSettings


class OneRegistry:
    """An installation of a single registry, named by the environment of the benchmark."""

    @property
    def active_file(self) -> Path:
        """Where a switch would be written; there is none."""
        return Path(os.environ["BENCHMARK_FOLDER"]) / "active"

    def active(self) -> Registry:
        """The only registry."""
        return Registry.REAL

    def activate(self, registry: Registry) -> None:
        """Refused: there is one."""
        raise NotImplementedError(registry)

    def database(self, registry: Registry | None = None) -> Database:  # noqa: ARG002  # there is one
        """Where it is."""
        host, port, name = os.environ["BENCHMARK_DATABASE"].split(",")
        return Database(host=host, port=int(port), name=name, context_key=key_told(os.environ))

    def prepare(self, registry: Registry | None = None) -> Database:
        """As it is."""
        return self.database(registry)


def app() -> FastAPI:
    """What Granian serves."""
    return create_app(ServiceSettings(), OneRegistry())
