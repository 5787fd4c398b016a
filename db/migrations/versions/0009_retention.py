"""How long confidential rows are kept, what holds them, and the nightly deletion with receipts."""

from db.migrations.script import run_script

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the rules, the holds, the receipts and the function that deletes."""
    run_script("0009_retention_up.sql")


def downgrade() -> None:
    """Drop them; what was deleted stays deleted."""
    run_script("0009_retention_down.sql")
