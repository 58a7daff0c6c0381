"""Unary tests on values of any type: what compiled code does not decide by itself."""

from __future__ import annotations

from decimal import Decimal

from processes.feel.run import Run
from processes.feel.values import Value, convert, equal, satisfies

# Whole numbers up to this many digits are compared as ``int``, which is quicker and as exact.
_SHORT = 18


def equals(value: Value, expected: Value, run: Run) -> bool | None:
    """Whether a value equals a literal; null for different types, false for null."""
    return equal(convert(value), expected, run)


def accepts(value: Value, test: Value, run: Run) -> bool | None:
    """``value in test``."""
    return satisfies(convert(value), test, run)


def member(value: Value, wanted: frozenset[Value], kind: type) -> bool | None:
    """Whether a value is among literals of one type."""
    value = convert(value)
    if type(value) is kind:
        return value in wanted
    return False if value is None else None


def verdict(value: Value, expected: Value, run: Run) -> bool | None:
    """A test after ``in`` that reads ``?``: a boolean is the verdict itself."""
    return expected if type(expected) is bool else satisfies(convert(value), expected, run)


def satisfied(value: Value, expected: Value, reads: bool, judges: bool, run: Run) -> bool | None:
    """A cell of a decision table (DMN 1.5 §7.3.9).

    As after ``in``; besides, a boolean decides by itself unless the value is one, and null equals null unless
    it comes from an expression that judges: then it means "cannot say".
    """
    value = convert(value)
    if expected is None:
        return None if judges else value is None
    if type(expected) is bool and (reads or type(value) is not bool):
        return expected
    return satisfies(value, expected, run)


def number_key(value: Value) -> Value:
    """A number in the form that compares fastest; null for anything else."""
    value = convert(value)
    if type(value) is not Decimal:
        return None
    if value.adjusted() < _SHORT and value == value.to_integral_value():
        return int(value)
    return value
