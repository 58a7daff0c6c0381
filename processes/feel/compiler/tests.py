"""Unary tests: cells of decision tables, and ``in`` (DMN 1.5 §7.3.9, §10.3.2.14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from processes.feel.analysis import PLACEHOLDER, decides, judges, uses_placeholder
from processes.feel.compiler.emitter import Emitter, Kind, Operand, emits
from processes.feel.compiler.layers import Variables
from processes.feel.compiler.operators import RANGES, choose, number_test, quick, quick_number
from processes.feel.nodes import In, Interval, Literal, Node, UnaryComparison
from processes.feel.run import Frame
from processes.feel.values import Value

Test = Callable[[Value, Frame], bool | None]

#: The identifier of the value that is tested.
_TESTED = "x0"
#: FEEL's comparison signs in Python.
SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "==", "!=": "!="}


@emits(In)
def _in(node: In, emitter: Emitter) -> Operand:
    value = emitter.emit(node.value)
    members = literal_members(node.tests)
    if members is not None:
        result = _membership(value, members, emitter)
    else:
        with emitter.layer(Variables({PLACEHOLDER: value.name})):
            result = _any_of([partial(_listed, test, value, emitter) for test in node.tests], emitter)
    with emitter.writer.block(f"if {result.name} is None:"):
        word = emitter.writer.constant("in")
        emitter.writer.put(f"undecided({value.name}, {word}, run, {emitter.site(node)})")
    return result


def literal_members(tests: tuple[Node, ...]) -> frozenset[Value] | None:
    """The values of ``("a", "b")``: strings only or numbers only; else None."""
    literals = [test.value for test in tests if isinstance(test, Literal)]
    kinds = {type(value) for value in literals}
    if not literals or len(literals) != len(tests) or kinds not in ({str}, {Decimal}):
        return None
    return frozenset(literals)


def _membership(value: Operand, members: frozenset[Value], emitter: Emitter) -> Operand:
    """Literals of one type only need a look into a set."""
    kind = type(next(iter(members)))
    wanted = emitter.writer.constant(members)
    general = f"member({value.name}, {wanted}, {kind.__name__})"
    test = number_test(value) if kind is Decimal else f"type({value.name}) is str"
    if value.literal is not None:
        test = None
    return choose(emitter, test, f"{value.name} in {wanted}", general)


def _any_of(tests: Sequence[Callable[[], Operand]], emitter: Emitter) -> Operand:
    """Write tests until one is passed; null when none is but some cannot say."""
    writer = emitter.writer
    result = writer.assign(tests[0]().name)
    for test in tests[1:]:
        with emitter.branch(f"if {result} is not True:"):
            verdict = test().name
            with writer.block(f"if {verdict} is True:"):
                writer.put(f"{result} = True")
            with writer.block(f"elif {verdict} is None:"):
                writer.put(f"{result} = None")
    return Operand(result, Kind.TRUTH)


def _listed(node: Node, value: Operand, emitter: Emitter) -> Operand:
    """A test after ``in``: a boolean that reads ``?`` is the verdict itself.

    Null of a test that judges, such as ``> limit`` without a limit, is no value that null could equal.
    """
    quickly = _simple(node, value, emitter)
    if quickly is not None:
        return quickly
    reads = uses_placeholder(node)
    if reads and decides(node):
        return Operand(emitter.emit(node).name, Kind.TRUTH)
    expected = emitter.native(node)
    code = f"{'verdict' if reads else 'accepts'}({value.name}, {expected}, run)"
    if reads or judges(node):
        code = f"None if {expected} is None else {code}"
    return Operand(emitter.writer.assign(code), Kind.TRUTH)


def _simple(node: Node, value: Operand, emitter: Emitter) -> Operand | None:
    """A test against numbers and strings written out; None for any other test."""
    name, constant = value.name, emitter.writer.constant
    if isinstance(node, UnaryComparison) and node.operator in ("=", "!=") and _is_null(node.operand):
        sign = "is" if node.operator == "=" else "is not"
        return Operand(emitter.writer.assign(f"convert({name}) {sign} None"), Kind.TRUTH)
    if value.literal is not None:
        return None
    if isinstance(node, Literal) and type(node.value) in (str, Decimal):
        kind = number_test(value) if type(node.value) is Decimal else f"type({name}) is str"
        key = constant(node.value) if type(node.value) is str else quick_number(emitter, node.value)
        return choose(emitter, kind, f"{name} == {key}", f"equals({name}, {constant(node.value)}, run)")
    condition = number_condition(node, name, emitter)
    if condition is None:
        return None
    return choose(emitter, number_test(value), condition, f"accepts({name}, {emitter.native(node)}, run)")


def number_condition(node: Node, name: str, emitter: Emitter) -> str | None:
    """Code of a comparison or range with literal numbers, for a name that holds a number."""
    if isinstance(node, UnaryComparison) and _is_number(node.operand):
        return f"{name} {SIGNS[node.operator]} {_quick_literal(node.operand, emitter)}"
    if isinstance(node, Interval) and _is_number(node.low) and _is_number(node.high):
        low, high = _quick_literal(node.low, emitter), _quick_literal(node.high, emitter)
        above, below = "<=" if node.low_included else "<", "<=" if node.high_included else "<"
        return f"{low} {above} {name} {below} {high}"
    return None


def _is_number(node: Node) -> bool:
    return isinstance(node, Literal) and type(node.value) is Decimal


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None


def _quick_literal(node: Node, emitter: Emitter) -> str:
    assert isinstance(node, Literal)
    return quick_number(emitter, node.value)


def write_tests(text: str, negated: bool, nodes: tuple[Node, ...]) -> Test:
    """The tests of one cell: passed when any is passed; no tests at all are always passed."""
    if not nodes:
        return lambda value, frame: True
    emitter = Emitter(text)
    value = Operand(_TESTED, Kind.RAW)
    members = literal_members(nodes)
    with emitter.layer(Variables({PLACEHOLDER: _TESTED})):
        if members is not None:
            result = _membership(value, members, emitter).name
        else:
            result = _any_of([partial(_cell, node, value, emitter) for node in nodes], emitter).name
    emitter.writer.put(
        f"return None if {result} is None else not {result}" if negated else f"return {result}"
    )
    return emitter.writer.finish(f"{_TESTED}, frame")


def _cell(node: Node, value: Operand, emitter: Emitter) -> Operand:
    """One test of a cell (see ``judging.satisfied``)."""
    quickly = _simple(node, value, emitter) or _bounded(node, value, emitter)
    if quickly is not None:
        return quickly
    reads = uses_placeholder(node)
    if reads and decides(node):
        return Operand(emitter.emit(node).name, Kind.TRUTH)
    expected, judging = emitter.native(node), reads or judges(node)
    code = f"satisfied({value.name}, {expected}, {reads}, {judging}, run)"
    if isinstance(node, Literal) and type(node.value) is bool:
        # A missing value is neither true nor false: the rule for ``true`` is not for it.
        code = f"False if convert({value.name}) is None else {code}"
    return Operand(emitter.writer.assign(code), Kind.TRUTH)


def _bounded(node: Node, value: Operand, emitter: Emitter) -> Operand | None:
    """``< limit`` with a limit that is computed."""
    if not isinstance(node, UnaryComparison) or isinstance(node.operand, Literal) or uses_placeholder(node):
        return None
    bound = emitter.emit(node.operand)
    test = number_test(value, bound)
    made = RANGES[node.operator]
    general = f"satisfied({value.name}, {made}(convert({bound.name})), False, True, run)"
    fast = f"{value.name} {SIGNS[node.operator]} {quick(emitter, bound)}"
    return choose(emitter, test, fast, general)
