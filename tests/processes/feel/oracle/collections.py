"""Lists, contexts and ranges written out."""

from __future__ import annotations

from processes.feel.nodes import ContextLiteral, Interval, ListLiteral
from processes.feel.run import Frame
from processes.feel.runtime import telling
from processes.feel.values import CONTEXT_SIZE, LIST_SIZE, ORDERED, Range, Value
from tests.processes.feel.oracle.core import Closure, compile_node, compiles, site_of


@compiles(ListLiteral)
def _list(node: ListLiteral) -> Closure:
    items = tuple(compile_node(item) for item in node.items)

    def build(frame: Frame) -> Value:
        found = [item(frame) for item in items]
        if items:
            frame.run.allocate(len(items) + LIST_SIZE)
        return found

    return build


@compiles(ContextLiteral)
def _context(node: ContextLiteral) -> Closure:
    """Later entries see earlier ones; a name written twice makes the whole context null."""
    entries = tuple((name, compile_node(value)) for name, value in node.entries)
    repeated = len({name for name, _ in entries}) < len(entries)

    def build(frame: Frame) -> Value:
        if repeated:
            return None
        if entries:
            frame.run.allocate(len(entries) + CONTEXT_SIZE)
        result: dict[str, Value] = {}
        inner = frame.inner(result)
        for name, value in entries:
            result[name] = value(inner)
        return result

    return build


@compiles(Interval)
def _interval(node: Interval) -> Closure:
    low, high, site = compile_node(node.low), compile_node(node.high), site_of(node)

    def build(frame: Frame) -> Value:
        ends = low(frame), high(frame)
        found = interval(*ends, node.low_included, node.high_included)
        if found is None:
            telling.no_range(*ends, frame.run, site)
        return found

    return build


def interval(low: Value, high: Value, low_included: bool, high_included: bool) -> Range | None:
    """A range; null for ends of two types or without order.  An end that is null is open and not included."""
    if low is not None and high is not None and (type(low) is not type(high) or type(low) not in ORDERED):
        return None
    if low is None and high is not None:
        low_included = False
    if high is None and low is not None:
        high_included = False
    return Range(low, high, low_included, high_included)
