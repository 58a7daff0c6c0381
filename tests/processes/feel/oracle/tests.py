"""Unary tests: cells of decision tables, and ``in`` (DMN 1.5 §7.3.9, §10.3.2.14)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from processes.feel.analysis import PLACEHOLDER, judges, uses_placeholder
from processes.feel.nodes import (
    In,
    Literal,
    Node,
    UnaryComparison,
)
from processes.feel.run import Frame
from processes.feel.runtime import telling
from processes.feel.values import Value, satisfies
from tests.processes.feel.oracle.core import Closure, compile_node, compiles, site_of

Test = Callable[[Value, Frame], bool | None]


@compiles(In)
def _in(node: In) -> Closure:
    value, site = compile_node(node.value), site_of(node)
    fast = _membership(node.tests)
    if fast is not None:
        member = fast

        def is_member(frame: Frame) -> Value:
            found = value(frame)
            result = member(found)
            if result is None:
                telling.undecided(found, "in", frame.run, site)
            return result

        return is_member
    tests = tuple(_element_test(test) for test in node.tests)

    def is_in(frame: Frame) -> Value:
        found = value(frame)
        result: bool | None = False
        for test in tests:
            verdict = test(found, frame)
            if verdict is True:
                return True
            if verdict is None:
                result = None
        if result is None:
            telling.undecided(found, "in", frame.run, site)
        return result

    return is_in


def _membership(tests: tuple[Node, ...]) -> Callable[[Value], bool | None] | None:
    """``x in ("a", "b")`` with literals of one type only needs a look into a set."""
    literals = [test.value for test in tests if isinstance(test, Literal)]
    kinds = {type(value) for value in literals}
    if len(literals) != len(tests) or len(kinds) != 1 or not kinds <= {str, Decimal}:
        return None
    wanted, kind = frozenset(literals), kinds.pop()

    def member(value: Value) -> bool | None:
        if type(value) is kind:
            return value in wanted
        return False if value is None else None

    return member


def _missing(node: Node) -> Test | None:
    """``= null`` and ``!= null``."""
    if not isinstance(node, UnaryComparison) or not isinstance(node.operand, Literal):
        return None
    if node.operand.value is not None or node.operator not in ("=", "!="):
        return None
    wanted = node.operator == "="
    return lambda value, frame: (value is None) is wanted


def _element_test(node: Node) -> Test:
    """A test after ``in``: a boolean that reads ``?`` is the verdict itself."""
    closure, reads = compile_node(node), uses_placeholder(node)
    judging = reads or judges(node)
    missing = _missing(node)
    if missing is not None:
        return missing

    def test(value: Value, frame: Frame) -> bool | None:
        expected = closure(frame.inner({PLACEHOLDER: value}))
        if expected is None and judging:
            return None
        if reads and type(expected) is bool:
            return expected
        return satisfies(value, expected, frame.run)

    return test


def compile_tests(negated: bool, nodes: tuple[Node, ...]) -> Test:
    """The tests of one cell: passed when any is passed; no tests at all are always passed."""
    if not nodes:
        return lambda value, frame: True
    tests = tuple(_cell_test(node) for node in nodes)

    def passes(value: Value, frame: Frame) -> bool | None:
        result: bool | None = False
        for test in tests:
            verdict = test(value, frame)
            if verdict is True:
                return not negated
            if verdict is None:
                result = None
        return None if result is None else negated

    return passes


def _cell_test(node: Node) -> Test:
    """As after ``in``; besides, a boolean decides by itself unless the value is one, and null equals null."""
    closure, reads = compile_node(node), uses_placeholder(node)
    judging = reads or judges(node)
    literal = isinstance(node, Literal) and type(node.value) is bool
    missing = _missing(node)
    if missing is not None:
        return missing

    def test(value: Value, frame: Frame) -> bool | None:
        expected = closure(frame)
        if literal and value is None:
            return False
        if expected is None:
            return None if judging else value is None
        if type(expected) is bool and (reads or type(value) is not bool):
            return expected
        return satisfies(value, expected, frame.run)

    return test
