"""The social room, entered by its own login and in the one role that may write flags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from db.context import SETTING, Context, reads_of
from db.database import Database
from db.imports.flags.rows import Flag
from db.imports.statements import statement
from db.imports.tables.fields import plain_name
from db.logins import ApplicationRole, Login

# Looking for what other runs left belongs to none.
_NO_RUN = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFlag:
    """A flag with its property: what is to stand in the room, under an opaque key."""

    line: int
    municipality_code: str
    key: str
    property_key: str
    flag_type: str
    unit: str
    review_on: date | None


class Room:
    """One transaction in the social room; what is not committed leaves no trace.

    Attributes:
        entered: The municipalities of the flags that were written, whether or not that changed any.
    """

    def __init__(
        self, connection: psycopg.Connection, database: Database, municipality: str | None
    ) -> None:
        self._connection = connection
        self._database = database
        self._reads = reads_of(None if municipality is None else frozenset({municipality}))
        self.entered: frozenset[str] = frozenset()
        self._take_role()

    @classmethod
    def of(cls, database: Database, municipality: str | None) -> Self:
        """Enter the room of a registry, for flags of one municipality's properties or of all."""
        return cls(psycopg.connect(database.conninfo(Login.SOCIAL)), database, municipality)

    def types(self) -> Mapping[str, str]:
        """The code of each type of flag, by everything that it is called."""
        rows = self._connection.execute(statement("flag_types")).fetchall()
        return {plain_name(name): code for code, *names in rows for name in (code, *names)}

    def placed(self, flags: Sequence[Flag]) -> Mapping[int, tuple[str, str, bool]]:
        """The one property of each flag by line, and whether its own key is what told it."""
        self._vouch(None)
        rows = self._connection.execute(
            statement("flag_place"),
            {
                "lines": [flag.line for flag in flags],
                "codes": [flag.municipality_code for flag in flags],
                "bfes": [flag.bfe for flag in flags],
                "buildings": [flag.bbr_id for flag in flags],
                "addresses": [flag.address for flag in flags],
                "postal_codes": [flag.postal_code for flag in flags],
                "keys": [flag.own_key for flag in flags],
            },
        ).fetchall()
        return {line: (code, key, by_key) for line, code, key, by_key in rows}

    def write(self, run: int, flags: Sequence[PlacedFlag]) -> Mapping[int, str]:
        """Have the room say what these flags say; how each line ended."""
        self._vouch(run)
        wanted = {
            "run": run,
            "lines": [flag.line for flag in flags],
            "codes": [flag.municipality_code for flag in flags],
            "keys": self._keys(flags),
            "properties": [flag.property_key for flag in flags],
            "types": [flag.flag_type for flag in flags],
            "units": [flag.unit for flag in flags],
            "reviews": [flag.review_on for flag in flags],
        }
        ended = self._connection.execute(statement("flag_outcome"), wanted).fetchall()
        self._connection.execute(statement("flag_replaced"), wanted)
        self._connection.execute(statement("flag_write"), wanted)
        self.entered |= {flag.municipality_code for flag in flags}
        return dict(ended)

    def municipalities(self, run: int) -> frozenset[str]:
        """The municipalities of the flags that a run brought or overwrote."""
        self._vouch(run)
        rows = self._connection.execute(statement("flag_municipalities"), {"run": run}).fetchall()
        return frozenset(code for (code,) in rows)

    def restore(self, run: int) -> int:
        """Put back what a run overwrote and take away what it brought; how many flags."""
        self._vouch(run)
        return sum(
            self._connection.execute(statement(name), {"run": run}).rowcount
            for name in ("flag_put_back", "flag_take_away")
        )

    def forget(self, run: int) -> None:
        """Let go of the images of a run that is undone."""
        self._vouch(run)
        self._connection.execute("delete from social.replaced where run_id = %s", [run])

    def leftovers(self) -> list[int]:
        """Runs that did not come through and still have flags here, newest first."""
        self._vouch(_NO_RUN)
        rows = self._connection.execute(statement("flag_leftovers")).fetchall()
        return [int(number) for (number,) in rows]

    def refresh_bands(self) -> None:
        """Have the bands follow from what stands here now."""
        self._connection.execute("select work.refresh_social_bands()")

    def commit(self) -> None:
        """Keep what was written."""
        self._connection.commit()
        self._take_role()

    def close(self) -> None:
        """Leave; what is not committed is gone."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _keys(self, flags: Sequence[PlacedFlag]) -> list[str]:
        """What the flags are known by here: nothing that tells what they are, or whose."""
        row = self._connection.execute(
            "select social.flag_keys(%s::text[], %s::text[])",
            [[flag.municipality_code for flag in flags], [flag.key for flag in flags]],
        ).fetchone()
        return [] if row is None or row[0] is None else list(row[0])

    def _vouch(self, run: int | None) -> None:
        """Say which run is at work: the room is closed without, and its changes are that run's.

        Without a run the properties can be looked up that flags are about, and nothing else.
        """
        context = Context(role=ApplicationRole.SOCIAL_IMPORTER, run=run, reads=self._reads)
        self._connection.execute(
            "select set_config(%s, %s, true)", [SETTING, context.token(self._database)]
        )

    def _take_role(self) -> None:
        self._connection.execute(
            sql.SQL("set local role {}").format(
                sql.Identifier(ApplicationRole.SOCIAL_IMPORTER.value)
            )
        )


def sweep(database: Database) -> None:
    """Clear the room of flags whose run did not come through; called while holding the turn."""
    with Room.of(database, None) as room:
        left = room.leftovers()
        for run in left:
            room.restore(run)
            room.forget(run)
        if left:
            room.refresh_bands()
            room.commit()
