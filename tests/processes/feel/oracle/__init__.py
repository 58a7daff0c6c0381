"""A second, slow implementation of FEEL: the syntax tree as closures, one for each node.

It says what compiled expressions must answer, warn of and refuse; the two share the tree, the values and the
built-in functions, nothing of what the compiler writes.
"""

from __future__ import annotations

from tests.processes.feel.oracle import access, calls, collections, control, operators, tests
from tests.processes.feel.oracle.core import Closure, compile_node, interpret, site_of
from tests.processes.feel.oracle.tests import compile_tests

__all__ = [
    "Closure",
    "access",
    "calls",
    "collections",
    "compile_node",
    "compile_tests",
    "control",
    "interpret",
    "operators",
    "site_of",
    "tests",
]
