"""The command `landsbyatlas`: a table of contents, and the one place where errors become words."""

import errno
import sys
from typing import NoReturn

import psycopg
import typer
from sqlalchemy.exc import DBAPIError

from db.errors import AtlasError
from gis_service.cli.commands import CommandGroup

app = typer.Typer(
    name="landsbyatlas",
    cls=CommandGroup,
    help="Map and registry of rundown village properties.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def landsbyatlas() -> None:
    """What all commands have in common, which is nothing."""


def run() -> None:
    """Run a command; whatever a person can mend is told in plain words, with exit code 1."""
    try:
        app()
    except AtlasError as error:
        _tell(error.message, error.next_step)
    except DBAPIError as error:
        _tell_of_database(error.orig, error)
    except psycopg.Error as error:
        _tell_of_database(error, error)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _tell(f"The disk is full: {error.filename}.", "Free some space and run it again.")


def _tell_of_database(error: BaseException | None, whole: Exception) -> NoReturn:
    """A database that is full or gone is told; any other refusal by it is our mistake."""
    if isinstance(error, psycopg.errors.DiskFull):
        _tell(
            f"The disk of the database is full: {error.diag.message_primary}.",
            "Free some space and run the command again; what was not finished was undone.",
        )
    if isinstance(error, psycopg.OperationalError):
        _tell(
            f"The database does not answer: {str(error).strip().splitlines()[0]}.",
            "Run the command again; what was not finished was undone.",
        )
    raise whole


def _tell(message: str, next_step: str) -> NoReturn:
    sys.stderr.write(f"Error: {message}\n       {next_step}\n")
    raise SystemExit(1)
