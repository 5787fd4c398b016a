"""The chain of the audit: sealed by a key outside the database, and verified line by line."""

import hashlib
import json
from collections import defaultdict
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
from db.errors import DatabaseError
from db.logins import ApplicationRole, Login

# The file of the data folder with the private key; whoever has it can sign.
SIGNING_KEY = "audit-key"
_BATCH = 5_000
# Where the spelling of a line has what was done, and the values that are no secret.
_ACTION, _DETAIL = 9, 16
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
    REWRITTEN = "rewritten"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far a seal has come, and what the chain says there: kept outside the database."""

    position: int = 0
    link: bytes = b""


NOWHERE = Reached()


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


def seal_lines(database: Database, seal: Seal, reached: Reached = NOWHERE) -> Reached:
    """Chain every committed line and sign the head; where the chain now ends.

    Args:
        database: The registry.
        seal: What signs the head.
        reached: What was signed before; a chain that does not lead from there is not signed.
    """
    with psycopg.connect(database.conninfo(Login.STAFF)) as connection:
        end = NOWHERE
        while True:
            _vouch(connection, database)
            row = connection.execute(
                "select position, hash from audit.chain_lines(%s)", [_BATCH]
            ).fetchone()
            if row is None or row[0] == end.position:
                break
            end = Reached(position=row[0], link=row[1])
        _refuse_rewritten(connection, reached)
        if end.position:
            connection.execute(
                "select audit.sign_head(%s, %s, %s)",
                [end.position, end.link, seal.sign(end.position, end.link)],
            )
        return end


def verify(
    database: Database,
    seal: Seal,
    *,
    reached: Reached = NOWHERE,
    progress: Progress | None = None,
) -> Verdict:
    """Hash every line anew and follow the chain to its signed heads.

    Args:
        database: The registry.
        seal: What signed the heads.
        reached: Where a seal is known to have come, from outside the database.
        progress: Told how many lines were verified so far.
    """
    with psycopg.connect(database.conninfo(Login.STAFF)) as connection:
        # One picture of all of it: what is sealed or deleted meanwhile is looked at next time.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        walk = _Walk(seal=seal, reached=reached, heads=dict(_heads(connection, database)))
        for link in _chained(connection, database):
            walk.follow(link)
            if progress is not None and walk.lines % _BATCH == 0:
                progress(walk.lines)
        _vouch(connection, database)
        for (content,) in connection.execute("select audit.waiting_receipts()").fetchall():
            walk.note_receipt(content)
        row = connection.execute("select waiting, loose from audit.tail()").fetchone()
    waiting, loose = row or (0, 0)
    return Verdict(
        lines=walk.lines,
        sealed=walk.sealed,
        waiting=waiting,
        findings=(*walk.findings, *walk.at_the_end(), *([_LOOSE] if loose else [])),
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
    reached: Reached
    heads: dict[int, list[tuple[bytes, bytes]]]
    findings: list[Finding] = field(default_factory=list)
    lines: int = 0
    sealed: int = 0
    _hash: bytes = b""
    # Of each retention run: the tombstones it left, and how many lines its receipt tells of.
    _tombstones: dict[int, list[_Link]] = field(default_factory=lambda: defaultdict(list))
    _receipts: dict[int, tuple[int, str]] = field(default_factory=dict)

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
            else:
                self._tombstones[link.purge].append(link)
        elif hashlib.sha256(link.content.encode()).digest() != link.line_hash:
            yield Fault.CHANGED
        else:
            self.note_receipt(link.content)
        if hashlib.sha256(self._hash + link.line_hash).digest() != link.hash:
            yield Fault.REORDERED
        if link.position in self.heads:
            if any(
                head == link.hash and self.seal.is_ours(link.position, head, signature)
                for head, signature in self.heads.pop(link.position)
            ):
                self.sealed = link.position
            else:
                yield Fault.FORGED
        if link.position == self.reached.position and link.hash != self.reached.link:
            yield Fault.REWRITTEN

    def note_receipt(self, content: str) -> None:
        """Keep what a line tells of lines that a retention run deleted, if it tells of that."""
        told = json.loads(content)
        if told[_ACTION : _ACTION + 3] == ["insert", "audit", "receipt"]:
            detail = told[_DETAIL]
            self._receipts[detail["id"]] = (detail["lines"], detail["lines_digest"])

    def at_the_end(self) -> Iterator[Finding]:
        """What only the end of the chain tells."""
        for purge, links in self._tombstones.items():
            numbers = ",".join(str(number) for number in sorted(link.line for link in links))
            digest = hashlib.sha256(numbers.encode()).hexdigest()
            if self._receipts.get(purge) != (len(links), digest):
                for link in links:
                    yield Finding(fault=Fault.REMOVED, position=link.position, line=link.line)
        beyond = {place for place in (*self.heads, self.reached.position) if place > self.lines}
        for place in sorted(beyond):
            yield Finding(fault=Fault.CUT, position=place)
        if self.lines > self.sealed:
            yield Finding(fault=Fault.UNSIGNED, position=self.sealed + 1)


def _vouch(connection: psycopg.Connection[TupleRow], database: Database) -> None:
    """Take the sealer's role with a token that is new: many lines take longer than one holds."""
    connection.execute(
        "select set_config('role', %s, true), set_config(%s, %s, true)",
        [_SEALER.role.value, SETTING, _SEALER.token(database)],
    )


def _refuse_rewritten(connection: psycopg.Connection[TupleRow], reached: Reached) -> None:
    if not reached.position:
        return
    row = connection.execute("select audit.link_at(%s)", [reached.position]).fetchone()
    if row != (reached.link,):
        raise DatabaseError(
            f"The audit is not what was sealed up to line {reached.position:,}; it is not sealed.",
            "Run: landsbyatlas audit verify, and have the server looked at by whoever runs it.",
        )


def _chained(connection: psycopg.Connection[TupleRow], database: Database) -> Iterator[_Link]:
    after = 0
    while True:
        _vouch(connection, database)
        rows = connection.execute("select * from audit.chained(%s, %s)", [after, _BATCH]).fetchall()
        if not rows:
            return
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


def _heads(
    connection: psycopg.Connection[TupleRow], database: Database
) -> Iterator[tuple[int, list[tuple[bytes, bytes]]]]:
    after = 0
    while True:
        _vouch(connection, database)
        rows = connection.execute(
            "select position, hashes, signatures from audit.heads(%s, %s)", [after, _BATCH]
        ).fetchall()
        if not rows:
            return
        for position, links, signatures in rows:
            yield position, list(zip(links, signatures, strict=True))
        after = rows[-1][0]


def _signed(position: int, link: bytes) -> bytes:
    return b"landsbyatlas audit %d " % position + link
