"""Writes docs/reference/feel.md: ``python -m tests.docs.feel_page``."""

from __future__ import annotations

from pathlib import Path

from processes.calendar import default_calendar, feel_functions
from processes.feel.reference import render

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "feel.md"


def text() -> str:
    """The page as the code has it now."""
    return render(feel_functions(default_calendar()))


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf8")
