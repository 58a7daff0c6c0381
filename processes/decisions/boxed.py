"""Boxed expressions: the forms a decision's logic may have (DMN 1.5 §7.3, §10.2)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from processes.decisions.types import Types
from processes.feel import Expression, FunctionValue, Value, convert, type_name
from processes.feel.compiler.control import elements
from processes.feel.run import Frame, Run
from processes.feel.runtime import telling


@dataclass(frozen=True, kw_only=True)
class Boxed(ABC):
    """Any boxed expression; ``type_ref`` is the type its value is brought into."""

    types: Types
    type_ref: str | None = None

    def value(self, frame: Frame) -> Value:
        """The value, null when it does not fit its type."""
        return self._typed(self._value(frame), self.type_ref, frame.run)

    def _typed(self, value: Value, type_ref: str | None, run: Run) -> Value:
        """A value in a type; a value that does not fit becomes null, with a warning."""
        result = self.types.coerce(value, type_ref, run)
        if result is None and value is not None:
            run.warn("值应为 {}，实际是 {}", type_ref, type_name(value) or "null")
        return result

    @abstractmethod
    def _value(self, frame: Frame) -> Value: ...


def value_of(box: Boxed | None, frame: Frame) -> Value:
    """The value of logic that may be missing."""
    return None if box is None else box.value(frame)


@dataclass(frozen=True, kw_only=True)
class LiteralBox(Boxed):
    """A FEEL text; None where it is empty or broken."""

    expression: Expression | None

    def _value(self, frame: Frame) -> Value:
        return None if self.expression is None else self.expression.within(frame)


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A name with a type: context entry, parameter, binding."""

    name: str
    type_ref: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContextBox(Boxed):
    """Entries that see the ones before them; the value is ``result``, or the context if there is none."""

    entries: tuple[tuple[Variable, Boxed | None], ...]
    result: Boxed | None = None
    has_result: bool = False

    def _value(self, frame: Frame) -> Value:
        context: dict[str, Value] = {}
        inner = frame.inner(context)
        for variable, box in self.entries:
            context[variable.name] = self._typed(value_of(box, inner), variable.type_ref, frame.run)
        return value_of(self.result, inner) if self.has_result else context


@dataclass(frozen=True, kw_only=True)
class ListBox(Boxed):
    """A list."""

    items: tuple[Boxed, ...]

    def _value(self, frame: Frame) -> Value:
        return [item.value(frame) for item in self.items]


@dataclass(frozen=True, kw_only=True)
class RelationBox(Boxed):
    """Rows of a table without logic: a list of contexts."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Boxed, ...], ...]

    def _value(self, frame: Frame) -> Value:
        return [
            {
                column.name: self._typed(cell.value(frame), column.type_ref, frame.run)
                for column, cell in zip(self.columns, row, strict=False)
            }
            for row in self.rows
        ]


@dataclass(frozen=True, kw_only=True)
class FunctionBox(Boxed):
    """A function, also the logic of a business knowledge model; Java and PMML functions are null."""

    parameters: tuple[Variable, ...]
    body: Boxed | None
    external: bool = False

    def value(self, frame: Frame) -> Value:
        """The function; ``type_ref`` is the type of its results."""
        return self._value(frame)

    def _value(self, frame: Frame) -> Value:
        if self.external:
            return None
        names = [parameter.name for parameter in self.parameters]

        def invoke(run: Run, arguments: Sequence[Value]) -> Value:
            if len(arguments) != len(names):
                telling.arguments_missing(names, len(arguments), run)
                return None
            bound: dict[str, Value] = {}
            for parameter, argument in zip(self.parameters, arguments, strict=True):
                value = self._typed(convert(argument), parameter.type_ref, run)
                if value is None and argument is not None:
                    return None
                bound[parameter.name] = value
            run.enter()
            try:
                result = value_of(self.body, Frame(bound, frame, run))
            finally:
                run.leave()
            return self._typed(result, self.type_ref, run)

        return FunctionValue(names, invoke)


@dataclass(frozen=True, kw_only=True)
class InvocationBox(Boxed):
    """A call with named arguments."""

    function: Boxed | None
    bindings: tuple[tuple[Variable, Boxed | None], ...]

    def _value(self, frame: Frame) -> Value:
        function = value_of(self.function, frame)
        if not isinstance(function, FunctionValue):
            frame.run.warn("要调用的应为函数，实际是 {}", telling.kind_of(function))
            return None
        arguments = {
            variable.name: self._typed(value_of(box, frame), variable.type_ref, frame.run)
            for variable, box in self.bindings
        }
        return function.invoke_named(frame.run, arguments)


@dataclass(frozen=True, kw_only=True)
class ConditionalBox(Boxed):
    """if – then – else."""

    condition: Boxed | None
    consequent: Boxed | None
    alternative: Boxed | None

    def _value(self, frame: Frame) -> Value:
        condition = value_of(self.condition, frame)
        if condition is not None and type(condition) is not bool:
            frame.run.warn("“如果”的条件应为 boolean，实际是 {}", telling.kind_of(condition))
            return None
        return value_of(self.consequent if condition is True else self.alternative, frame)


@dataclass(frozen=True, kw_only=True)
class FilterBox(Boxed):
    """The elements that match."""

    source: Boxed | None
    match: Boxed | None

    def _value(self, frame: Frame) -> Value:
        values = value_of(self.source, frame)
        if values is None:
            return None
        chosen = []
        for element in values if type(values) is list else [values]:
            item = convert(element)
            frame.run.spend()
            inner = frame.inner({"item": item, **item} if type(item) is dict else {"item": item})
            verdict = value_of(self.match, inner)
            if verdict is True:
                chosen.append(item)
            elif verdict is not None and verdict is not False:
                frame.run.warn("筛选条件应为 boolean，实际是 {}", telling.kind_of(verdict))
                return None
        return chosen


@dataclass(frozen=True, kw_only=True)
class IterationBox(Boxed):
    """for, some or every over one variable."""

    kind: Literal["for", "some", "every"]
    variable: str
    source: Boxed | None
    body: Boxed | None

    def _value(self, frame: Frame) -> Value:
        source = value_of(self.source, frame)
        values = elements(source, frame.run)
        if values is None:
            frame.run.warn("不能逐个取出 {} 的值", telling.kind_of(source))
            return None
        results: list[Value] = []
        for value in values:
            frame.run.spend(1 + len(results) // 16)
            inner = frame.inner({self.variable: value, "partial": list(results)})
            results.append(value_of(self.body, inner))
        return results if self.kind == "for" else self._decide(results, frame.run)

    def _decide(self, results: list[Value], run: Run) -> bool | None:
        for result in results:
            if result is not None and type(result) is not bool:
                run.warn("要满足的条件应为 boolean，实际是 {}", telling.kind_of(result))
                return None
        witness = self.kind == "some"
        if witness in results:
            return witness
        return None if None in results else not witness
