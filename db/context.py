"""The signed context of a transaction: who asks, as the database itself can verify."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Final, Literal

import psycopg

from db.database import Database
from db.errors import DatabaseError
from db.logins import ApplicationRole, Login

# Long enough for a statement to begin; a token that is seen somewhere is soon good for nothing.
LIFETIME_S = 60.0
SETTING = "atlas.token"
# The municipalities whose rows somebody sees on the map: their codes, or all that there are.
EVERYWHERE: Final = "*"
Reads = frozenset[str] | Literal["*"]
_INSTALL = (
    "insert into context.secret (key) values (decode(%s, 'hex'))"
    " on conflict (is_only) do update set key = excluded.key"
    " where context.secret.key is distinct from excluded.key"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who asks, in which role, and for whom.

    Attributes:
        role: The database role that the transaction takes, or the login where it takes none.
        municipality: The code of the municipality whose confidential rooms she may enter.
        account: The number of the account; None for work that no person asked for.
        unit: The number of her organisational unit.
        run: The import or screening that writes; its changes are one line of the audit.
        session: The session it happens in, so that what is read once is told once.
        purpose: Why, in the few words that the audit keeps.
        works_as: Her role at work, where the transaction takes another one for her.
        reads: The municipalities whose rows the views of `map` show her; None: of none.
    """

    role: ApplicationRole | Login
    municipality: str | None = None
    account: int | None = None
    unit: int | None = None
    unit_name: str | None = None
    run: int | None = None
    session: str | None = None
    purpose: str | None = None
    works_as: ApplicationRole | None = None
    reads: Reads | None = None

    def token(
        self, database: Database, *, now: float | None = None, lasts_s: float = LIFETIME_S
    ) -> str:
        """The context as the database verifies it: for one database, one role and a short time."""
        key = _key_of(database)
        claims: dict[str, object] = {
            name: value
            for name, value in (
                ("role", self.role.value),
                ("municipality", self.municipality),
                ("account", self.account),
                ("unit", self.unit),
                ("unit_name", self.unit_name),
                ("run", self.run),
                ("session", self.session),
                ("purpose", self.purpose),
                ("works_as", self.works_as and self.works_as.value),
                ("reads", sorted(self.reads) if isinstance(self.reads, frozenset) else self.reads),
            )
            if value is not None
        }
        claims["database"] = database.name
        claims["ends"] = (time.time() if now is None else now) + lasts_s
        body = base64.b64encode(json.dumps(claims, separators=(",", ":")).encode())
        return f"{body.decode()}.{hmac.new(key, body, hashlib.sha256).hexdigest()}"


def reads_of(registries: frozenset[str] | None) -> Reads:
    """What a viewer of these municipalities reads; None: of all."""
    return EVERYWHERE if registries is None else registries


def reading(database: Database, reads: Reads, *, lasts_s: float = LIFETIME_S) -> str:
    """The token under which the reader's login sees the rows of these municipalities."""
    return Context(role=Login.READER, reads=reads).token(database, lasts_s=lasts_s)


def fingerprint(database: Database, text: str) -> str:
    """What tells whether two texts are the same, and to nobody without the key what they say."""
    key = hmac.new(_key_of(database), b"fingerprint", hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def install_key(owner: str, database: Database) -> None:
    """Tell the database, as its owner, the key that contexts are signed with."""
    with psycopg.connect(owner) as connection:
        connection.execute("set local role atlas_owner")
        connection.execute(_INSTALL, [_key_of(database).hex()])


def _key_of(database: Database) -> bytes:
    if database.context_key is None:
        raise DatabaseError(
            "The key that contexts are signed with is not in the data folder.",
            "Run: landsbyatlas db init, with DATABASE_OWNER_URL set; then landsbyatlas db migrate.",
        )
    key = bytes.fromhex(database.context_key.get_secret_value())
    # Each database has a key of its own, so that one that is copied elsewhere does not open this.
    return hmac.new(key, database.name.encode(), hashlib.sha256).digest()
