"""Units, groups, posts, people, memberships and log-ins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "office_unit",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("oversees", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office_unit"),
    )
    op.create_table(
        "office_group",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("scope", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_office_group"),
    )
    op.create_table(
        "office_post",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("unit_id", sa.String(40), nullable=False),
        sa.Column("group_code", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office_post"),
        sa.ForeignKeyConstraint(["unit_id"], ["office_unit.id"], name="fk_office_post_unit_id"),
        sa.ForeignKeyConstraint(["group_code"], ["office_group.code"], name="fk_office_post_group_code"),
    )
    op.create_table(
        "office_user",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("unit_id", sa.String(40), nullable=False),
        sa.Column("email", sa.String(200)),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office_user"),
        sa.ForeignKeyConstraint(["unit_id"], ["office_unit.id"], name="fk_office_user_unit_id"),
    )
    op.create_table(
        "office_membership",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.String(60), nullable=False),
        sa.Column("post_id", sa.String(80), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("acting", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office_membership"),
        sa.ForeignKeyConstraint(["user_id"], ["office_user.id"], name="fk_office_membership_user_id"),
        sa.ForeignKeyConstraint(["post_id"], ["office_post.id"], name="fk_office_membership_post_id"),
    )
    op.create_index("ix_office_membership_user_id", "office_membership", ["user_id"])
    op.create_index("ix_office_membership_post_id", "office_membership", ["post_id"])
    op.create_table(
        "login_session",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(60), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_login_session"),
        sa.ForeignKeyConstraint(["user_id"], ["office_user.id"], name="fk_login_session_user_id"),
    )
    op.create_index("ix_login_session_user_id", "login_session", ["user_id"])
