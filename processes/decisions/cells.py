"""What a cell of a decision table can be known to say before any value is there (DMN 1.5 §7.3.9, §8.3.3).

A cell is *analysable* when its verdict changes only at constants that stand in it: ``< 5``, ``[1..10)``,
``"a", "b"``, ``not(null)``, ``? > 5 and ? <= 10``.  Between two neighbouring constants every value of a type
then gets the same verdict, so that one representative speaks for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from processes.feel import Date, DateTime, DaysTime, FeelSyntaxError, Time, Value, YearsMonths, arithmetic
from processes.feel.analysis import PLACEHOLDER
from processes.feel.builtins import BUILTINS
from processes.feel.environment import DEFAULT_ENVIRONMENT
from processes.feel.names import CALENDAR_FUNCTIONS, PROPERTIES, known_names
from processes.feel.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Conjunction,
    Disjunction,
    In,
    Interval,
    ListLiteral,
    Literal,
    Name,
    Negation,
    Node,
    UnaryComparison,
)
from processes.feel.parser import parse, parse_unary
from processes.feel.run import Frame, Run
from processes.feel.values import ORDERED

_ALWAYS_KNOWN = frozenset((*BUILTINS, *PROPERTIES, *CALENDAR_FUNCTIONS))
#: Functions that only write a constant for which FEEL has no literal.
_CONSTRUCTORS = frozenset({"date", "time", "date and time", "duration"})
#: Types whose order is total, so that a table may be indexed by them.
INDEXED: frozenset[type] = frozenset({Decimal, str, Date, YearsMonths, DaysTime})
#: Types whose values differ in comparability by having an offset or not.
ZONED: frozenset[type] = frozenset({Time, DateTime})


_OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}


class NotAnalysable(Exception):
    """The cell, or the expression, says something that only an evaluation can tell."""


@dataclass(slots=True)
class Shape:
    """The constants of a cell: those that values are ``equals`` to, and ``bounds`` of ranges.

    ``null`` and ``booleans`` tell that these are named in the cell; ``literal`` is false when a function
    writes one of the constants, which a variable of the same name could hide.
    """

    equals: list[Value] = field(default_factory=list)
    bounds: list[Value] = field(default_factory=list)
    null: bool = False
    booleans: bool = False
    literal: bool = True

    @property
    def constants(self) -> list[Value]:
        """All of them."""
        return self.equals + self.bounds

    def add(self, value: Value, *, bound: bool) -> None:
        """Note one constant."""
        kind = type(value)
        if value is None:
            self.null = True
        elif kind is bool:
            self.booleans = True
        elif kind in ORDERED:
            (self.bounds if bound else self.equals).append(value)
        else:
            raise NotAnalysable


@lru_cache(20_000)
def shape_of(text: str, names: frozenset[str]) -> Shape | None:
    """The shape of unary tests; None when they are not analysable.  ``names`` as for ``compile_unary``."""
    shape = Shape()
    try:
        _, nodes = parse_unary(text, known_names(_ALWAYS_KNOWN | names))
        for node in nodes:
            _read(node, shape)
    except (NotAnalysable, FeelSyntaxError, RecursionError):
        return None
    return shape


def syntax_tree(text: str, names: frozenset[str]) -> Node:
    """The tree of an expression that is known to compile."""
    return parse(text, known_names(_ALWAYS_KNOWN | names))


def quiet_frame() -> Frame:
    """A scope without variables, for constants."""
    return Frame({}, None, Run(DEFAULT_ENVIRONMENT))


def constant(node: Node) -> Value:
    """The value of an expression without variables; raises ``NotAnalysable`` for any other."""
    try:
        return _constant(node)
    except (ArithmeticError, ValueError):
        return None


def _constant(node: Node) -> Value:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negation):
        return arithmetic.negate(_constant(node.operand))
    if isinstance(node, Arithmetic):
        return _OPERATIONS[node.operator](_constant(node.left), _constant(node.right))
    if isinstance(node, Call) and isinstance(node.function, Name) and is_constructor(node):
        arguments = [_constant(part) for part in node.arguments]
        return BUILTINS[node.function.name].invoke(quiet_frame().run, arguments)
    raise NotAnalysable


def is_constructor(node: Node) -> bool:
    """``date("…")`` and the like."""
    return isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in _CONSTRUCTORS


def _read(node: Node, shape: Shape) -> None:
    reader = _READERS.get(type(node))
    if reader is None:
        _constant_into(shape, node, bound=False)
    else:
        reader(node, shape)


def _constant_into(shape: Shape, node: Node, *, bound: bool) -> None:
    value = constant(node)
    if not isinstance(node, Literal):
        shape.literal = shape.literal and not any(map(is_constructor, _all_nodes(node)))
        if value is None:
            raise NotAnalysable
    shape.add(value, bound=bound)


def _all_nodes(node: Node) -> Iterable[Node]:
    yield node
    for child in node.children():
        yield from _all_nodes(child)


def _unary_comparison(node: UnaryComparison, shape: Shape) -> None:
    _constant_into(shape, node.operand, bound=node.operator not in ("=", "!="))


def _interval(node: Interval, shape: Shape) -> None:
    _constant_into(shape, node.low, bound=True)
    _constant_into(shape, node.high, bound=True)


def _comparison(node: Comparison, shape: Shape) -> None:
    sides = [side for side in (node.left, node.right) if not _is_value(side)]
    for side in sides:
        _constant_into(shape, side, bound=node.operator not in ("=", "!="))


def _between(node: Between, shape: Shape) -> None:
    if not _is_value(node.value):
        raise NotAnalysable
    _constant_into(shape, node.low, bound=True)
    _constant_into(shape, node.high, bound=True)


def _in(node: In, shape: Shape) -> None:
    if not _is_value(node.value):
        raise NotAnalysable
    for test in node.tests:
        _read(test, shape)


def _parts(node: Conjunction | Disjunction, shape: Shape) -> None:
    for part in node.parts:
        _read(part, shape)


def _items(node: ListLiteral, shape: Shape) -> None:
    for item in node.items:
        _read(item, shape)


def _call(node: Call, shape: Shape) -> None:
    """``not(…)`` around another test; anything else must be a constant."""
    if isinstance(node.function, Name) and node.function.name == "not" and len(node.arguments) == 1:
        _read(node.arguments[0], shape)
        shape.literal = False
    else:
        _constant_into(shape, node, bound=False)


def _is_value(node: Node) -> bool:
    return isinstance(node, Name) and node.name == PLACEHOLDER


_READERS: dict[type[Node], Callable[[Any, Shape], None]] = {
    UnaryComparison: _unary_comparison,
    Interval: _interval,
    Comparison: _comparison,
    Between: _between,
    In: _in,
    Conjunction: _parts,
    Disjunction: _parts,
    ListLiteral: _items,
    Call: _call,
}
