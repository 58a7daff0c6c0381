"""The values that an input clause can have: one for each piece of a type that the column tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from processes.decisions.analysis.representatives import between
from processes.decisions.cells import (
    ZONED,
    NotAnalysable,
    Shape,
    constant,
    quiet_frame,
    shape_of,
    syntax_tree,
)
from processes.decisions.tables import DecisionTable, InputClause
from processes.feel import Date, DateTime, DaysTime, FeelSyntaxError, Time, UnaryTests, Value, YearsMonths
from processes.feel.nodes import (
    Between,
    Call,
    Comparison,
    Conjunction,
    Disjunction,
    If,
    In,
    InstanceOf,
    Name,
    Node,
    Quantified,
)

KINDS: dict[str, type] = {
    "string": str,
    "number": Decimal,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "years and months duration": YearsMonths,
    "days and time duration": DaysTime,
}
_ORDER = tuple(KINDS.values())
_JUDGMENTS = (Comparison, Conjunction, Disjunction, Between, In, InstanceOf, Quantified)
_JUDGING_FUNCTIONS = frozenset(
    {"not", "list contains", "contains", "starts with", "ends with", "matches", "even", "odd", "all", "any"}
)


class AnyValue:
    """Stands for every value, where the column cannot tell values apart."""

    def __repr__(self) -> str:
        return "ANY"


ANY = AnyValue()


@dataclass(frozen=True)
class Domain:
    """One column: ``values`` are representatives; ``kind`` is the type of all values, None if not declared.

    ``shapes`` holds the shape of each rule's cell, None for a cell that is not analysable here.  Null is
    among the values wherever it can come; it is ``expected`` only where a cell of the column names it.
    """

    values: tuple[Value, ...]
    expected: tuple[Value, ...]
    kind: type | None
    shapes: tuple[Shape | None, ...]
    allowed: tuple[UnaryTests, ...]

    def allows(self, value: Value) -> bool:
        """Whether the value may come; null always may."""
        return value is None or all(test.within(value, quiet_frame()) is True for test in self.allowed)


def domain_of(table: DecisionTable, index: int) -> Domain:
    """The domain of an input clause."""
    clause = table.inputs[index]
    kind, allowed = _declared(table, clause)
    cells = [rule.tests[index] for rule in table.rules]
    shapes = [Shape() if cell is None else shape_of(cell.text, table.names) for cell in cells]
    limits = [shape_of(test.text, table.names) for test in allowed]
    if None in limits:
        # Nobody knows which values may come, so nothing can be said of cells that tell values apart.
        allowed = ()
        shapes = [Shape() if cell is None else None for cell in cells]
    constants = [v for shape in (*shapes, *limits) if shape is not None for v in shape.constants]
    if _mixes_zones(constants):
        shapes = [None if s is not None and _zoned(s.constants) else s for s in shapes]
        constants = [v for v in constants if type(v) not in ZONED]
    known = [shape for shape in (*shapes, *limits) if shape is not None]
    results = _values_of(clause, table.names)
    if results is None:
        kinds = {type(v) for v in constants} | _booleans(known) if kind is None else {kind}
        values = [v for each in _ORDER if each in kinds for v in _pieces(each, constants, known)]
    else:
        values = results.values
    if any(shape.null for shape in known) and None not in values:
        values = [*values, None]
    limited = Domain((), (), kind, tuple(shapes), allowed)
    expected = tuple(v for v in values if limited.allows(v)) if values else (ANY,)
    may_be_null = None not in values and (results is None or results.may_be_null)
    return replace(limited, values=(*expected, None) if may_be_null else expected, expected=expected)


def _declared(table: DecisionTable, clause: InputClause) -> tuple[type | None, tuple[UnaryTests, ...]]:
    """The type of an input clause, and the tests that its values must pass."""
    name, tests = table.types.scalar(clause.type_ref)
    own = () if clause.allowed is None else (clause.allowed,)
    return KINDS.get(name or ""), (*tests, *own)


def _mixes_zones(constants: Iterable[Value]) -> bool:
    """Times with and without offset cannot be compared, so that one value cannot speak for its piece."""
    return len({(type(v), v.offset() is None) for v in constants if type(v) in ZONED}) > len(
        {type(v) for v in constants if type(v) in ZONED}
    )


def _zoned(constants: Iterable[Value]) -> bool:
    return any(type(value) in ZONED for value in constants)


def _booleans(shapes: Iterable[Shape]) -> set[type]:
    return {bool} if any(shape.booleans for shape in shapes) else set()


def _pieces(kind: type, constants: Sequence[Value], shapes: Iterable[Shape]) -> list[Value]:
    if kind is bool:
        return [True, False]
    points: list[Value] = sorted({value for value in constants if type(value) is kind})
    ordered = any(type(value) is kind for shape in shapes for value in shape.bounds)
    return between(kind, points, ordered=ordered)


@dataclass(frozen=True)
class _Results:
    """All values that an expression gives; ``may_be_null`` besides them, where it judges data."""

    values: list[Value]
    may_be_null: bool


def _values_of(clause: InputClause, names: frozenset[str]) -> _Results | None:
    """All values of an input expression, such as the branches of an ``if``; None if they are unknown."""
    if clause.expression is None:
        return None
    try:
        found = list(_results(syntax_tree(clause.expression.text, names)))
    except (NotAnalysable, FeelSyntaxError, RecursionError):
        return None
    if any(type(value) in (list, dict) for value in found):
        return None
    distinct = {(type(value), value): value for value in found if value is not ANY}
    return _Results(list(distinct.values()), ANY in found)


def _results(node: Node) -> Iterable[Value]:
    """The results; ``ANY`` among them says that there may be null as well."""
    if isinstance(node, If):
        yield from _results(node.consequent)
        yield from _results(node.alternative)
    elif isinstance(node, _JUDGMENTS) or _judges(node):
        yield from (True, False, ANY)
    else:
        yield constant(node)


def _judges(node: Node) -> bool:
    return (
        isinstance(node, Call)
        and isinstance(node.function, Name)
        and node.function.name in _JUDGING_FUNCTIONS
    )
