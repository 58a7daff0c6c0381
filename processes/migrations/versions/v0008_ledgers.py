"""The facts that ledgers count; ``jiedu rebuild`` fills them for instances that are already there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ledger_fact",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("scope", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_ledger_fact_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "scope", "name", name="pk_ledger_fact"),
    )
    op.create_index("ix_ledger_fact_at_instance_id", "ledger_fact", ["at", "instance_id"])
