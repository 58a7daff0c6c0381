"""Which functions were called since the last look, by qualified name."""

from __future__ import annotations

SEEN: set[str] = set()
