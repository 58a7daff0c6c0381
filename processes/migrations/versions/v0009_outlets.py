"""What leaves by HTTP: who was told by the webhook, and how often a message was tried outside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("notification", sa.Column("hooked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("attempt", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("delivery", sa.Column("error", sa.Text(), nullable=True))
