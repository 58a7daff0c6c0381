"""Syntax tree to Python functions, by writing code that holds nothing of the expression's text (ADR 21)."""

from __future__ import annotations

from processes.feel.compiler import access, collections, control, emitter, operators, tests
from processes.feel.compiler.emitter import Part, write_expression
from processes.feel.compiler.tests import Test, write_tests

__all__ = [
    "Part",
    "Test",
    "access",
    "collections",
    "control",
    "emitter",
    "operators",
    "tests",
    "write_expression",
    "write_tests",
]
