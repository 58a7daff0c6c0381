"""Instances may migrate to another version: ``origin`` keeps the one that they began with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("process_instance", sa.Column("origin", sa.Text(), nullable=True))
