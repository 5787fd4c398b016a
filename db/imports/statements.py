"""The SQL of imports, loaded by name."""

from functools import cache
from importlib.resources import files

from psycopg import sql


@cache
def statement(name: str) -> sql.SQL:
    """A file of `sql/`, with placeholders in braces for names and values."""
    text = files("db").joinpath("imports", "sql", f"{name}.sql").read_text(encoding="utf-8")
    # The files are part of the program, so their text is as trusted as a literal.
    return sql.SQL(text)
