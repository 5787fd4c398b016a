"""What lay nowhere when it was first flagged is counted nowhere."""

from db.migrations.script import run_script

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up."""
    run_script("0005_social_room_up.sql")


def downgrade() -> None:
    """Bring them back as the revision before had them."""
    run_script("0005_social_room_down.sql")
