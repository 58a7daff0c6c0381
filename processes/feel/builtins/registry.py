"""How built-in functions are declared: by signatures in FEEL terms, checked before the Python function runs.

A signature reads ``"string: string, length?: number"``.  A parameter with ``?`` may be left out or null; a
type is one or more of the words of ``_TYPES`` joined by ``|``; ``null`` among them lets null in.  Null for
another parameter, a wrong type or a wrong number of arguments makes the result null (DMN 1.5 §10.3.4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from processes.feel.dates import Date
from processes.feel.durations import DaysTime, YearsMonths
from processes.feel.functions import FunctionValue, Invoke
from processes.feel.run import Run
from processes.feel.times import DateTime, Time
from processes.feel.values import Range, Value, convert, type_name

_TYPES: dict[str, type] = {
    "string": str,
    "number": Decimal,
    "boolean": bool,
    "list": list,
    "context": dict,
    "date": Date,
    "time": Time,
    "datetime": DateTime,
    "months": YearsMonths,
    "days": DaysTime,
    "range": Range,
    "function": FunctionValue,
}

#: All built-in functions by name.
BUILTINS: dict[str, FunctionValue] = {}

#: The signatures of each, as they are written in documents: ``string, start position, length?``.
SIGNATURES: dict[str, tuple[str, ...]] = {}

_CHARACTERS_PER_STEP = 1_000

#: What a Python function may raise to answer null.
NULL_ERRORS = (ValueError, TypeError, ArithmeticError)


@dataclass(frozen=True)
class Parameter:
    """One parameter; ``types`` is None for any type."""

    name: str
    types: frozenset[type] | None
    optional: bool
    nullable: bool

    @classmethod
    def parse(cls, text: str) -> Parameter:
        """Read ``length?: number``."""
        name, _, kinds = text.partition(":")
        words = {word.strip() for word in kinds.split("|")}
        nullable = "null" in words
        words.discard("null")
        types = None if "any" in words else frozenset(_TYPES[word] for word in words)
        return cls(name.strip().removesuffix("?"), types, name.strip().endswith("?"), nullable)

    def accept(self, value: Value) -> Value:
        """The value, taken out of or put into a list of one if that makes it fit; null if nothing does."""
        if value is None or self.types is None or type(value) in self.types:
            return value
        if type(value) is list and len(value) == 1:
            single = convert(value[0])
            if type(single) in self.types:
                return single
        return [value] if list in self.types else None


class Signature:
    """The parameters of one way to call a function."""

    __slots__ = ("names", "parameters", "required")

    def __init__(self, text: str) -> None:
        self.parameters = tuple(Parameter.parse(part) for part in text.split(",") if part.strip())
        self.names = tuple(parameter.name for parameter in self.parameters)
        self.required = sum(not parameter.optional for parameter in self.parameters)

    def bind(self, arguments: Sequence[Value]) -> list[Value] | None:
        """Arguments that fit, or None."""
        if not self.required <= len(arguments) <= len(self.parameters):
            return None
        bound = []
        for argument, parameter in zip(arguments, self.parameters, strict=False):
            value = parameter.accept(argument)
            if value is None and not (argument is None and (parameter.nullable or parameter.optional)):
                return None
            bound.append(value)
        return bound

    def order(self, named: Mapping[str, Value]) -> list[Value] | None:
        """Named arguments by position, or None when they do not fit this signature."""
        if not named.keys() <= set(self.names):
            return None
        if any(not p.optional and p.name not in named for p in self.parameters):
            return None
        last = max((index for index, name in enumerate(self.names) if name in named), default=-1)
        return [named.get(name) for name in self.names[: last + 1]]


Implementation = Callable[..., Any]


class _Builtin:
    """A declared function: picks the signature, checks the arguments, counts the cost."""

    def __init__(
        self,
        name: str,
        function: Implementation,
        signatures: Sequence[Signature],
        variadic: bool,
        run: bool,
        silent: bool,
    ) -> None:
        self._name = name
        self._function = function
        self._signatures = signatures
        self._variadic = variadic
        self._wants_run = run
        self._silent = silent

    def invoke(self, run: Run, arguments: Sequence[Value]) -> Value:
        if self._variadic and (len(arguments) != 1 or type(arguments[0]) is not list):
            if not arguments:
                run.warn("函数 {} 缺少参数", self._name)
                return None
            arguments = (list(arguments),)
        for signature in self._signatures:
            bound = signature.bind(arguments)
            if bound is not None:
                return self._apply(run, bound)
        run.warn("函数 {} 不接受参数（{}）", self._name, "、".join(type_name(a) or "null" for a in arguments))
        return None

    def invoke_named(self, run: Run, arguments: Mapping[str, Value]) -> Value:
        for signature in self._signatures:
            ordered = signature.order(arguments)
            bound = None if ordered is None else signature.bind(ordered)
            if bound is not None:
                return self._apply(run, bound)
        given = (f"{name}: {type_name(value) or 'null'}" for name, value in arguments.items())
        run.warn("函数 {} 不接受参数（{}）", self._name, "、".join(given))
        return None

    def _apply(self, run: Run, bound: list[Value]) -> Value:
        run.spend(1 + sum(_cost(value) for value in bound))
        try:
            result = self._function(run, *bound) if self._wants_run else self._function(*bound)
        except NULL_ERRORS as error:
            run.warn("函数 {}：{}", self._name, error)
            return None
        if type(result) in (str, list):
            run.allocate(len(result))
        elif result is None and not self._silent:
            run.warn("函数 {} 没有结果", self._name)
        return result


def _cost(value: Value) -> int:
    """Steps for looking through an argument: one for each item, or each so many characters."""
    if type(value) is list:
        return len(value)
    return len(value) // _CHARACTERS_PER_STEP if type(value) is str else 0


def builtin(
    name: str, *signatures: str, variadic: bool = False, run: bool = False, silent: bool = False
) -> Callable[[Implementation], Implementation]:
    """Declare a built-in function.

    ``variadic`` functions take their list also as separate arguments; with ``run`` the function gets the
    current ``Run`` first.  Raising one of ``NULL_ERRORS`` means null.  Null is told as a warning, except of
    ``silent`` functions, whose null is an answer.
    """

    def register(function: Implementation) -> Implementation:
        parsed = [Signature(text) for text in signatures]
        SIGNATURES[name] = tuple(_shown(signature, variadic) for signature in parsed)
        made = _Builtin(name, function, parsed, variadic=variadic, run=run, silent=silent)
        BUILTINS[name] = FunctionValue(parsed[0].names, made.invoke, made.invoke_named)
        return function

    return register


def _shown(signature: Signature, variadic: bool) -> str:
    names = [p.name + ("?" if p.optional else "") for p in signature.parameters]
    return ", ".join(names) + (" 或 各个值" if variadic else "")


def free_form(name: str, parameters: tuple[str, ...], invoke: Invoke) -> None:
    """Declare a function that takes any number of arguments."""

    def told(run: Run, arguments: Sequence[Value]) -> Value:
        result = invoke(run, arguments)
        if result is None:
            run.warn("函数 {} 没有结果", name)
        return result

    BUILTINS[name] = FunctionValue(parameters, told)
    SIGNATURES[name] = (", ".join(parameters) + ", …",)
