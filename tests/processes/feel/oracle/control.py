"""Conditionals, loops, quantifiers and function definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from processes.feel.analysis import free_names
from processes.feel.dates import Date
from processes.feel.errors import LimitExceeded
from processes.feel.functions import FunctionValue
from processes.feel.nodes import For, FunctionDefinition, If, Iteration, Quantified
from processes.feel.run import Frame, Run
from processes.feel.runtime import telling
from processes.feel.sites import Site
from processes.feel.typerefs import coerce
from processes.feel.values import Range, Value, compare, convert
from tests.processes.feel.oracle.core import Closure, compile_node, compiles, site_of


@compiles(If)
def _if(node: If) -> Closure:
    condition, then, otherwise = (compile_node(part) for part in node.children())
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


class NotIterable(Exception):
    """The loop runs over something that cannot be counted through: the loop is null."""


def elements(value: Value, run: Run) -> Iterable[Value] | None:
    """What a loop runs over: a list, a closed range of whole numbers or dates, or the value alone."""
    if type(value) is Range:
        closed = value.low_included and value.high_included
        if not closed or compare(value.low, value.high, "<=") is not True:
            return None
        return sequence(value.low, value.high, run)
    if type(value) is list:
        return (convert(item) for item in value)
    return None if value is None else (value,)


def sequence(low: Value, high: Value, run: Run) -> Iterable[Value] | None:
    """``low..high`` upwards or downwards; None unless both are whole numbers or dates."""
    if type(low) is Decimal and type(high) is Decimal:
        if low != low.to_integral_value() or high != high.to_integral_value():
            return None
        return (Decimal(number) for number in _counting(int(low), int(high), run))
    if type(low) is Date and type(high) is Date:
        return (Date.from_number(number) for number in _counting(low.number, high.number, run))
    return None


def _counting(low: int, high: int, run: Run) -> range:
    if abs(high - low) > run.steps_left:
        raise LimitExceeded(f"循环范围过长，超过剩余的 {run.steps_left} 步", limit="steps")
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)


Loop = tuple[str, Closure, Closure | None, Site]


def _loops(iterations: Sequence[Iteration]) -> tuple[Loop, ...]:
    return tuple(
        (item.name, compile_node(item.source), item.end and compile_node(item.end), site_of(item))
        for item in iterations
    )


def _frames(loops: Sequence[Loop], frame: Frame) -> Iterator[Frame]:
    """A frame for each combination of loop variables; raises ``NotIterable``."""
    if not loops:
        frame.run.spend()
        yield frame
        return
    name, source, end, site = loops[0]
    low = source(frame)
    high = None if end is None else end(frame)
    values = elements(low, frame.run) if end is None else sequence(low, high, frame.run)
    if values is None:
        if end is None:
            telling.no_loop(low, frame.run, site)
        else:
            telling.no_count(low, high, frame.run, site)
        raise NotIterable
    for value in values:
        yield from _frames(loops[1:], frame.inner({name: value}))


@compiles(For)
def _for(node: For) -> Closure:
    loops, body = _loops(node.iterators), compile_node(node.body)
    parts = [node.body, *node.iterators[1:]]
    reads_partial = "partial" in free_names(parts, frozenset())

    def collect(frame: Frame) -> Value:
        results: list[Value] = []
        try:
            for inner in _frames(loops, frame):
                if reads_partial:
                    frame.run.spend(len(results) // 16)
                    frame.run.allocate(len(results))
                    inner = inner.inner({"partial": list(results)})
                results.append(body(inner))
        except NotIterable:
            return None
        frame.run.allocate(len(results))
        return results

    return collect


@compiles(Quantified)
def _quantified(node: Quantified) -> Closure:
    """Stops at the first witness; null among the others makes an undecided answer null."""
    loops, body, wanted = _loops(node.iterators), compile_node(node.body), node.some

    def decide(frame: Frame) -> Value:
        undecided = False
        try:
            for inner in _frames(loops, frame):
                value = body(inner)
                if value is wanted:
                    return wanted
                if value is None:
                    undecided = True
                elif type(value) is not bool:
                    return None
        except NotIterable:
            return None
        return None if undecided else not wanted

    return decide


@compiles(FunctionDefinition)
def _function(node: FunctionDefinition) -> Closure:
    if node.body is None:
        return lambda frame: None
    names, types, body = node.parameters, node.types, compile_node(node.body)

    def define(frame: Frame) -> Value:
        def invoke(run: Run, arguments: Sequence[Value]) -> Value:
            if len(arguments) != len(names):
                telling.arguments_missing(names, len(arguments), run)
                return None
            bound: dict[str, Value] = {}
            for name, ref, argument in zip(names, types, arguments, strict=True):
                value = argument
                if ref is not None and argument is not None:
                    value = coerce(argument, ref, run)
                    if value is None:
                        telling.argument_unfit(name, str(ref), argument, run)
                        return None
                bound[name] = value
            run.spend()
            run.enter()
            try:
                return body(Frame(bound, frame, run))
            finally:
                run.leave()

        return FunctionValue(names, invoke, types=types)

    return define
