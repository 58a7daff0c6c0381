"""FEEL values to plain JSON data, the form in which process variables are kept."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from processes.feel.dates import Date
from processes.feel.durations import DaysTime
from processes.feel.environment import DEFAULT_ENVIRONMENT
from processes.feel.errors import LimitExceeded
from processes.feel.functions import FunctionValue
from processes.feel.run import Run
from processes.feel.text import to_text
from processes.feel.times import DateTime, Time
from processes.feel.values import Value, convert

# The largest power of ten of a whole number that stays a JSON number: FEEL computes with 34 digits.
_MAX_DIGITS = 34


def to_plain(value: Value) -> Any:
    """None, bool, int, float, str, list or dict.

    Whole numbers become int, others float when that is exact and str when it is not; temporal values and
    ranges become the text FEEL's ``string()`` gives; a function becomes None, it cannot be stored.
    Raises ``LimitExceeded`` for data larger than one evaluation may produce.
    """
    if type(value) in (bool, str):
        return value
    try:
        return _plain(convert(value), Run(DEFAULT_ENVIRONMENT))
    except RecursionError as error:
        raise LimitExceeded("数据嵌套过深", limit="depth") from error


def _plain(value: Value, run: Run) -> Any:
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is Decimal:
        return plain_number(value)
    if kind is list:
        run.spend(len(value))
        return [_plain(convert(item), run) for item in value]
    if kind is dict:
        run.spend(len(value))
        return {str(name): _plain(convert(item), run) for name, item in value.items()}
    if kind is FunctionValue:
        return None
    return to_text(value, run)


def plain_number(value: Decimal) -> int | float | str:
    """A FEEL number as the JSON number that means exactly the same, else as text."""
    if value.adjusted() < _MAX_DIGITS and value == value.to_integral_value():
        return int(value)
    approximate = float(value)
    if approximate not in (float("inf"), float("-inf")) and Decimal(repr(approximate)) == value:
        return approximate
    return str(value)


_TO_HOST: dict[type, Callable[[Any], Any]] = {
    Date: Date.to_host,
    Time: Time.to_host,
    DateTime: DateTime.to_host,
    DaysTime: DaysTime.to_host,
}


def to_host(value: Value) -> Any:
    """A FEEL value for Python code that counts with dates: ``datetime`` objects, whole numbers as int.

    Other values stay as they are.  Raises ``ValueError`` for dates Python has no room for.
    """
    if type(value) is Decimal:
        return int(value) if value.adjusted() < _MAX_DIGITS and value == value.to_integral_value() else value
    make = _TO_HOST.get(type(value))
    return value if make is None else make(value)
