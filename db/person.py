"""Who has something done, as the audit names her."""

from dataclasses import dataclass

from db.context import Context
from db.logins import ApplicationRole, Login


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody by her account, or what works without anybody.

    Attributes:
        account: The number of her account; None where nobody is known.
        municipality: The code of the municipality that she works for.
        role: Her role at work, whatever role or login the transaction takes for her.
        session: The session it happens in.
        purpose: Why, in a few words.
    """

    account: int | None = None
    municipality: str | None = None
    role: ApplicationRole | None = None
    session: str | None = None
    purpose: str | None = None

    def context(self, role: ApplicationRole | Login, *, run: int | None = None) -> Context:
        """The context of a transaction that is done for her, in a role or as a login."""
        return Context(
            role=role,
            municipality=self.municipality,
            account=self.account,
            run=run,
            session=self.session,
            purpose=self.purpose,
            works_as=self.role,
        )


# Whoever may run commands on the machine; the account of the machine is no account of ours.
COMMAND_LINE = Person(purpose="command line")
