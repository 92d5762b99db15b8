"""Keep how sure a firm is of its answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change; what was there before says nothing of how sure it is."""
    column = sa.Column(
        "confidence", sa.JSON(none_as_null=True), nullable=False, server_default="{}"
    )
    op.add_column("assessment", column)


def downgrade() -> None:
    """Take it back."""
    op.drop_column("assessment", "confidence")
