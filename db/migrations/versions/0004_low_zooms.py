"""Low zooms are answered from what they need alone, filtered too."""

from db.migrations.script import run_script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up."""
    run_script("0004_low_zooms_up.sql")


def downgrade() -> None:
    """Bring them back as the revision before had them."""
    run_script("0004_low_zooms_down.sql")
