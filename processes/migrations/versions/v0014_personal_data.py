"""Personal data lie apart from the records; processes say what is personal and how long they are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    at = sa.DateTime(timezone=True)
    op.create_table(
        "personal_datum",
        sa.Column("instance_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("kept_at", at, nullable=False),
        sa.Column("erased_at", at, nullable=True),
        sa.Column("erased_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
    )
    op.create_index("ix_personal_datum_key", "personal_datum", ["key"])
    identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "legal_hold",
        sa.Column("instance_id", identity, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("placed_at", at, nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", at, nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_legal_hold_instance_id"),
    )
    op.add_column("process_definition", sa.Column("personal", sa.Text(), nullable=True))
    op.add_column("process_definition", sa.Column("retention", sa.Text(), nullable=True))
