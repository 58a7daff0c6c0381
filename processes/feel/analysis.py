"""What can be said about an expression without evaluating it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from processes.feel.nodes import (
    Between,
    Call,
    Comparison,
    Conjunction,
    ContextLiteral,
    Disjunction,
    Filter,
    For,
    FunctionDefinition,
    In,
    InstanceOf,
    Interval,
    Iteration,
    Name,
    NamedCall,
    Node,
    Quantified,
    UnaryComparison,
)
from processes.feel.typerefs import TypeRef

#: The value a unary test looks at.
PLACEHOLDER = "?"


_DECIDING = (Between, Comparison, Conjunction, Disjunction, In, Quantified)
_JUDGING = (*_DECIDING, InstanceOf, Interval, UnaryComparison)


def decides(node: Node) -> bool:
    """Whether the value can only be true, false or null."""
    return isinstance(node, _DECIDING)


def judges(node: Node) -> bool:
    """Whether null of this node means "cannot say", never "the value should be null"."""
    return isinstance(node, _JUDGING)


def uses_placeholder(node: Node) -> bool:
    """Whether ``?`` of the surrounding test is read; ``in`` and functions have a ``?`` of their own."""
    if isinstance(node, Name):
        return node.name == PLACEHOLDER
    if isinstance(node, In):
        return uses_placeholder(node.value)
    if isinstance(node, FunctionDefinition):
        return False
    return any(uses_placeholder(child) for child in node.children())


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that the expression itself gives no value: ``called`` as a function, or maybe a ``field``."""

    node: Name
    called: bool
    field: bool


def free_names(nodes: Iterable[Node], functions: Set[str]) -> frozenset[str]:
    """The variables an expression may read from its scope.

    ``functions`` are names that mean a built-in function when they are called.  Within a filter every name
    may also be a field of the element, so the result may hold more than is really read, never less.
    """
    found = references(nodes)
    return frozenset(item.node.name for item in found if not (item.called and item.node.name in functions))


def references(nodes: Iterable[Node]) -> list[Reference]:
    """All names that come from outside the expression, in the order of the text."""
    found: list[Reference] = []
    for node in nodes:
        _collect(node, frozenset({PLACEHOLDER}), False, found)
    return found


def type_references(nodes: Iterable[Node]) -> Iterator[tuple[str, int]]:
    """Names of types that only the environment can explain, each with the offset of the node that uses it."""
    for node in nodes:
        refs: tuple[TypeRef | None, ...] = ()
        if isinstance(node, InstanceOf):
            refs = (node.type,)
        elif isinstance(node, FunctionDefinition):
            refs = node.types
        for ref in refs:
            yield from ((name, node.at) for name in (() if ref is None else ref.defined_names()))
        yield from type_references(node.children())


def depth_of(nodes: Iterable[Node]) -> int:
    """How many nodes lie below each other at most."""
    depth, layer = 0, list(nodes)
    while layer:
        depth += 1
        layer = [child for node in layer for child in node.children()]
    return depth


def _collect(node: Node, bound: frozenset[str], field: bool, found: list[Reference]) -> None:
    if isinstance(node, Name):
        if node.name not in bound:
            found.append(Reference(node, False, field))
    elif isinstance(node, Call | NamedCall) and isinstance(node.function, Name):
        if node.function.name not in bound:
            found.append(Reference(node.function, True, field))
        for child in list(node.children())[1:]:
            _collect(child, bound, field, found)
    elif isinstance(node, For | Quantified):
        inner = _collect_iterations(node.iterators, bound, field, found)
        _collect(node.body, inner | {"partial"} if isinstance(node, For) else inner, field, found)
    elif isinstance(node, FunctionDefinition):
        if node.body is not None:
            _collect(node.body, bound | set(node.parameters), field, found)
    elif isinstance(node, Filter):
        _collect(node.source, bound, field, found)
        _collect(node.condition, bound | {"item"}, True, found)
    elif isinstance(node, ContextLiteral):
        _collect_entries(node, bound, field, found)
    else:
        for child in node.children():
            _collect(child, bound, field, found)


def _collect_iterations(
    iterations: tuple[Iteration, ...], bound: frozenset[str], field: bool, found: list[Reference]
) -> frozenset[str]:
    for iteration in iterations:
        _collect(iteration.source, bound, field, found)
        if iteration.end is not None:
            _collect(iteration.end, bound, field, found)
        bound |= {iteration.name}
    return bound


def _collect_entries(
    node: ContextLiteral, bound: frozenset[str], field: bool, found: list[Reference]
) -> None:
    """An entry sees the entries before it; a function among them may call itself."""
    for name, value in node.entries:
        own = {name} if isinstance(value, FunctionDefinition) else set()
        _collect(value, bound | own, field, found)
        bound |= {name}
