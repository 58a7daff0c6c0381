"""The question library and the documents in force, with a candidate index of each database's own kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    _policy_document()
    _qa_entry()
    _qa_revision()
    _qa_push()
    _counts()
    _index()


def _policy_document() -> None:
    op.create_table(
        "policy_document",
        sa.Column("doc_no", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("issue_date", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        sa.Column("document_url", sa.Text(), nullable=True),
        sa.Column("interpretation_url", sa.Text(), nullable=True),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("doc_no", name="pk_policy_document"),
    )
    op.create_index("ix_policy_document_unit_status", "policy_document", ["unit", "status"])
    op.create_index("ix_policy_document_title", "policy_document", ["title"])
    op.create_index("ix_policy_document_issue_date", "policy_document", ["issue_date"])


def _qa_entry() -> None:
    op.create_table(
        "qa_entry",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("variants", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("policy_ref", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("pushed_to", sa.Text(), nullable=False),
        sa.Column("analysis", sa.Text(), nullable=True),
        sa.Column("lexicon", sa.Text(), nullable=True),
        sa.Column("instance_id", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_qa_entry"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_qa_entry_unit_status", "qa_entry", ["unit", "status"])
    op.create_index("ix_qa_entry_policy_ref", "qa_entry", ["policy_ref"])
    op.create_index("ix_qa_entry_status_changed_at", "qa_entry", ["status", "changed_at"])
    op.create_index("ix_qa_entry_lexicon", "qa_entry", ["lexicon"])


def _qa_revision() -> None:
    op.create_table(
        "qa_revision",
        sa.Column("entry_id", IDENTITY, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["qa_entry.id"], name="fk_qa_revision_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "revision", name="pk_qa_revision"),
    )


def _qa_push() -> None:
    op.create_table(
        "qa_push",
        sa.Column("entry_id", IDENTITY, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pushed_at", INSTANT, nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["qa_entry.id"], name="fk_qa_push_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", "target", "key", name="pk_qa_push"),
    )
    op.create_index("ix_qa_push_target_pushed_at", "qa_push", ["target", "pushed_at"])


def _counts() -> None:
    op.create_table(
        "qa_term",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_qa_term"),
    )
    op.create_table(
        "library_job",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_library_job"),
    )
    op.create_table(
        "public_answers",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_public_answers"),
    )


def _index() -> None:
    """The terms come already cut: neither database may cut them again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE qa_index (entry_id BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_qa_index_terms ON qa_index USING gin (terms)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE qa_index USING fts5("
            "terms, detail = none, tokenize = \"unicode61 remove_diacritics 0 tokenchars '.%'\")"
        )
