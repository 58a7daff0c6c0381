"""Sessions on an empty database and the packaged word list."""

from __future__ import annotations

import pytest

from processes import library
from tests.processes.conftest import Clock, clock, sessions

__all__ = ["Clock", "clock", "sessions"]


@pytest.fixture
def lexicon() -> library.Lexicon:
    """The word list that comes with the software."""
    return library.default_lexicon()
