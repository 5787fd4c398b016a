"""The commands by name, each read from its file when somebody asks for it."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

# In the order in which a newcomer meets them, as MODULE:FUNCTION. A new one is a line here.
COMMANDS: Final = {
    "serve": "serve:serve",
    "demo": "demo:app",
    "import": "imports:import_or_undo",
    "screen": "screen:screen_registry",
    "export": "export:export",
    "lists": "lists:lists",
    "page": "export:page",
    "staff": "staff:app",
    "audit": "audit:app",
    "retention": "retention:app",
    "municipality": "municipality:app",
    "db": "database:app",
}


class Commands(Mapping[str, Any]):
    """Commands that are loaded when they are looked up: the libraries of all take seconds."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = dict(sources)
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _command(name, self._sources[name])
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


class CommandGroup(TyperGroup):
    """The command `landsbyatlas`, which loads the one command that is run."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = Commands(COMMANDS)  # type: ignore[assignment]  # nobody adds to them


def _command(name: str, source: str) -> Any:
    module, _, thing = source.partition(":")
    found = getattr(import_module(f"gis_service.cli.{module}"), thing)
    if isinstance(found, typer.Typer):
        found.info.name = name
        return typer.main.get_group(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name=name)(found)
    return typer.main.get_command(alone)
