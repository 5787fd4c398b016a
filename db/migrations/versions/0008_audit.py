"""The audit: who saw or changed what confidential thing, chained and signed."""

from db.migrations.script import run_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add lines and chain, the functions that write them, and the triggers that call these."""
    run_script("0008_audit_up.sql")


def downgrade() -> None:
    """Drop them with every line."""
    run_script("0008_audit_down.sql")
