"""What a form-js document says, after it was read and found right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from processes.feel import Environment, Expression, UnaryTests, to_plain
from processes.forms.catalogue import KINDS, Use

#: Components with components inside.
CONTAINERS: Final = frozenset({"group", "dynamiclist"})
#: Components that carry one value.
KEYED: Final = frozenset(kind.type for kind in KINDS.values() if kind.use is Use.DATA) - CONTAINERS
#: Components that show something and carry nothing.
DISPLAY: Final = frozenset(kind.type for kind in KINDS.values() if kind.use is Use.VIEW)
#: Several values chosen from options.
MULTIPLE: Final = frozenset({"checklist", "taglist"})
#: What the form view puts where nothing was entered.
EMPTY: Final[Mapping[str, Any]] = {"textfield": "", "textarea": "", "checkbox": False}

NO_DEFAULT: Final = object()


@dataclass(frozen=True)
class Test:
    """A condition: ``conditional.hide``, ``readonly`` or ``assert``.

    form-js reads the first two as unary tests of no value (DMN 1.5 §7.3.6): null passes, as true does.
    ``negated``: they are ``not(…)``.
    """

    # pytest would collect a class of this name
    __test__ = False

    compiled: Expression | UnaryTests
    negated: bool = False

    def holds(self, scope: Mapping[str, Any], environment: Environment) -> bool:
        """Whether a unary test passes; an expression (``assert``) holds only when it says true."""
        if isinstance(self.compiled, UnaryTests):
            found = self.compiled.matches(None, scope, environment)
            return not self.negated if found is None else found
        return self.compiled.evaluate(scope, environment) is True


@dataclass(frozen=True)
class Options:
    """Where the options of a choice come from; exactly one member is set."""

    values: tuple[Any, ...] | None = None
    key: str | None = None
    expression: Expression | None = None


@dataclass(frozen=True, kw_only=True)
class Component:
    """One component.

    ``path`` are its own key segments below the enclosing object (groups without ``path`` have none).
    ``rules`` maps a keyword (``maxLength``, ``minItems``, ``maxDate`` …) to a constant or an expression,
    ``messages`` a keyword to the text that replaces ours.  ``settings`` are the plain attributes of its type,
    ``shown`` the expressions of its texts and tables, evaluated by the form view alone.  ``personal``: its
    value is kept apart from the records (``processes.personal``).
    """

    type: str
    id: str
    label: str
    path: tuple[str, ...] = ()
    hide: Test | None = None
    readonly: Test | bool = False
    disabled: bool = False
    default: Any = NO_DEFAULT
    rules: Mapping[str, Any] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    options: Options | None = None
    expression: Expression | None = None
    components: tuple[Component, ...] = ()
    shown: tuple[Expression, ...] = ()
    personal: bool = False

    @property
    def keyed(self) -> bool:
        """Whether it carries one value."""
        return self.type in KEYED

    @property
    def empty(self) -> Any:
        """The value of an untouched field, a fresh object each time."""
        return [] if self.type in MULTIPLE else EMPTY.get(self.type)


def walk(components: tuple[Component, ...]) -> Iterator[Component]:
    """All components in document order."""
    for component in components:
        yield component
        yield from walk(component.components)


def rule_value(rule: Any, scope: Mapping[str, Any], environment: Environment) -> Any:
    """The plain value of a rule: itself, or what its expression gives now."""
    return to_plain(rule.evaluate(scope, environment)) if isinstance(rule, Expression) else rule
