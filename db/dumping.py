"""pg_dump and pg_restore as streams, their secrets out of process lists and their words plain."""

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from db.account import program_environment
from db.errors import BackupError
from db.postgres_programs import find_clients

PIECE_BYTES = 2**20


def dump(owner: str, snapshot: str) -> Iterator[bytes]:
    """A database as the transaction that exported the snapshot sees it, in the custom format."""
    arguments = (
        "--format=custom",
        f"--snapshot={snapshot}",
        "--lock-wait-timeout=10s",
        # These belong to a server, not to a registry.
        "--no-tablespaces",
        "--no-publications",
        "--no-subscriptions",
        # Whoever finds a backup must not be able to sign contexts with it.
        "--exclude-table-data=context.secret",
    )
    with _running("pg_dump", owner, arguments) as process:
        assert process.stdout is not None  # noqa: S101 -- asked for below
        yield from iter(lambda: process.stdout.read(PIECE_BYTES), b"")  # type: ignore[union-attr]


def load(owner: str, pieces: Iterable[bytes]) -> None:
    """Bring a dump into an empty database, with its owners and rights; stops at the first error."""
    with _running("pg_restore", owner, ("--exit-on-error", "--no-tablespaces")) as process:
        assert process.stdin is not None  # noqa: S101 -- asked for below
        # Where it gives up early, its own words say why.
        with suppress(BrokenPipeError):
            for piece in pieces:
                process.stdin.write(piece)
        with suppress(BrokenPipeError):
            process.stdin.close()


@contextmanager
def _running(
    name: str, owner: str, arguments: tuple[str, ...]
) -> Iterator[subprocess.Popen[bytes]]:
    parts = conninfo_to_dict(owner)
    password = parts.pop("password", None)
    environment = program_environment() | ({"PGPASSWORD": str(password)} if password else {})
    address = make_conninfo("", **parts)
    program = find_clients(_server_major(owner)).path(name)
    with (
        TemporaryFile() as told,
        subprocess.Popen(  # noqa: S603 -- a program of PostgreSQL
            [program, "--no-password", f"--dbname={address}", *arguments],
            cwd="/",
            env=environment,
            stdin=subprocess.PIPE if name == "pg_restore" else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if name == "pg_restore" else subprocess.PIPE,
            stderr=told,
        ) as process,
    ):
        yield process
        if process.wait() != 0:
            raise _failure(name, told)


def _server_major(owner: str) -> int:
    with psycopg.connect(owner) as connection:
        return connection.info.server_version // 10000


def _failure(name: str, told: IO[bytes]) -> BackupError:
    told.seek(0)
    lines = told.read().decode("utf-8", "replace").splitlines()
    errors = [line.partition("error: ")[2] for line in lines if "error: " in line]
    cause = (errors or [line for line in lines if line.strip()] or ["it said nothing"])[0]
    if "No space left on device" in cause or "could not extend file" in cause:
        return BackupError(
            f"The disk of the database is full: {cause.rstrip('.')}.",
            "Free some space and run it again; nothing was changed.",
        )
    return BackupError(
        f"{name} gave up: {cause.rstrip('.')}.", "Nothing was changed. Mend that and run it again."
    )
