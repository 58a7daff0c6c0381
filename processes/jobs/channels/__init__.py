"""Publication through channel adapters (job ``publish``)."""

from __future__ import annotations

from processes.jobs.channels.adapters import Adapter, Piece, Published
from processes.jobs.channels.publish import ADAPTERS, publish

__all__ = ["ADAPTERS", "Adapter", "Piece", "Published", "publish"]
