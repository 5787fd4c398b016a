"""Named lists: what somebody wants to take out again and again, kept beside the registry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from db.database import Database
from db.errors import AtlasError
from db.logins import Login

MOST_LISTS = 500
NAME_LENGTH = 80
_FIELDS = sql.SQL(
    "id, name, layer, filter, parameters, columns, sort, "
    "created_by, created_at, changed_by, changed_at"
)
_ALL = sql.SQL('select {} from map.saved_list order by name collate "da-x-icu", id').format(_FIELDS)
_NUMBERED = sql.SQL("select {} from map.saved_list where id = %s").format(_FIELDS)
_NAMED = sql.SQL("select {} from map.saved_list where name = %s").format(_FIELDS)
_KEEP = sql.SQL(
    "insert into work.saved_list"
    " (name, layer, filter, parameters, columns, sort, created_by, changed_by)"
    " select %(name)s, %(layer)s, %(filter)s, %(parameters)s, %(columns)s, %(sort)s,"
    " %(actor)s, %(actor)s where (select count(*) from work.saved_list) < %(most)s returning {}"
).format(_FIELDS)
_CHANGE = sql.SQL(
    "update work.saved_list set name = %(name)s, layer = %(layer)s, filter = %(filter)s,"
    " parameters = %(parameters)s, columns = %(columns)s, sort = %(sort)s,"
    " changed_by = %(actor)s, changed_at = clock_timestamp()"
    " where id = %(id)s and changed_at = %(seen)s returning {}"
).format(_FIELDS)
_REMOVE = sql.SQL(
    "delete from work.saved_list where id = %(id)s and changed_at = %(seen)s returning {}"
).format(_FIELDS)


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


def saved_lists(database: Database) -> list[SavedList]:
    """Every list, as Danes order names."""
    return _read(database, _ALL)


def numbered(database: Database, number: int) -> SavedList | None:
    """The list of a number; None where there is none."""
    return next(iter(_read(database, _NUMBERED, number)), None)


def named(database: Database, name: str) -> SavedList | None:
    """The list of a name; None where there is none."""
    return next(iter(_read(database, _NAMED, name)), None)


def keep(database: Database, content: ListContent, actor: str) -> SavedList:
    """Keep a new list; refused where another has its name."""
    kept = _written(database, _KEEP, {**_values(content, actor), "most": MOST_LISTS})
    if kept is None:
        raise TooManyLists(
            f"There are {MOST_LISTS} lists already.", "Delete one that nobody uses any more."
        )
    return kept


def change(
    database: Database, number: int, seen: datetime, content: ListContent, actor: str
) -> SavedList | None:
    """Change the list that was last changed when it was seen; None where that has changed since."""
    return _written(database, _CHANGE, {**_values(content, actor), "id": number, "seen": seen})


def remove(database: Database, number: int, seen: datetime) -> SavedList | None:
    """Remove the list that was last changed when it was seen; None where that changed since."""
    return _written(database, _REMOVE, {"id": number, "seen": seen})


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


def _read(database: Database, statement: sql.Composed, *values: object) -> list[SavedList]:
    with (
        psycopg.connect(database.conninfo(Login.READER)) as connection,
        connection.cursor(row_factory=class_row(SavedList)) as cursor,
    ):
        return cursor.execute(statement, values).fetchall()


def _written(
    database: Database, statement: sql.Composed, values: Mapping[str, object]
) -> SavedList | None:
    with (
        psycopg.connect(database.conninfo(Login.WRITER)) as connection,
        connection.cursor(row_factory=class_row(SavedList)) as cursor,
    ):
        try:
            return cursor.execute(statement, values).fetchone()
        except psycopg.errors.UniqueViolation as error:
            raise NameTaken(
                f"Another list is called {values['name']!r}.", "Give this one another name."
            ) from error
