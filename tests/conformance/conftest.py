"""The documents of a case are compiled once for all its executions.

The re-execution from recorded commands compiles them anew (``suite.again``).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import made_once


@pytest.fixture(autouse=True, scope="package")
def compiled_once() -> Iterator[None]:
    """``engine.compile`` remembers what it has compiled."""
    with made_once.programs():
        yield
