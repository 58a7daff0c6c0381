"""FEEL values in Python, their types, equality and order.

null None · boolean bool · number Decimal (34 digits) · string str · list list · context dict · date Date ·
time Time · date and time DateTime · durations YearsMonths, DaysTime · range Range · function FunctionValue.
"""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from processes.feel.dates import Date, InvalidTemporal
from processes.feel.durations import DaysTime, YearsMonths
from processes.feel.functions import FunctionValue
from processes.feel.times import DateTime, Time

if TYPE_CHECKING:
    from processes.feel.run import Run

Value: TypeAlias = Any

#: IEEE 754 decimal128, as DMN 1.5 §10.3.2.3.1 asks.
CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


class Range:
    """An interval.  ``operator`` is set when it is the value of a unary comparison such as ``< 5``."""

    __slots__ = ("high", "high_included", "low", "low_included", "operator")

    def __init__(
        self, low: Value, high: Value, low_included: bool, high_included: bool, operator: str | None = None
    ) -> None:
        self.low, self.high = low, high
        self.low_included, self.high_included = low_included, high_included
        self.operator = operator

    def _key(self) -> tuple[Value, ...]:
        return (self.low, self.high, self.low_included, self.high_included, self.operator)

    def __eq__(self, other: object) -> bool:
        return type(other) is Range and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def contains(self, value: Value, run: Run) -> bool | None:
        """Whether the value lies within; null when it cannot be compared with the ends."""
        if self.operator == "=":
            return equal(value, self.low, run)
        if self.operator == "!=":
            same = equal(value, self.low, run)
            return None if same is None else not same
        if self.operator is None and (self.low is None or self.high is None):
            return None
        above = self.low is None or compare(value, self.low, ">=" if self.low_included else ">")
        if above is None or self.high is None:
            return above
        below = compare(value, self.high, "<=" if self.high_included else "<")
        return None if below is None else above and below


#: What a list and a context cost against the limit of size, beside one for each item or entry.
LIST_SIZE, CONTEXT_SIZE = 4, 16

TYPE_NAMES: dict[type, str] = {
    bool: "boolean",
    str: "string",
    Decimal: "number",
    int: "number",
    float: "number",
    list: "list",
    tuple: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    YearsMonths: "years and months duration",
    DaysTime: "days and time duration",
    Range: "range",
    FunctionValue: "function",
}

#: Types whose values need no conversion.
NATIVE: frozenset[type] = frozenset(
    {
        type(None),
        bool,
        str,
        Decimal,
        list,
        dict,
        Date,
        Time,
        DateTime,
        YearsMonths,
        DaysTime,
        Range,
        FunctionValue,
    }
)
#: Types with an order; values of two different types are never comparable.
ORDERED: frozenset[type] = frozenset({Decimal, str, Date, Time, DateTime, YearsMonths, DaysTime})


def type_name(value: Value) -> str | None:
    """The FEEL name of a value's type; None for null."""
    return TYPE_NAMES.get(type(value))


def convert(value: Value) -> Value:
    """A Python value as FEEL value, shallow: elements are converted when they are read.

    What FEEL has no type for becomes null, so expressions can never touch objects of the program.
    """
    kind = type(value)
    if kind in NATIVE:
        return value
    if kind is int:
        return Decimal(value)
    if kind is float:
        return Decimal(repr(value)) if math.isfinite(value) else None
    return _convert_other(value)


def _convert_other(value: Value) -> Value:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return Decimal(int(value))
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    try:
        if isinstance(value, datetime.datetime):
            return DateTime.from_host(value)
        if isinstance(value, datetime.date):
            return Date.from_host(value)
        if isinstance(value, datetime.time):
            return Time.from_host(value)
        if isinstance(value, datetime.timedelta):
            return DaysTime.from_host(value)
    except InvalidTemporal:
        return None
    return None


def equal(a: Value, b: Value, run: Run) -> bool | None:
    """``a = b``: true, false, or null for values of two different types (DMN 1.5 §10.3.2.13)."""
    if a is None or b is None:
        return a is b
    kind = type(a)
    if kind is not type(b):
        return None
    if kind is list:
        return _equal_lists(a, b, run)
    if kind is dict:
        if a.keys() != b.keys():
            return False
        return _equal_lists([a[key] for key in a], [b[key] for key in a], run)
    if kind is FunctionValue:
        return a is b
    return bool(a == b)


def _equal_lists(a: list[Value], b: list[Value], run: Run) -> bool | None:
    if a is b:
        return True
    if len(a) != len(b):
        return False
    run.spend(len(a))
    for x, y in zip(a, b, strict=True):
        same = equal(convert(x), convert(y), run)
        if same is not True:
            return same
    return True


def compare(a: Value, b: Value, operator: str) -> bool | None:
    """``a < b`` and its three sisters; null unless both have the same ordered type."""
    kind = type(a)
    if kind is not type(b) or kind not in ORDERED:
        return None
    if (kind is DateTime or kind is Time) and (a.offset() is None) != (b.offset() is None):
        return None
    if operator == "<":
        return bool(a < b)
    if operator == "<=":
        return not b < a
    if operator == ">":
        return bool(b < a)
    return not a < b


def satisfies(value: Value, test: Value, run: Run) -> bool | None:
    """``value in test`` for one positive unary test: a range, a list of tests, or a value to be equal to."""
    kind = type(test)
    if kind is Range:
        return bool_or_null(test.contains(value, run))
    if kind is not list:
        return equal(value, test, run)
    if type(value) is list and equal(value, test, run) is True:
        return True
    run.spend(len(test))
    for item in test:
        element = convert(item)
        hit = element.contains(value, run) if type(element) is Range else equal(value, element, run)
        if hit is True:
            return True
    return False


def bool_or_null(value: Value) -> bool | None:
    """Narrow a value for the type checker: anything but a boolean is null."""
    return value if type(value) is bool else None


def items(values: list[Value], run: Run) -> list[Value]:
    """The elements of a list as FEEL values; counts a step for each."""
    run.spend(len(values))
    return [convert(value) for value in values]
