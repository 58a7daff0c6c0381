"""Conditionals, loops, quantifiers and function definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from processes.feel.analysis import free_names
from processes.feel.compiler.emitter import Emitter, Kind, Operand, Part, emits
from processes.feel.compiler.layers import Variables
from processes.feel.functions import FunctionValue
from processes.feel.nodes import For, FunctionDefinition, If, Iteration, Quantified
from processes.feel.run import Frame, Run
from processes.feel.runtime import telling
from processes.feel.runtime.looping import elements
from processes.feel.typerefs import coerce
from processes.feel.values import Value

__all__ = ["elements"]


@emits(If)
def _if(node: If, emitter: Emitter) -> Operand:
    writer = emitter.writer
    condition, result = emitter.emit(node.condition).name, writer.fresh()
    with emitter.branch(f"if {condition} is True:"):
        then = emitter.emit(node.consequent)
        writer.put(f"{result} = {then.name}")
    with emitter.branch("else:"):
        otherwise = emitter.emit(node.alternative)
        writer.put(f"{result} = {otherwise.name}")
    kinds = {then.kind, otherwise.kind}
    if len(kinds) == 1:
        return Operand(result, then.kind)
    return Operand(result, Kind.RAW if Kind.RAW in kinds else Kind.VALUE)


def _loops(
    iterations: Sequence[Iteration],
    emitter: Emitter,
    impossible: Callable[[], None],
    turn: Callable[[], None],
    ended: str,
) -> None:
    """Write nested loops around ``turn``.

    ``impossible`` writes what happens when something cannot be run over; ``ended`` is code that tells, after
    an inner loop, that the outer ones shall end too.
    """
    writer, iteration, rest = emitter.writer, iterations[0], iterations[1:]
    values = _turns(iteration, emitter)
    with writer.block(f"if {values} is None:"):
        impossible()
    with emitter.branch("else:"):
        item = writer.fresh("i")
        if rest:
            with emitter.loop(f"for {item} in {values}:"):
                with emitter.layer(Variables({iteration.name: item})):
                    _loops(rest, emitter, impossible, turn, ended)
                _break_if(ended, emitter)
            return
        portion = writer.fresh("p")
        with emitter.loop(f"for {portion} in portions({values}, run):"):
            layer = Variables({iteration.name: item})
            with emitter.loop(f"for {item} in {portion}:"), emitter.layer(layer):
                turn()
            _break_if(ended, emitter)


def _turns(iteration: Iteration, emitter: Emitter) -> str:
    """Write what a loop runs over; the identifier of it."""
    source = emitter.emit(iteration.source).name
    if iteration.end is None:
        return emitter.writer.assign(f"turns({source}, run, {emitter.site(iteration)})")
    end = emitter.emit(iteration.end).name
    return emitter.writer.assign(f"counted({source}, {end}, run, {emitter.site(iteration)})")


def _break_if(ended: str, emitter: Emitter) -> None:
    with emitter.writer.block(f"if {ended}:"):
        emitter.writer.put("break")


@emits(For)
def _for(node: For, emitter: Emitter) -> Operand:
    writer = emitter.writer
    emitter.hoist(node)
    result = writer.assign("[]")
    parts = [node.body, *node.iterators[1:]]
    reads_partial = "partial" in free_names(parts, frozenset())

    def turn() -> None:
        names = {"partial": writer.assign(f"snapshot({result}, run)")} if reads_partial else {}
        with emitter.layer(Variables(names)):
            writer.put(f"{result}.append({emitter.native(node.body)})")

    _loops(node.iterators, emitter, lambda: writer.put(f"{result} = None"), turn, f"{result} is None")
    with writer.block(f"if {result} is not None:"):
        writer.put(f"run.allocate(len({result}))")
    return Operand(result, Kind.VALUE)


@emits(Quantified)
def _quantified(node: Quantified, emitter: Emitter) -> Operand:
    """Stops at the first witness; null among the others makes an undecided answer null."""
    writer = emitter.writer
    wanted, unwanted = ("True", "False") if node.some else ("False", "True")
    emitter.hoist(node)
    result, ended = writer.assign(unwanted), writer.assign("False")

    def impossible() -> None:
        writer.put(f"{result} = None")
        writer.put(f"{ended} = True")

    def turn() -> None:
        verdict = emitter.emit(node.body).name
        with writer.block(f"if {verdict} is {wanted}:"):
            writer.put(f"{result} = {wanted}")
            writer.put(f"{ended} = True")
            writer.put("break")
        with writer.block(f"if {verdict} is not {unwanted}:"):
            writer.put(f"{result} = None")
            with writer.block(f"if {verdict} is not None and convert({verdict}) is not None:"):
                writer.put(f"{ended} = True")
                writer.put("break")

    _loops(node.iterators, emitter, impossible, turn, ended)
    return Operand(result, Kind.TRUTH)


class Definition:
    """A function written in FEEL; ``define`` makes its value where it is met."""

    def __init__(self, node: FunctionDefinition, text: str) -> None:
        self._names, self._types = node.parameters, node.types
        self._body = None if node.body is None else Part(text, node.body)

    def define(self, frame: Frame) -> FunctionValue | None:
        """The function, remembering the variables around it; null for an external one."""
        body = self._body
        if body is None:
            return None

        def invoke(run: Run, arguments: Sequence[Value]) -> Value:
            bound = self._bind(arguments, run)
            if bound is None:
                return None
            run.spend()
            run.enter()
            try:
                return body.evaluate(Frame(bound, frame, run))
            finally:
                run.leave()

        return FunctionValue(self._names, invoke, types=self._types)

    def _bind(self, arguments: Sequence[Value], run: Run) -> dict[str, Value] | None:
        """The arguments by name; None when they are too many, too few or of other types."""
        if len(arguments) != len(self._names):
            telling.arguments_missing(self._names, len(arguments), run)
            return None
        bound: dict[str, Value] = {}
        for name, ref, argument in zip(self._names, self._types, arguments, strict=True):
            value = argument
            if ref is not None and argument is not None:
                value = coerce(argument, ref, run)
                if value is None:
                    telling.argument_unfit(name, str(ref), argument, run)
                    return None
            bound[name] = value
        return bound


@emits(FunctionDefinition)
def _function(node: FunctionDefinition, emitter: Emitter) -> Operand:
    definition = emitter.writer.constant(Definition(node, emitter.text))
    return Operand(emitter.writer.assign(f"{definition}.define({emitter.frame()})"), Kind.VALUE)
