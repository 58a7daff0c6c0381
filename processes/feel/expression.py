"""Compiling and evaluating: the door of FEEL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from processes.feel.analysis import free_names
from processes.feel.builtins import BUILTINS
from processes.feel.compiler import Part, Test, write_tests
from processes.feel.environment import DEFAULT_ENVIRONMENT, Environment
from processes.feel.errors import FeelSyntaxError, LimitExceeded
from processes.feel.names import CALENDAR_FUNCTIONS, PROPERTIES, KnownNames, known_names, names_in
from processes.feel.parser import parse, parse_unary
from processes.feel.run import Frame, Run
from processes.feel.values import Value

#: Names of several words that every expression knows.
ALWAYS_KNOWN = frozenset((*BUILTINS, *PROPERTIES, *CALENDAR_FUNCTIONS))
_FUNCTIONS = frozenset((*BUILTINS, *CALENDAR_FUNCTIONS))


class Expression:
    """A compiled expression; immutable, so threads may share it.

    ``names`` are the variables it may read from its scope.
    """

    __slots__ = ("_part", "names", "text")

    def __init__(self, text: str, known: KnownNames) -> None:
        node = parse(text, known)
        self.text = text
        self._part = Part(text, node)
        try:
            self.names = free_names([node], _FUNCTIONS)
        except RecursionError:
            raise FeelSyntaxError("表达式过长", text, 0) from None

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

    def within(self, frame: Frame) -> Value:
        """The value as part of a larger evaluation, whose limits it shares; may raise ``RecursionError``."""
        return self._part.evaluate(frame)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests:
    """Compiled unary tests: a cell of a decision table.  ``names`` as in ``Expression``."""

    __slots__ = ("_negated", "_nodes", "_test", "names", "text")

    def __init__(self, text: str, known: KnownNames) -> None:
        self._negated, self._nodes = parse_unary(text, known)
        self._test: Test | None = None
        self.text = text
        try:
            self.names = free_names(self._nodes, _FUNCTIONS)
        except RecursionError:
            raise FeelSyntaxError("表达式过长", text, 0) from None

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

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def _known(names: Iterable[str]) -> frozenset[str]:
    return ALWAYS_KNOWN.union(names) if names else ALWAYS_KNOWN


def compile(text: str, names: Iterable[str] = ()) -> Expression:
    """Compile an expression (without a leading ``=``); cached.  Raises ``FeelSyntaxError``.

    ``names`` are variables and functions whose names contain spaces or operator characters; those of the
    built-in and working-day functions are always known.
    """
    return _compile(text, _known(names))


def compile_unary(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Compile unary tests; cached.  ``-`` and an empty text pass always.  Raises ``FeelSyntaxError``."""
    return _compile_unary(text, _known(names))


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
