"""Accounts: age and history of passwords, failed log-ins, where log-ins come from, second factors."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add columns and tables; nothing that was there changes."""
    _columns()
    op.create_table(
        "password_history",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.String(60), sa.ForeignKey("office_user.id"), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("set_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_password_history_user_id", "password_history", ["user_id"])
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.String(60), sa.ForeignKey("office_user.id"), primary_key=True),
        sa.Column("secret", sa.String(200), nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger),
        sa.Column("last_step", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.String(60), sa.ForeignKey("office_user.id"), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("used_at", sa.BigInteger),
    )


def _columns() -> None:
    user: tuple[sa.Column[Any], ...] = (
        sa.Column("password_changed_at", sa.BigInteger),
        sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failed_at", sa.BigInteger),
        sa.Column("locked_until", sa.BigInteger),
    )
    log_in: tuple[sa.Column[Any], ...] = (
        sa.Column("address", sa.String(60), nullable=False, server_default=""),
        sa.Column("agent", sa.String(200), nullable=False, server_default=""),
        sa.Column("duty", sa.String(20), nullable=False, server_default=""),
    )
    for column in user:
        op.add_column("office_user", column)
    for column in log_in:
        op.add_column("login_session", column)
