"""The signed context of a transaction, and the people who work here."""

from db.migrations.script import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the schemas context and staff."""
    run_script("0006_staff_up.sql")


def downgrade() -> None:
    """Drop them with all accounts."""
    run_script("0006_staff_down.sql")
