"""The walls in use: municipalities apart on the map, who may do what, and who saw what."""

from db.migrations.script import run_script

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# In this order, and taken down in the opposite one: a file `sql/0010_<part>_{up,down}.sql` each.
PARTS: tuple[str, ...] = (
    "staff",
    "identity",
    "isolation",
    "rooms",
    "audit_work",
    "log",
)


def upgrade() -> None:
    """Put up each part."""
    for part in PARTS:
        run_script(f"0010_{part}_up.sql")


def downgrade() -> None:
    """Take the parts down."""
    for part in reversed(PARTS):
        run_script(f"0010_{part}_down.sql")
