"""Definitions, instances, their records and queues; triggers keep records as they were written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    _calendar_notice()
    _deployment()
    _resource()
    _start_event()
    _deployment_resource()
    _process_definition()
    _process_instance()
    _delivery()
    _effect()
    _notification()
    _record()
    _append_only()


def _append_only() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION record_refuses_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '记录只能追加，不能修改或删除'; END $$"
        )
        op.execute(
            "CREATE TRIGGER record_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON record "
            "FOR EACH STATEMENT EXECUTE FUNCTION record_refuses_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER record_refuses_{verb.lower()} BEFORE {verb} ON record "
            "BEGIN SELECT RAISE(ABORT, '记录只能追加，不能修改或删除'); END"
        )


def _calendar_notice() -> None:
    op.create_table(
        "calendar_notice",
        sa.Column("version", IDENTITY, nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("calendar_version", sa.Text(), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.Column("loaded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_calendar_notice"),
        sqlite_autoincrement=True,
    )


def _deployment() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("deployed_by", sa.Text(), nullable=False),
        sa.Column("deployed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deployment"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deployment_content_hash", "deployment", ["content_hash"])


def _resource() -> None:
    op.create_table(
        "resource",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_resource"),
    )


def _start_event() -> None:
    op.create_table(
        "start_event",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("due", INSTANT, nullable=True),
        sa.Column("timer", sa.Text(), nullable=True),
        sa.Column("fired", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("process_id", "element_id", name="pk_start_event"),
    )
    op.create_index("ix_start_event_due", "start_event", ["due"])
    op.create_index("ix_start_event_kind_name", "start_event", ["kind", "name"])


def _deployment_resource() -> None:
    op.create_table(
        "deployment_resource",
        sa.Column("deployment_id", IDENTITY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name="fk_deployment_resource_deployment_id"
        ),
        sa.ForeignKeyConstraint(["hash"], ["resource.hash"], name="fk_deployment_resource_hash"),
        sa.PrimaryKeyConstraint("deployment_id", "name", name="pk_deployment_resource"),
    )


def _process_definition() -> None:
    op.create_table(
        "process_definition",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("deployment_id", IDENTITY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("executable", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name="fk_process_definition_deployment_id"
        ),
        sa.PrimaryKeyConstraint("process_id", "version", name="pk_process_definition"),
    )


def _process_instance() -> None:
    op.create_table(
        "process_instance",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("deployment_id", IDENTITY, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("title_source", sa.Text(), nullable=True),
        sa.Column("owner_unit", sa.Text(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name="fk_process_instance_deployment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_process_instance"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_process_instance_process_id_id", "process_instance", ["process_id", "id"])
    op.create_index("ix_process_instance_started_by_id", "process_instance", ["started_by", "id"])
    op.create_index("ix_process_instance_status_id", "process_instance", ["status", "id"])


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_delivery_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "seq", name="pk_delivery"),
    )
    op.create_index("ix_delivery_status_created_at", "delivery", ["status", "created_at"])


def _effect() -> None:
    op.create_table(
        "effect",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_effect_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "element_instance_id", name="pk_effect"),
    )
    op.create_index("ix_effect_due_instance_id", "effect", ["due", "instance_id"])


def _notification() -> None:
    op.create_table(
        "notification",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("mailed_at", INSTANT, nullable=True),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_notification_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "seq", "user_id", name="pk_notification"),
    )
    op.create_index(
        "ix_notification_user_id_read_at_created_at", "notification", ["user_id", "read_at", "created_at"]
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("instance_id", IDENTITY, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("element_instance_id", sa.BigInteger(), nullable=True),
        sa.Column("scope_id", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name="fk_record_instance_id"),
        sa.PrimaryKeyConstraint("instance_id", "seq", name="pk_record"),
    )
