"""Grades and inspections, priority, the social room with its bands, and saved lists."""

from db.migrations.script import run_script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, columns, views and grants."""
    run_script("0002_sentence_up.sql")


def downgrade() -> None:
    """Drop them; the registry is as the first revision has it."""
    run_script("0002_sentence_down.sql")
