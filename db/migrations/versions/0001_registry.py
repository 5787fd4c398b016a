"""The registry: base, work and map filled; cases, social, private and audit closed."""

from db.migrations.script import run_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make schemas, tables, functions, views and grants."""
    run_script("0001_registry_up.sql")


def downgrade() -> None:
    """Drop all of it."""
    run_script("0001_registry_down.sql")
