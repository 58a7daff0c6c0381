"""Compiling and evaluating: the door of FEEL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from processes.feel.analysis import Reference, depth_of, free_names, references, type_references
from processes.feel.builtins import BUILTINS
from processes.feel.compiler import Part, Test, write_tests
from processes.feel.environment import DEFAULT_ENVIRONMENT, Environment
from processes.feel.errors import FeelSyntaxError, LimitExceeded
from processes.feel.names import CALENDAR_FUNCTIONS, PROPERTIES, KnownNames, known_names, names_in
from processes.feel.nodes import Node
from processes.feel.parser import parse, parse_unary
from processes.feel.run import Frame, Run
from processes.feel.sites import Notice
from processes.feel.unknown import calls_of_nothing, refuse_unknown
from processes.feel.values import Value

#: Names of several words that every expression knows.
ALWAYS_KNOWN = frozenset((*BUILTINS, *PROPERTIES, *CALENDAR_FUNCTIONS))
_FUNCTIONS = frozenset((*BUILTINS, *CALENDAR_FUNCTIONS))
# Nodes below each other: longer chains would exhaust Python's stack somewhere.
_MAX_DEPTH = 250


@dataclass(frozen=True)
class Explained:
    """A value and why parts of it are null; ``notices`` in the order they came up."""

    value: Value
    notices: tuple[Notice, ...]


class Compiled:
    """What expressions and unary tests have in common: ``text``, and ``names`` they may read."""

    __slots__ = ("_types", "names", "references", "text")

    def __init__(self, text: str, nodes: tuple[Node, ...]) -> None:
        if depth_of(nodes) > _MAX_DEPTH:
            raise FeelSyntaxError("表达式过长", text, 0)
        self.text = text
        self.names = free_names(nodes, _FUNCTIONS)
        self.references: tuple[Reference, ...] = tuple(references(nodes))
        self._types = tuple(type_references(nodes))

    def unknown_calls(self, extra: Iterable[str] = ()) -> list[Notice]:
        """Calls of functions that are neither built in nor of the calendar nor in ``extra``, with places.

        For texts whose variables are not known: a variable of that name is taken to be data, not a function.
        """
        return calls_of_nothing(self.references, self.text, frozenset(extra))

    def refuse_unknown(self, scope: Iterable[str], types: Iterable[str]) -> None:
        """Raise ``FeelNameError`` unless ``scope`` and ``types`` explain every name."""
        refuse_unknown(self.references, self._types, self.text, frozenset(scope), frozenset(types))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class Expression(Compiled):
    """A compiled expression; immutable, so threads may share it.

    ``names`` are the variables it may read from its scope.
    """

    __slots__ = ("_part",)

    def __init__(self, text: str, known: KnownNames) -> None:
        node = parse(text, known)
        super().__init__(text, (node,))
        self._part = Part(text, node)

    def evaluate(self, scope: Mapping[str, Any], environment: Environment | None = None) -> Value:
        """The FEEL value.

        ``scope`` is only asked for the names the expression reads, and never copied.  A missing variable and
        a type error are null.  Raises ``LimitExceeded``; errors of extra functions pass through.
        """
        run = Run(DEFAULT_ENVIRONMENT if environment is None else environment)
        try:
            return self._part.evaluate(Frame(scope, None, run))
        except RecursionError:
            raise LimitExceeded("表达式嵌套过深", limit="depth") from None

    def explain(self, scope: Mapping[str, Any], environment: Environment | None = None) -> Explained:
        """As ``evaluate``, with every warning and its place."""
        notices: list[Notice] = []
        listening = replace(environment or DEFAULT_ENVIRONMENT, notice=notices.append)
        return Explained(self.evaluate(scope, listening), tuple(notices))

    def within(self, frame: Frame) -> Value:
        """The value as part of a larger evaluation, whose limits it shares; may raise ``RecursionError``."""
        return self._part.evaluate(frame)


class UnaryTests(Compiled):
    """Compiled unary tests: a cell of a decision table.  ``names`` as in ``Expression``."""

    __slots__ = ("_negated", "_nodes", "_test")

    def __init__(self, text: str, known: KnownNames) -> None:
        self._negated, self._nodes = parse_unary(text, known)
        super().__init__(text, self._nodes)
        self._test: Test | None = None

    def matches(
        self, value: Any, scope: Mapping[str, Any], environment: Environment | None = None
    ) -> bool | None:
        """Whether the value passes; null when the tests cannot say.  Raises as ``Expression.evaluate``."""
        run = Run(DEFAULT_ENVIRONMENT if environment is None else environment)
        try:
            return self.within(value, Frame(scope, None, run))
        except RecursionError:
            raise LimitExceeded("表达式嵌套过深", limit="depth") from None

    def within(self, value: Value, frame: Frame) -> bool | None:
        """As ``matches``, as part of a larger evaluation."""
        if self._test is None:
            self._test = write_tests(self.text, self._negated, self._nodes)
        return self._test(value, frame)


def _known(names: Iterable[str]) -> frozenset[str]:
    return ALWAYS_KNOWN.union(names) if names else ALWAYS_KNOWN


def compile(
    text: str, names: Iterable[str] = (), scope: Iterable[str] | None = None, types: Iterable[str] = ()
) -> Expression:
    """Compile an expression (without a leading ``=``); cached.  Raises ``FeelSyntaxError``.

    ``names`` are variables and functions whose names contain spaces or operator characters; those of the
    built-in and working-day functions are always known.  Where all variables and extra functions are known,
    ``scope`` lists them: reading or calling anything else then raises ``FeelNameError``, except where a name
    within a filter may be a field of the elements; ``types`` are the types that exist beside those of FEEL.
    """
    if scope is None:
        return _compile(text, _known(names))
    whole = frozenset(scope)
    compiled = _compile(text, _known(whole.union(names)))
    compiled.refuse_unknown(whole, types)
    return compiled


def compile_unary(
    text: str, names: Iterable[str] = (), scope: Iterable[str] | None = None, types: Iterable[str] = ()
) -> UnaryTests:
    """Compile unary tests; cached.  ``-`` and an empty text pass always.  Raises as ``compile``."""
    if scope is None:
        return _compile_unary(text, _known(names))
    whole = frozenset(scope)
    compiled = _compile_unary(text, _known(whole.union(names)))
    compiled.refuse_unknown(whole, types)
    return compiled


@lru_cache(20_000)
def _compile(text: str, names: frozenset[str]) -> Expression:
    return Expression(text, known_names(names))


@lru_cache(20_000)
def _compile_unary(text: str, names: frozenset[str]) -> UnaryTests:
    return UnaryTests(text, known_names(names))


def evaluate(text: str, context: Mapping[str, Any], environment: Environment | None = None) -> Value:
    """Compile and evaluate at once; keys of ``context`` with spaces are understood as names."""
    names = names_in(dict(context))
    if environment is not None and environment.functions:
        names = names.union(environment.functions)
    return compile(text, names).evaluate(context, environment)
