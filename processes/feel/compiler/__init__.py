"""Syntax tree to Python closures: each node becomes one function of a frame, composed once and run often."""

from __future__ import annotations

from processes.feel.compiler import access, calls, collections, control, operators, tests
from processes.feel.compiler.core import Closure, compile_node
from processes.feel.compiler.tests import compile_tests

__all__ = [
    "Closure",
    "access",
    "calls",
    "collections",
    "compile_node",
    "compile_tests",
    "control",
    "operators",
    "tests",
]
