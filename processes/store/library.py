"""The tables of the question library and of the documents in force (S2-65), owned by ``processes.library``.

Days are texts ``2026-02-06``.  The candidate index ``qa_index`` is a table of its own kind on each database
and has no class: ``processes.library.index``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from processes.store.tables import Base, Identity


class PolicyDocument(Base):
    """A document as the public meets it; ``status``: 现行有效, 已修改, 已废止 or 已失效.

    ``materials`` are its published interpretations ``{form, title, url}``; ``replaced_by`` is the number of
    the document that holds instead.  ``instance_id`` is the instance that said so last.
    """

    __tablename__ = "policy_document"
    __table_args__ = (Index(None, "unit", "status"), Index(None, "title"), Index(None, "issue_date"))
    doc_no: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    unit: Mapped[str | None]
    status: Mapped[str]
    issue_date: Mapped[str | None]
    theme: Mapped[str | None]
    replaced_by: Mapped[str | None]
    document_url: Mapped[str | None]
    interpretation_url: Mapped[str | None]
    materials: Mapped[Any]
    instance_id: Mapped[int | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class QaEntry(Base):
    """A question and its answer (F16); ``status``: 草稿, 有效, 待核 or 下线, ``reason`` tells why it is held.

    ``policy_ref`` is the number of its document in normal form.  ``analysis`` is what the search sees, made
    with the word list ``lexicon``; None: the search does not see it.  ``pushed_to`` are the places that have
    it.  ``revision`` counts its changes from 1; ``instance_id`` is the instance of the last one.
    """

    __tablename__ = "qa_entry"
    __table_args__ = (
        Index(None, "unit", "status"),
        Index(None, "policy_ref"),
        Index(None, "status", "changed_at"),
        Index(None, "lexicon"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    unit: Mapped[str]
    question: Mapped[str]
    variants: Mapped[list[str]]
    answer: Mapped[str]
    policy_ref: Mapped[str | None]
    clause: Mapped[str | None]
    keywords: Mapped[list[str]]
    valid_from: Mapped[str | None]
    valid_to: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str | None]
    source: Mapped[str | None]
    pushed_to: Mapped[list[str]]
    analysis: Mapped[Any | None]
    lexicon: Mapped[str | None]
    instance_id: Mapped[int | None]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class QaRevision(Base):
    """What an entry said and was after each change."""

    __tablename__ = "qa_revision"
    entry_id: Mapped[int] = mapped_column(ForeignKey(QaEntry.id), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    instance_id: Mapped[int | None]
    status: Mapped[str]
    reason: Mapped[str | None]
    question: Mapped[str]
    answer: Mapped[str]


class QaTerm(Base):
    """In how many entries of the search a term is; the empty term counts the entries."""

    __tablename__ = "qa_term"
    term: Mapped[str] = mapped_column(primary_key=True)
    entries: Mapped[int]


class QaPush(Base):
    """Where an entry was sent to, and what the other side answered; ``kind``: push or withdraw."""

    __tablename__ = "qa_push"
    __table_args__ = (Index(None, "target", "pushed_at"),)
    entry_id: Mapped[int] = mapped_column(ForeignKey(QaEntry.id), primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    pushed_at: Mapped[datetime]
    receipt: Mapped[str]


class LibraryJob(Base):
    """What a job has done to the library: whoever tries it again gets the same result."""

    __tablename__ = "library_job"
    key: Mapped[str] = mapped_column(primary_key=True)
    result: Mapped[Any]
    at: Mapped[datetime]


class PublicAnswers(Base):
    """How often the public asked on a day, and how often an approved entry answered at once."""

    __tablename__ = "public_answers"
    day: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[int]
    answered: Mapped[int]
