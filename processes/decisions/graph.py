"""Evaluating a requirements graph: each decision once, when it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from processes.decisions.boxed import Boxed, LiteralBox, value_of
from processes.decisions.requirements import DecisionPart, InputData, KnowledgeModel, Part, Service
from processes.decisions.run import Use, fitted, note
from processes.decisions.tables import DecisionTable
from processes.feel import FunctionValue, Value, convert
from processes.feel.run import Frame, Run
from processes.feel.runtime import telling


class Graph:
    """The parts of a model with the data of one evaluation."""

    def __init__(
        self,
        parts: Mapping[str, Part],
        namespace: str,
        inputs: Mapping[str, Any],
        run: Run,
        fixed: Mapping[str, Value] | None = None,
    ) -> None:
        self._parts = parts
        self._namespace = namespace
        self._inputs = inputs
        self._run = run
        self._fixed = fixed
        self._values: dict[str, Value] = dict(fixed or {})

    def value(self, key: str) -> Value:
        """The value of a part; of a knowledge model or service the function it is."""
        if key not in self._values:
            self._values[key] = None
            part = self._parts.get(key)
            self._values[key] = None if part is None else self._compute(part)
        return self._values[key]

    def _compute(self, part: Part) -> Value:
        if isinstance(part, InputData):
            # Within a service only what it was given is known.
            return self.given(part) if self._fixed is None else None
        if isinstance(part, DecisionPart):
            frame = self._frame(part)
            value = self._fitted(part, value_of(part.logic, frame), f"决策“{part.name}”的结果")
            if not isinstance(part.logic, DecisionTable):
                note(self._run, Use(part.id, part.name, None, _read_by(part.logic, frame), (), value))
            return value
        if isinstance(part, KnowledgeModel):
            return value_of(part.logic, self._frame(part))
        return self._function(part) if isinstance(part, Service) else None

    def _fitted(self, part: Part, value: Value, what: str) -> Value:
        return fitted(part.module.types, value, part.type_ref, self._run, what, part.id)

    def given(self, part: Part) -> Value:
        """An input by name, in its type; for an imported model also from a context named like the import."""
        holder: Any = self._inputs
        if part.module.namespace != self._namespace:
            names = self._parts_import_names()
            inner = convert(self._inputs.get(names.get(part.module.namespace, "")))
            if isinstance(inner, dict) and part.name in inner:
                holder = inner
        found = convert(holder[part.name]) if part.name in holder else None
        return self._fitted(part, found, f"输入数据“{part.name}”")

    def _parts_import_names(self) -> dict[str, str]:
        for part in self._parts.values():
            if part.module.namespace == self._namespace:
                return part.module.import_names
        return {}

    def _frame(self, part: Part) -> Frame:
        """What the logic of a part sees: what it requires, over the data as they came."""
        names: dict[str, Value] = {}
        for key in part.requires:
            required = self._parts.get(key)
            if required is None or (isinstance(required, InputData) and self._absent(required)):
                continue
            value = self.value(key)
            prefix = part.module.import_names.get(required.module.namespace)
            if required.module is not part.module and prefix:
                names.setdefault(prefix, {})[required.name] = value
                continue
            if isinstance(required, DecisionPart):
                names.setdefault(required.id, value)
                if required.variable:
                    names[required.variable] = value
            names[required.name] = value
        outer = Frame(self._inputs if self._fixed is None else {}, None, self._run)
        return outer.inner(names) if names else outer

    def _absent(self, part: InputData) -> bool:
        return (
            self._fixed is None and part.name not in self._inputs and part.module.namespace == self._namespace
        )

    def _function(self, service: Service) -> Value:
        parameters = [self._parts[key] for key in service.parameters if key in self._parts]

        def invoke(run: Run, arguments: Sequence[Value]) -> Value:
            if len(arguments) != len(parameters):
                telling.arguments_missing([part.name for part in parameters], len(arguments), run)
                return None
            values = []
            for part, argument in zip(parameters, arguments, strict=True):
                value = part.module.types.coerce(convert(argument), part.type_ref, run)
                if value is None and argument is not None:
                    telling.argument_unfit(part.name, part.type_ref or "", argument, run)
                    return None
                values.append(value)
            return self.serve(service, values, run)

        return FunctionValue([part.name for part in parameters], invoke)

    def serve(self, service: Service, arguments: Sequence[Value] | None, run: Run | None = None) -> Value:
        """The result of a service: its output decision, or a context of several."""
        if arguments is None:
            return None
        known = [key for key in service.parameters if key in self._parts]
        fixed = dict(zip(known, arguments, strict=True))
        inner = Graph(self._parts, self._namespace, self._inputs, run or self._run, fixed)
        results = {self._parts[key].name: inner.value(key) for key in service.outputs if key in self._parts}
        result: Value = next(iter(results.values())) if len(results) == 1 else results
        return service.module.types.coerce(result, service.type_ref, self._run)


def _read_by(logic: Boxed | None, frame: Frame) -> dict[str, Value]:
    """The values of the variables that a literal expression reads."""
    expression = logic.expression if isinstance(logic, LiteralBox) else None
    return {name: _look_up(frame, name) for name in sorted(expression.names)} if expression else {}


def _look_up(frame: Frame | None, name: str) -> Value:
    while frame is not None:
        if name in frame.variables:
            return frame.variables[name]
        frame = frame.parent
    return None
