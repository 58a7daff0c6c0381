"""What kind of value an expression gives, as far as its text tells (DMN 1.5 §10.3.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from processes.feel import Date, DateTime, DaysTime, Time, YearsMonths, nodes

#: Kind of a variable by its dotted path: ``plan.count`` → ``integer``, ``plan.rows[].name`` → ``text``;
#: what is not there is ``any``.
Types = Mapping[str, str]
#: Whole numbers beyond this are not exact in JavaScript.
EXACT_INTEGER: Final = Decimal(2**53)
TEMPORAL: Final = frozenset({"date", "time", "date and time"})
DURATION: Final = frozenset({"days", "months"})
NUMBER: Final = frozenset({"integer", "number"})
_LITERALS: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    str: "text",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTime: "days",
    YearsMonths: "months",
}
_PARTS = frozenset(
    ["year", "month", "day", "weekday", "hour", "minute", "days", "hours", "minutes", "years", "months"]
)


def _named(**groups: str) -> dict[str, str]:
    return {
        name.strip(): kind.replace("_", " ") for kind, names in groups.items() for name in names.split(",")
    }


_RESULTS: Mapping[str, str] = _named(
    integer="count, string length, day of year, week of year, floor, ceiling",
    number="decimal, round up, round down, round half up, round half down, sum, mean, median, product,"
    "stddev, modulo, sqrt, log, exp, number",
    text="string, substring, upper case, lower case, substring before, substring after, replace, string join,"
    "day of week, month of year",
    boolean="not, contains, starts with, ends with, matches, list contains, all, any, odd, even, is, before,"
    "after, meets, met by, overlaps, overlaps before, overlaps after, finishes, finished by, includes,"
    "during, starts, started by, coincides, is working day",
    list="split, sublist, append, concatenate, insert before, remove, reverse, index of, union,"
    "distinct values, flatten, mode, sort, get entries, list replace",
    date="date, today",
    time="time",
    date_and_time="date and time, now",
    months="years and months duration",
    context="context, context merge, context put",
)


def joined(kinds: Iterable[str]) -> str:
    """The kind that covers all of these; null fits every kind."""
    found = set(kinds) - {"null"}
    if not found:
        return "null"
    if len(found) == 1:
        return found.pop()
    return "number" if found <= NUMBER else "any"


def dotted(node: nodes.Node) -> str | None:
    """``a.b.c`` of a path of names, ``a[].b`` of a field of an element."""
    if isinstance(node, nodes.Name):
        return node.name
    source = dotted(node.source) if isinstance(node, nodes.Path | nodes.Filter) else None
    if source is None:
        return None
    return f"{source}.{node.name}" if isinstance(node, nodes.Path) else f"{source}[]"


def kind_of(node: nodes.Node, types: Types) -> str:
    """The kind of the value; ``any`` when the text does not say."""
    make = _KINDS.get(type(node))
    return make(node, types) if make else "any"


def _literal(node: nodes.Literal, _: Types) -> str:
    if isinstance(node.value, Decimal):
        whole = node.value == node.value.to_integral_value() and abs(node.value) < EXACT_INTEGER
        return "integer" if whole else "number"
    return _LITERALS.get(type(node.value), "any")


def _name(node: nodes.Name, types: Types) -> str:
    return types.get(node.name, "any")


def _path(node: nodes.Path, types: Types) -> str:
    source, name = kind_of(node.source, types), dotted(node)
    if source == "list":
        return "list"
    if name is not None and name in types:
        return types[name]
    return "integer" if source in TEMPORAL | DURATION and node.name in _PARTS else "any"


def _call(node: nodes.Call, types: Types) -> str:
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    if name == "duration":
        return _duration(node)
    if name == "abs" and len(node.arguments) == 1:
        return kind_of(node.arguments[0], types)
    if name in ("min", "max"):
        inner = node.arguments if len(node.arguments) > 1 else _items(node.arguments)
        return joined(kind_of(each, types) for each in inner) if inner else "any"
    return _RESULTS.get(name, "any")


def _items(arguments: tuple[nodes.Node, ...]) -> tuple[nodes.Node, ...]:
    first = arguments[0] if arguments else None
    return first.items if isinstance(first, nodes.ListLiteral) else ()


def _duration(node: nodes.Call) -> str:
    argument = node.arguments[0] if len(node.arguments) == 1 else None
    text = argument.value if isinstance(argument, nodes.Literal) else None
    if not isinstance(text, str):
        return "any"
    return "days" if "D" in text or "T" in text else "months"


def _arithmetic(node: nodes.Arithmetic, types: Types) -> str:
    left, right = kind_of(node.left, types), kind_of(node.right, types)
    kinds = {left, right}
    if kinds <= NUMBER:
        return "integer" if kinds == {"integer"} and node.operator in "+-*" else "number"
    if kinds == {"text"} and node.operator == "+":
        return "text"
    if node.operator == "-" and kinds <= TEMPORAL:
        return "days"
    if kinds <= DURATION | NUMBER and node.operator in "+-*/":
        return "number" if kinds <= DURATION and node.operator == "/" else joined(kinds - NUMBER)
    if left in TEMPORAL and right in DURATION:
        return left
    return "any"


def _filter(node: nodes.Filter, types: Types) -> str:
    if kind_of(node.condition, types) == "boolean":
        return "list"
    return types.get(dotted(node) or "", "any")


def _fixed(kind: str) -> Callable[[Any, Types], str]:
    return lambda node, types: kind


_KINDS: Mapping[type, Callable[[Any, Types], str]] = {
    nodes.Literal: _literal,
    nodes.Name: _name,
    nodes.Path: _path,
    nodes.Filter: _filter,
    nodes.Call: _call,
    nodes.Negation: lambda node, types: kind_of(node.operand, types),
    nodes.Arithmetic: _arithmetic,
    nodes.If: lambda node, types: joined(
        kind_of(each, types) for each in (node.consequent, node.alternative)
    ),
    **dict.fromkeys(
        (
            *(nodes.Comparison, nodes.Between, nodes.In, nodes.InstanceOf),
            *(nodes.Conjunction, nodes.Disjunction, nodes.Quantified),
        ),
        _fixed("boolean"),
    ),
    **dict.fromkeys((nodes.For, nodes.ListLiteral), _fixed("list")),
    nodes.ContextLiteral: _fixed("context"),
    nodes.Interval: _fixed("range"),
    nodes.FunctionDefinition: _fixed("function"),
}
