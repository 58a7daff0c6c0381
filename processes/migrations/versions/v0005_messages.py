"""Messages are kept until they expire, signals find their subscribers, failed engine jobs are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("process_instance", sa.Column("correlation_key", sa.Text(), nullable=True))
    op.create_index(
        "ix_process_instance_process_id_correlation_key",
        "process_instance",
        ["process_id", "correlation_key"],
    )
    _signal_subscription()
    _message()
    _message_receipt()
    _job_fault()


def _signal_subscription() -> None:
    op.create_table(
        "signal_subscription",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_signal_subscription_instance_id"
        ),
        sa.PrimaryKeyConstraint("instance_id", "element_instance_id", "name", name="pk_signal_subscription"),
    )
    op.create_index("ix_signal_subscription_name", "signal_subscription", ["name"])


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("start_with", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_name_correlation_key", "message", ["name", "correlation_key"])
    op.create_index("ix_message_expires_at", "message", ["expires_at"])
    op.create_index(
        "uq_message_name_correlation_key_message_id",
        "message",
        ["name", "correlation_key", "message_id"],
        unique=True,
    )


def _message_receipt() -> None:
    op.create_table(
        "message_receipt",
        sa.Column("message", IDENTITY, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_message_receipt_message"),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_message_receipt_instance_id"
        ),
        sa.PrimaryKeyConstraint("message", "process_id", "instance_id", name="pk_message_receipt"),
    )
    op.create_index("ix_message_receipt_status_instance_id", "message_receipt", ["status", "instance_id"])


def _job_fault() -> None:
    op.create_table(
        "job_fault",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due", INSTANT, nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("retry_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "instance_id", "number", "index", "name", name="pk_job_fault"),
    )
    op.create_index("ix_job_fault_retry_at", "job_fault", ["retry_at"])
