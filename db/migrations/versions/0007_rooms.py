"""The closed rooms of cases, social work and the citizen adviser, each with its smallest table."""

from db.migrations.script import run_script

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add their tables, policies and grants."""
    run_script("0007_rooms_up.sql")


def downgrade() -> None:
    """Drop them; the flags stay, for their importer alone."""
    run_script("0007_rooms_down.sql")
