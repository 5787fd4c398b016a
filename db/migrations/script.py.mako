"""${message}."""

from db.migrations.script import run_script

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Go up."""
    run_script("${up_revision}_up.sql")


def downgrade() -> None:
    """Go down."""
    run_script("${up_revision}_down.sql")
