"""The documents of a case are compiled once for all its executions.

The re-execution from recorded commands compiles them anew (``suite.again``).
"""

from __future__ import annotations

from tests.made_once import programs

__all__ = ["programs"]
