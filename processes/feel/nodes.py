"""The syntax tree of an expression.  Nodes are immutable and know nothing about values of variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from processes.feel.typerefs import TypeRef


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """Base class of all nodes; ``at`` is where in the text the node, or its operator, begins."""

    at: int = field(default=0, kw_only=True)

    def children(self) -> Iterator[Node]:
        """The nodes directly below, in the order of the text."""
        for part in fields(self):
            yield from _nodes(getattr(self, part.name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


@dataclass(frozen=True, eq=False, slots=True)
class Literal(Node):
    """A number, string, boolean, null or ``@"…"``."""

    value: Any


@dataclass(frozen=True, eq=False, slots=True)
class Name(Node):
    """A variable or function; ``?`` is the value a unary test looks at."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Path(Node):
    """``source.name``."""

    source: Node
    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Filter(Node):
    """``source[condition]``, also an index."""

    source: Node
    condition: Node


@dataclass(frozen=True, eq=False, slots=True)
class Call(Node):
    """``function(a, b)``."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class NamedCall(Node):
    """``function(a: 1, b: 2)``."""

    function: Node
    arguments: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Negation(Node):
    """``-operand``."""

    operand: Node


@dataclass(frozen=True, eq=False, slots=True)
class Arithmetic(Node):
    """``left + right`` and ``- * / **``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False, slots=True)
class Comparison(Node):
    """``left < right`` and ``<= > >= = !=``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False, slots=True)
class UnaryComparison(Node):
    """``< operand`` standing alone: a value that tests others."""

    operator: str
    operand: Node


@dataclass(frozen=True, eq=False, slots=True)
class Between(Node):
    """``value between low and high``."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, eq=False, slots=True)
class In(Node):
    """``value in (test, test)``."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class InstanceOf(Node):
    """``value instance of type``."""

    value: Node
    type: TypeRef


@dataclass(frozen=True, eq=False, slots=True)
class Conjunction(Node):
    """``a and b and c``."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Disjunction(Node):
    """``a or b or c``."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class If(Node):
    """``if condition then consequent else alternative``."""

    condition: Node
    consequent: Node
    alternative: Node


@dataclass(frozen=True, eq=False, slots=True)
class Iteration(Node):
    """``name in source`` or ``name in source..end`` of a loop."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, eq=False, slots=True)
class For(Node):
    """``for … return body``."""

    iterators: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, eq=False, slots=True)
class Quantified(Node):
    """``some … satisfies body`` (``some`` true) or ``every … satisfies body``."""

    some: bool
    iterators: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, eq=False, slots=True)
class FunctionDefinition(Node):
    """``function(a: number, b) body``; no body for an external function, whose value is null."""

    parameters: tuple[str, ...]
    types: tuple[TypeRef | None, ...]
    body: Node | None


@dataclass(frozen=True, eq=False, slots=True)
class Interval(Node):
    """``[low..high)``."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, eq=False, slots=True)
class ListLiteral(Node):
    """``[a, b]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, eq=False, slots=True)
class ContextLiteral(Node):
    """``{a: 1, b: a + 1}``."""

    entries: tuple[tuple[str, Node], ...]
