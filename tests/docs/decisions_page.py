"""Fills in the tables of docs/reference/decisions.md: ``python -m tests.docs.decisions_page``."""

from __future__ import annotations

from pathlib import Path

from processes.decisions.reference import filled

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "decisions.md"


def text() -> str:
    """The page as it is."""
    return PAGE.read_text(encoding="utf8")


if __name__ == "__main__":
    PAGE.write_text(filled(text()), encoding="utf8")
