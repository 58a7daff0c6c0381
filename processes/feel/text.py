"""A value as FEEL text, as ``string()`` gives it (DMN 1.5 §10.3.4.1)."""

from __future__ import annotations

import re
from decimal import Decimal

from processes.feel.environment import DEFAULT_ENVIRONMENT
from processes.feel.errors import LimitExceeded
from processes.feel.functions import FunctionValue
from processes.feel.run import Run
from processes.feel.values import Range, Value, convert

_PLAIN_KEY = re.compile(r"\w+\Z")


def quoted(text: str) -> str:
    """A string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(value: Value, run: Run) -> str:
    """As ``to_text``, strings in quotes: how a value looks within a list or context."""
    if type(value) is not str:
        return to_text(value, run)
    run.allocate(len(value) + 2)
    return quoted(value)


def feel_text(value: Value) -> str:
    """How a value looks in FEEL, strings in quotes; raises ``LimitExceeded`` for very large ones."""
    try:
        return literal(convert(value), Run(DEFAULT_ENVIRONMENT))
    except RecursionError as error:
        raise LimitExceeded("数据嵌套过深", limit="depth") from error


def to_text(value: Value, run: Run) -> str:
    """The text of any value; what it is made of is counted against the limits of the run beforehand."""
    if type(value) is list or type(value) is dict:
        return _text(value, run)
    text = _text(value, run)
    run.allocate(len(text))
    return text


def _text(value: Value, run: Run) -> str:
    kind = type(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is str:
        return str(value)
    if kind is Decimal:
        return format(value, "f")
    if kind is list:
        run.spend(len(value))
        run.allocate(2 * len(value) + 2)
        return "[" + ", ".join(literal(convert(item), run) for item in value) + "]"
    if kind is dict:
        run.spend(len(value))
        run.allocate(sum(len(str(name)) + 6 for name in value) + 2)
        return (
            "{"
            + ", ".join(f"{_key(str(name))}: {literal(convert(item), run)}" for name, item in value.items())
            + "}"
        )
    if kind is Range:
        return range_text(value, run)
    if kind is FunctionValue:
        return f"function({', '.join(value.parameters)}) ..."
    return str(value)


def _key(name: str) -> str:
    return name if _PLAIN_KEY.match(name) else quoted(name)


def range_text(value: Range, run: Run) -> str:
    """``[1..5)``."""
    low, high = literal(convert(value.low), run), literal(convert(value.high), run)
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"
