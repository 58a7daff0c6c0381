"""User tasks know for whom a deputy completed them, and who has done another part in the same capacity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("user_task", sa.Column("once_users", sa.Text(), nullable=True))
    op.add_column("user_task", sa.Column("completed_for", sa.Text(), nullable=True))
    op.create_index("ix_user_task_completed_for_completed_at", "user_task", ["completed_for", "completed_at"])
