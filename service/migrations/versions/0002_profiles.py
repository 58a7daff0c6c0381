"""Units say what they are, which rules they work by and which of them is the competent office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; what was there is a district without a competent office until the file is loaded."""
    op.add_column(
        "office_unit", sa.Column("profile", sa.String(10), nullable=False, server_default="district")
    )
    op.add_column(
        "office_unit", sa.Column("competent", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("office_unit", sa.Column("kind", sa.String(10), nullable=False, server_default="部门"))
