"""The security journal: append-only, refused by the database itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from processes.store.types import Instant

revision = "0003"
down_revision = "0002"

_REFUSAL = "安全日志只能追加，不能修改或删除"


def upgrade() -> None:
    """Add the table with its triggers."""
    op.create_table(
        "security_journal",
        sa.Column("chain", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("algorithm", sa.String(10), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_security_journal_at", "security_journal", ["at"])
    op.create_index("ix_security_journal_who_at", "security_journal", ["who", "at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION security_journal_refuses_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER security_journal_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON security_journal FOR EACH STATEMENT EXECUTE FUNCTION security_journal_refuses_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER security_journal_refuses_{verb.lower()} BEFORE {verb} ON security_journal "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
