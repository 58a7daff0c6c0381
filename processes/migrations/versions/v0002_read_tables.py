"""The tables that follow from the records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    _element_instance()
    _incident()
    _job()
    _message_subscription()
    _timer()
    _user_task()
    _user_task_candidate()


def _element_instance() -> None:
    op.create_table(
        "element_instance",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("scope_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("activated_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_element_instance_instance_id"
        ),
        sa.PrimaryKeyConstraint("instance_id", "element_instance_id", name="pk_element_instance"),
    )


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_incident_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "element_instance_id", name="pk_incident"),
    )
    op.create_index("ix_incident_status_instance_id", "incident", ["status", "instance_id"])


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("retries", sa.BigInteger(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_job_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "element_instance_id", name="pk_job"),
    )
    op.create_index("ix_job_status_type", "job", ["status", "type"])


def _message_subscription() -> None:
    op.create_table(
        "message_subscription",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_message_subscription_instance_id"
        ),
        sa.PrimaryKeyConstraint("instance_id", "element_instance_id", "name", name="pk_message_subscription"),
    )
    op.create_index(
        "ix_message_subscription_name_correlation_key", "message_subscription", ["name", "correlation_key"]
    )


def _timer() -> None:
    op.create_table(
        "timer",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=False),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("repetitions", sa.BigInteger(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_timer_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "element_instance_id", "index", name="pk_timer"),
    )
    op.create_index("ix_timer_due_instance_id", "timer", ["due", "instance_id"])


def _user_task() -> None:
    op.create_table(
        "user_task",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("scope_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("candidate_groups", sa.Text(), nullable=False),
        sa.Column("candidate_users", sa.Text(), nullable=False),
        sa.Column("excluded_users", sa.Text(), nullable=False),
        sa.Column("due", INSTANT, nullable=True),
        sa.Column("follow_up", INSTANT, nullable=True),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.Column("completed_by", sa.Text(), nullable=True),
        sa.Column("completed_by_name", sa.Text(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_user_task_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "element_instance_id", name="pk_user_task"),
    )
    op.create_index("ix_user_task_assignee_status_due", "user_task", ["assignee", "status", "due"])
    op.create_index("ix_user_task_completed_by_completed_at", "user_task", ["completed_by", "completed_at"])
    op.create_index("ix_user_task_status_due", "user_task", ["status", "due"])


def _user_task_candidate() -> None:
    op.create_table(
        "user_task_candidate",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name="fk_user_task_candidate_instance_id"
        ),
        sa.PrimaryKeyConstraint(
            "instance_id", "element_instance_id", "kind", "name", name="pk_user_task_candidate"
        ),
    )
    op.create_index("ix_user_task_candidate_kind_name", "user_task_candidate", ["kind", "name"])
