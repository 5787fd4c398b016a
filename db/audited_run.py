"""A run that changes many rows and is one line of the audit: an import, an undo, a screening."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import psycopg
from psycopg.types.json import Jsonb

from db.context import SETTING, Context
from db.database import Database
from db.logins import Login
from db.person import Person
from db.recording import Event

# Before it has a number of its own, and for what belongs to none.
NO_RUN = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedRun:
    """A transaction whose changes are told together; without its line it does not commit.

    Attributes:
        login: Whom the connection is signed in as.
        person: Who has it done.
    """

    connection: psycopg.Connection
    database: Database
    login: Login
    person: Person

    def begin(self, number: int = NO_RUN) -> None:
        """Have everything from here on belong to the run."""
        sign(self.connection, self.database, self.person.context(self.login, run=number))
        self.connection.execute("select audit.begin_run()")

    def end(
        self,
        event: Event,
        number: int,
        detail: Mapping[str, object],
        registries: Collection[str] | None = None,
    ) -> None:
        """Write the one line: what the run did, in numbers, codes and digests.

        Args:
            event: What it was.
            number: The run.
            detail: What may be told of it.
            registries: The municipalities whose rows it is about (all: None): what nobody's
                municipality had done stands in the log of the one that it was done to.
        """
        person = self.person
        if person.municipality is None and registries is not None and len(registries) == 1:
            (one,) = registries
            person = replace(person, municipality=one)
        # What was signed at the beginning has ended long ago.
        sign(self.connection, self.database, person.context(self.login, run=number))
        self.connection.execute("select audit.end_run(%s, %s)", [event.value, Jsonb(dict(detail))])


def sign(connection: psycopg.Connection, database: Database, context: Context) -> None:
    """Tell the database who asks: until the transaction ends, or for good without one."""
    connection.execute(
        "select set_config(%s, %s, %s)",
        [SETTING, context.token(database), not connection.autocommit],
    )
