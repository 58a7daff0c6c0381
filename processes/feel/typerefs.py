"""Type expressions after ``instance of`` and in function parameters (DMN 1.5 §10.3.2.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from processes.feel.arithmetic import midnight
from processes.feel.dates import Date
from processes.feel.functions import FunctionValue
from processes.feel.run import Run
from processes.feel.values import Value, convert, type_name

_SYNONYMS = {
    "day-time duration": "days and time duration",
    "year-month duration": "years and months duration",
}
SIMPLE_TYPES = frozenset({"number", "string", "boolean", "date", "time", "Any", "Null"})
#: Type names of several words, longest first.
LONG_TYPES = (
    "years and months duration",
    "days and time duration",
    "year-month duration",
    "day-time duration",
    "date and time",
)


@dataclass(frozen=True)
class TypeRef:
    """A type: ``name`` and, depending on it, what it contains.

    ``element`` of a list or range, ``fields`` of a context, ``parameters`` and ``result`` of a function;
    ``defined`` is true for a name that only the environment can explain (an item definition).
    """

    name: str
    element: TypeRef | None = None
    fields: tuple[tuple[str, TypeRef], ...] | None = None
    parameters: tuple[TypeRef, ...] | None = None
    result: TypeRef | None = None
    defined: bool = False

    def defined_names(self) -> Iterator[str]:
        """Every name in it that only the environment can explain."""
        if self.defined:
            yield self.name
        parts = (
            self.element,
            self.result,
            *(self.parameters or ()),
            *(kind for _, kind in self.fields or ()),
        )
        for part in parts:
            if part is not None:
                yield from part.defined_names()

    def __str__(self) -> str:
        """As it is written."""
        if self.element is not None:
            return f"{self.name}<{self.element}>"
        if self.fields is not None:
            return f"{self.name}<{', '.join(f'{name}: {kind}' for name, kind in self.fields)}>"
        if self.parameters is not None:
            return f"{self.name}<{', '.join(map(str, self.parameters))}> -> {self.result}"
        return self.name


def instance_of(value: Value, ref: TypeRef, run: Run, *, top: bool = True) -> bool | None:
    """Whether the value has the type.  Null is no instance of anything but Null, yet fits anywhere inside."""
    if value is None and not top:
        return True
    if ref.defined:
        test = run.environment.types
        return None if test is None else test(ref.name, value)
    if value is None:
        return ref.name == "Null"
    if ref.name == "Any":
        return True
    name = _SYNONYMS.get(ref.name, ref.name)
    if type_name(value) != name:
        return False
    if ref.element is not None:
        parts = value if name == "list" else (value.low, value.high)
        return all(part is None or _fits(part, ref.element, run) for part in parts)
    if ref.fields is not None:
        return all(key in value and _fits(value[key], kind, run) for key, kind in ref.fields)
    if ref.parameters is not None:
        return _has_parameters(value, ref.parameters)
    return True


def _fits(value: Value, ref: TypeRef, run: Run) -> bool:
    run.spend()
    return bool(instance_of(convert(value), ref, run, top=False))


def _has_parameters(function: FunctionValue, parameters: tuple[TypeRef, ...]) -> bool:
    if function.types is None or len(parameters) != len(function.types):
        return False
    return all(
        have is None or _conforms(want, have) for want, have in zip(parameters, function.types, strict=True)
    )


def _conforms(given: TypeRef, accepted: TypeRef) -> bool:
    """Whether a value of type ``given`` may be passed where ``accepted`` is declared."""
    if accepted.name == "Any" or given == accepted:
        return True
    general = (accepted.element, accepted.fields, accepted.parameters) == (None, None, None)
    return given.name == accepted.name and general


def coerce(value: Value, ref: TypeRef, run: Run) -> Value:
    """The value as that type: itself, from or to a list of one, a date as its midnight; otherwise null."""
    single = convert(value[0]) if type(value) is list and len(value) == 1 else value
    for candidate in (value, single):
        if instance_of(candidate, ref, run, top=False):
            return candidate
    if ref.name == "list" and type(value) is not list and instance_of([value], ref, run, top=False):
        return [value]
    if ref.name == "date and time" and type(single) is Date:
        return midnight(single)
    return None
