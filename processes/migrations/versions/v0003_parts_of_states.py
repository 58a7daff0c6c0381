"""Long values and rounds of large multi-instance bodies lie apart from the state of their instance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "state_value",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_state_value_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "number", name="pk_state_value"),
    )
    op.create_table(
        "state_piece",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("body", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_state_piece_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "body", "number", name="pk_state_piece"),
    )
    op.create_index("ix_state_piece_instance_id_body_round", "state_piece", ["instance_id", "body", "round"])
    op.create_index("ix_state_piece_instance_id_number", "state_piece", ["instance_id", "number"])
