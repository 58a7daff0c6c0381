"""What an adapter gets and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from processes.calendar import BEIJING


@dataclass(frozen=True)
class Piece:
    """What is to be published.  ``key`` is the same in every try; ``at`` is when this try began."""

    channel: str
    title: str
    body: str
    column: str
    doc_no: str
    key: str
    at: datetime


@dataclass(frozen=True)
class Published:
    """Where and when it was published; without an address a person publishes and registers it."""

    url: str | None
    published_at: datetime | None
    receipt: str

    def to_plain(self) -> dict[str, Any]:
        """Texts; the time is that of Beijing, to the minute, as forms write it."""
        at = self.published_at
        told = at.astimezone(BEIJING).isoformat(timespec="minutes") if at else None
        return {"url": self.url, "published_at": told, "receipt": self.receipt}


class Adapter(Protocol):
    """A way to publish.  The same piece (``key``) twice is one publication."""

    def publish(self, piece: Piece) -> Published:
        """Publish; raises JobFailed with a Chinese reason, and the outbox tries again later."""
        ...


class Manual:
    """A person publishes."""

    def publish(self, piece: Piece) -> Published:
        """Nothing leaves."""
        return Published(None, None, "由人工发布")
