"""What outlasts the records: anchors over the heads of all chains, and tombstones of removed instances."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from processes.store.tables import Base, Identity


class Tombstone(Base):
    """A whole instance that retention has removed: what it was, the end of its chain, who did it and why."""

    __tablename__ = "tombstone"
    instance_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    process_id: Mapped[str]
    version: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    algorithm: Mapped[str]
    seq: Mapped[int]
    head: Mapped[str]
    removed_at: Mapped[datetime]
    removed_by: Mapped[str]
    reason: Mapped[str]


class Anchor(Base):
    """A signed statement about every head that had changed since the anchor before (``processes.anchors``).

    ``body`` is canonical JSON, ``hash`` its SHA-256, ``signature`` the Ed25519 signature (RFC 8032) of its
    bytes by ``public_key``; all three in hexadecimal.
    """

    __tablename__ = "anchor"
    number: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    body: Mapped[str]
    hash: Mapped[str]
    public_key: Mapped[str]
    signature: Mapped[str]


class AnchorHead(Base):
    """A leaf of the tree of an anchor.

    ``kind``: instance, removed (``subject`` is the number of the instance, ``seq`` and ``head`` the end of
    its chain), deployment or notice (``seq`` 0, ``head`` a hash over what was stored).
    """

    __tablename__ = "anchor_head"
    __table_args__ = (Index(None, "anchor"),)
    subject: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    anchor: Mapped[int] = mapped_column(ForeignKey(Anchor.number), primary_key=True, autoincrement=False)
    seq: Mapped[int]
    head: Mapped[str]


class AnchorExport(Base):
    """An anchor on its way to a *place* off the machine; ``due`` is the next try, empty when it arrived."""

    __tablename__ = "anchor_export"
    __table_args__ = (Index(None, "due"),)
    anchor: Mapped[int] = mapped_column(ForeignKey(Anchor.number), primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(primary_key=True)
    attempt: Mapped[int]
    due: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]
