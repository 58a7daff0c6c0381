"""Anchors, tombstones, and triggers: what is written once is neither changed nor deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from processes.store import guards

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = {
    "calendar_notice": ("version",),
    "resource": ("hash",),
    "deployment": ("id",),
    "deployment_resource": ("deployment_id", "name"),
    "process_definition": ("process_id", "version"),
    "tombstone": ("instance_id",),
    "anchor": ("number",),
    "anchor_head": ("subject", "kind", "anchor"),
}


def upgrade() -> None:
    """Apply."""
    _tombstone()
    _anchor()
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute("DROP TRIGGER record_refuses_change ON record")
        op.execute("DROP FUNCTION record_refuses_change()")
        statements = guards.functions()
    else:
        op.execute("DROP TRIGGER record_refuses_update")
        op.execute("DROP TRIGGER record_refuses_delete")
        statements = []
    statements += guards.refuse_but_removal(dialect, "record", "instance_id")
    statements += guards.refuse_to_forget_instances(dialect)
    statements += guards.refuse_false_tombstones(dialect)
    for table, key in KEYS.items():
        statements += guards.refuse(dialect, table, key)
    for statement in statements:
        op.execute(statement)


def _tombstone() -> None:
    op.create_table(
        "tombstone",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("removed_at", INSTANT, nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", name="pk_tombstone"),
    )


def _anchor() -> None:
    op.create_table(
        "anchor",
        sa.Column("number", IDENTITY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_anchor"),
    )
    op.create_table(
        "anchor_head",
        sa.Column("subject", IDENTITY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("anchor", IDENTITY, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["anchor"], ["anchor.number"], name="fk_anchor_head_anchor"),
        sa.PrimaryKeyConstraint("subject", "kind", "anchor", name="pk_anchor_head"),
    )
    op.create_index("ix_anchor_head_anchor", "anchor_head", ["anchor"])
    op.create_table(
        "anchor_export",
        sa.Column("anchor", IDENTITY, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("due", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["anchor"], ["anchor.number"], name="fk_anchor_export_anchor"),
        sa.PrimaryKeyConstraint("anchor", "place", name="pk_anchor_export"),
    )
    op.create_index("ix_anchor_export_due", "anchor_export", ["due"])
