"""Runs one SQL file of a migration."""

from importlib.resources import files

from alembic import op


def run_script(name: str) -> None:
    """Run a file of `db/migrations/sql` as it stands, without reading its colons as parameters."""
    script = files("db.migrations").joinpath("sql", name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
