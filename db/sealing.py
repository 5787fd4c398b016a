"""The chain of the audit: sealed by a key outside the database, and verified line by line."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg.rows import TupleRow
from pydantic import SecretStr

from db.context import SETTING, Context
from db.database import Database
from db.logins import ApplicationRole, Login

# The file of the data folder with the private key; whoever has it can sign.
SIGNING_KEY = "audit-key"
_BATCH = 5_000
# Told how many lines were verified so far.
Progress = Callable[[int], None]
_SEALER = Context(role=ApplicationRole.SEALER)


class Fault(StrEnum):
    """What is wrong with a line, a link or a signature of the audit."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    CUT = "cut"
    UNSIGNED = "unsigned"
    FORGED = "forged"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, at a position of the chain (0: nowhere in it)."""

    fault: Fault
    position: int
    line: int | None = None


_LOOSE = Finding(fault=Fault.LOOSE, position=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a verification found.

    Attributes:
        lines: Lines in the chain, those that retention deleted included.
        sealed: Lines up to the last good signature.
        waiting: Lines that nothing holds yet: the unsealed tail.
    """

    lines: int
    sealed: int
    waiting: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong; a tail that waits is not wrong."""
        return not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Signs the end of the chain, and knows its own signatures.

    Attributes:
        secret: 32 bytes in hexadecimal: an Ed25519 private key (RFC 8032).
    """

    secret: SecretStr

    def sign(self, position: int, link: bytes) -> bytes:
        """The signature of a head."""
        return self._key.sign(_signed(position, link))

    def is_ours(self, position: int, link: bytes, signature: bytes) -> bool:
        """Whether the signature of a head is ours."""
        try:
            self._key.public_key().verify(signature, _signed(position, link))
        except InvalidSignature:
            return False
        return True

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.secret.get_secret_value()))


def seal_lines(database: Database, seal: Seal) -> int:
    """Chain every committed line and sign the head; the position it now ends at (0: no line)."""
    with _as_sealer(database) as connection:
        position, link = 0, b""
        while True:
            row = connection.execute(
                "select position, hash from audit.chain_lines(%s)", [_BATCH]
            ).fetchone()
            if row is None or row[0] == position:
                break
            position, link = row
        if position:
            connection.execute(
                "select audit.sign_head(%s, %s, %s)", [position, link, seal.sign(position, link)]
            )
        return position


def verify(
    database: Database,
    seal: Seal,
    *,
    reached: int = 0,
    progress: Progress | None = None,
) -> Verdict:
    """Hash every line anew and follow the chain to its signed heads.

    Args:
        database: The registry.
        seal: What signed the heads.
        reached: The position that a seal is known to have reached, from outside the database.
        progress: Told how many lines were verified so far.
    """
    with _as_sealer(database) as connection:
        walk = _Walk(seal=seal, heads=dict(_heads(connection)))
        for link in _chained(connection):
            walk.follow(link)
            if progress is not None and walk.lines % _BATCH == 0:
                progress(walk.lines)
        row = connection.execute("select waiting, loose from audit.tail()").fetchone()
    waiting, loose = row or (0, 0)
    return Verdict(
        lines=walk.lines,
        sealed=walk.sealed,
        waiting=waiting,
        findings=(*walk.findings, *walk.at_the_end(reached), *([_LOOSE] if loose else [])),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """One link of the chain; content is None where its line is gone."""

    position: int
    line: int
    line_hash: bytes
    hash: bytes
    purge: int | None
    content: str | None


@dataclass(slots=True, kw_only=True)
class _Walk:
    """The chain as far as it has been followed."""

    seal: Seal
    heads: dict[int, tuple[bytes, bytes]]
    findings: list[Finding] = field(default_factory=list)
    lines: int = 0
    sealed: int = 0
    _hash: bytes = b""

    def follow(self, link: _Link) -> None:
        """One link further."""
        for fault in self._faults(link):
            self.findings.append(Finding(fault=fault, position=link.position, line=link.line))
        self.lines, self._hash = link.position, link.hash

    def _faults(self, link: _Link) -> Iterator[Fault]:
        if link.position != self.lines + 1:
            yield Fault.CUT
        if link.content is None:
            if link.purge is None:
                yield Fault.REMOVED
        elif hashlib.sha256(link.content.encode()).digest() != link.line_hash:
            yield Fault.CHANGED
        if hashlib.sha256(self._hash + link.line_hash).digest() != link.hash:
            yield Fault.REORDERED
        if link.position in self.heads:
            head, signature = self.heads.pop(link.position)
            if head == link.hash and self.seal.is_ours(link.position, head, signature):
                self.sealed = link.position
            else:
                yield Fault.FORGED

    def at_the_end(self, reached: int) -> Iterator[Finding]:
        """What only the end of the chain tells."""
        beyond = {place for place in (*self.heads, reached) if place > self.lines}
        for place in sorted(beyond):
            yield Finding(fault=Fault.CUT, position=place)
        if self.lines > self.sealed:
            yield Finding(fault=Fault.UNSIGNED, position=self.sealed + 1)


def _as_sealer(database: Database) -> psycopg.Connection[TupleRow]:
    connection = psycopg.connect(database.conninfo(Login.STAFF))
    connection.execute("select set_config('role', %s, true)", [_SEALER.role.value])
    connection.execute("select set_config(%s, %s, true)", [SETTING, _SEALER.token(database)])
    return connection


def _chained(connection: psycopg.Connection[TupleRow]) -> Iterator[_Link]:
    after = 0
    while rows := connection.execute(
        "select * from audit.chained(%s, %s)", [after, _BATCH]
    ).fetchall():
        for position, line, line_hash, link, purge, content in rows:
            yield _Link(
                position=position,
                line=line,
                line_hash=line_hash,
                hash=link,
                purge=purge,
                content=content,
            )
        after = rows[-1][0]


def _heads(connection: psycopg.Connection[TupleRow]) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    after = 0
    while rows := connection.execute(
        "select position, hash, signature from audit.heads(%s, %s)", [after, _BATCH]
    ).fetchall():
        for position, link, signature in rows:
            yield position, (link, signature)
        after = rows[-1][0]


def _signed(position: int, link: bytes) -> bytes:
    return b"landsbyatlas audit %d " % position + link
