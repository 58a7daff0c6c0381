"""Deputies, API tokens and accounts at an identity provider."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables."""
    _deputies()
    _tokens()
    op.create_table(
        "oidc_account",
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(60), nullable=False),
        sa.Column("linked_by", sa.String(60), nullable=False),
        sa.Column("linked_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_oidc_account"),
        sa.UniqueConstraint("issuer", "user_id", name="uq_oidc_account_issuer_user_id"),
        sa.ForeignKeyConstraint(["user_id"], ["office_user.id"], name="fk_oidc_account_user_id"),
    )


def _deputies() -> None:
    op.create_table(
        "deputyship",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.String(60), nullable=False),
        sa.Column("deputy_id", sa.String(60), nullable=False),
        sa.Column("posts", sa.String(1000)),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("ended_by", sa.String(60)),
        sa.Column("ended_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_deputyship"),
        sa.ForeignKeyConstraint(["person_id"], ["office_user.id"], name="fk_deputyship_person_id"),
        sa.ForeignKeyConstraint(["deputy_id"], ["office_user.id"], name="fk_deputyship_deputy_id"),
    )
    for column in ("deputy_id", "person_id"):
        op.create_index(f"ix_deputyship_{column}_until", "deputyship", [column, "until"])


def _tokens() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("user_id", sa.String(60), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("hint", sa.String(20), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
        sa.Column("revoked_by", sa.String(60)),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("hash", name="uq_api_token_hash"),
        sa.ForeignKeyConstraint(["user_id"], ["office_user.id"], name="fk_api_token_user_id"),
    )
    op.create_index("ix_api_token_user_id", "api_token", ["user_id"])
