"""Imports write the registry's current values faster."""

from db.migrations.script import run_script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up."""
    run_script("0003_import_pace_up.sql")


def downgrade() -> None:
    """Bring them back as the revision before had them."""
    run_script("0003_import_pace_down.sql")
