"""Named lists: what somebody wants to take out again and again, kept beside the registry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from db.audited_run import sign
from db.database import Database
from db.errors import AtlasError
from db.logins import Login
from db.person import Person
from db.reading import reading_as

MOST_LISTS = 500
# Whose a list is that was kept for no municipality: the command line alone has it.
NOBODYS = "0000"
NAME_LENGTH = 80


class NameTaken(AtlasError):  # noqa: N818  # named for what happened
    """Another list has the name."""


class TooManyLists(AtlasError):  # noqa: N818  # named for what happened
    """There are as many lists as anybody can keep an eye on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContent:
    """What a named list asks for: rows of a layer, columns in order, and the order of the rows.

    Attributes:
        filter: CQL2 text; None for every row.
        parameters: The values of the layer's parameters that were chosen, by name.
        sort: A field, with `-` before it for falling; None for the layer's own order.
    """

    name: str
    layer: str
    filter: str | None
    parameters: Mapping[str, str]
    columns: tuple[str, ...]
    sort: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedList:
    """A named list as it is kept, with who made and who last changed it."""

    id: int
    name: str
    layer: str
    filter: str | None
    parameters: dict[str, str]
    columns: list[str]
    sort: str | None
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The lists of one municipality; what another has kept is unknown here.

    Attributes:
        person: Who asks: her municipality's lists are there, and at the command line those of all.
    """

    database: Database
    person: Person

    @property
    def municipality(self) -> str | None:
        """Whose lists; None for those of all."""
        return self.person.municipality

    def all(self) -> list[SavedList]:
        """Every list, as Danes order names."""
        return self._read("all")

    def numbered(self, number: int) -> SavedList | None:
        """The list of a number; None where there is none."""
        return next(iter(self._read("numbered", id=number)), None)

    def named(self, name: str) -> SavedList | None:
        """The list of a name; None where there is none."""
        return next(iter(self._read("named", name=name)), None)

    def keep(self, content: ListContent, actor: str) -> SavedList:
        """Keep a new list; refused where another has its name."""
        values = {**_values(content, actor), "most": MOST_LISTS}
        kept = self._written("keep", {**values, "kept_for": self.municipality or NOBODYS})
        if kept is None:
            raise TooManyLists(
                f"There are {MOST_LISTS} lists already.", "Delete one that nobody uses any more."
            )
        return kept

    def change(
        self, number: int, seen: datetime, content: ListContent, actor: str
    ) -> SavedList | None:
        """Change the list last changed when it was seen; None where that has changed since."""
        return self._written("change", {**_values(content, actor), "id": number, "seen": seen})

    def remove(self, number: int, seen: datetime) -> SavedList | None:
        """Remove the list that was last changed when it was seen; None where that changed since."""
        return self._written("remove", {"id": number, "seen": seen})

    def _read(self, script: str, **values: object) -> list[SavedList]:
        codes = None if self.municipality is None else frozenset({self.municipality})
        with (
            reading_as(self.database, codes) as connection,
            connection.cursor(row_factory=class_row(SavedList)) as cursor,
        ):
            asked = {**values, "municipality": self.municipality}
            return cursor.execute(_script(script), asked).fetchall()

    def _written(self, script: str, values: Mapping[str, object]) -> SavedList | None:
        with (
            psycopg.connect(self.database.conninfo(Login.WRITER)) as connection,
            connection.cursor(row_factory=class_row(SavedList)) as cursor,
        ):
            sign(connection, self.database, self.person.context(Login.WRITER))
            try:
                asked = {**values, "municipality": self.municipality}
                return cursor.execute(_script(script), asked).fetchone()
            except psycopg.errors.UniqueViolation as error:
                raise NameTaken(
                    f"Another list is called {values['name']!r}.", "Give this one another name."
                ) from error


def _values(content: ListContent, actor: str) -> dict[str, object]:
    return {
        "name": content.name,
        "layer": content.layer,
        "filter": content.filter,
        "parameters": Jsonb(dict(content.parameters)),
        "columns": list(content.columns),
        "sort": content.sort,
        "actor": actor,
    }


@cache
def _script(name: str) -> bytes:
    return files("db").joinpath("sql", "lists", f"{name}.sql").read_bytes()
