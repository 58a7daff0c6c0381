"""One value for each piece into which constants cut a type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from processes.feel import Date, DateTime, DaysTime, InvalidTemporal, Time, Value, YearsMonths
from processes.feel.dates import MAX_YEAR
from processes.feel.durations import DAY, NANOSECONDS
from processes.feel.values import CONTEXT

_LAST_TIME = DAY - 1
# Instants are equal within this many nanoseconds.
_MILLISECOND = NANOSECONDS // 1000
#: What stands for all the texts that a column does not name.
OTHER_TEXT = "其他"


def between(kind: type, points: Sequence[Value], *, ordered: bool) -> list[Value]:
    """Each point and, in ascending order, a value in every gap around them; points are distinct and sorted.

    Where only equality counts (not ``ordered``) one value that is no point stands for all others.
    """
    if not points:
        return [_SOME[kind]]
    if kind is str and not ordered:
        return [*points, _other(points)]
    first, last = _below(kind, points[0]), _above(kind, points[-1])
    if not ordered:
        outside = last if last is not None else first
        return [*points, *([] if outside is None else [outside])]
    found = [] if first is None else [first]
    for low, high in pairwise(points):
        middle = _middle(kind, low, high)
        found += [low] if middle is None else [low, middle]
    return [*found, points[-1], *([] if last is None else [last])]


def _other(points: Sequence[str]) -> str:
    text, number = OTHER_TEXT, 1
    while text in points:
        number += 1
        text = f"{OTHER_TEXT}{number}"
    return text


def _below(kind: type, point: Value) -> Value:
    if kind is str:
        return "" if point else None
    return _moved(kind, point, -1)


def _above(kind: type, point: Value) -> Value:
    return point + "0" if kind is str else _moved(kind, point, 1)


def _moved(kind: type, point: Value, direction: int) -> Value:
    """A value on one side of a point, a natural step away; None where the type ends."""
    try:
        moved = _STEPS[kind](point, direction)
    except (InvalidTemporal, ArithmeticError):
        return None
    return moved if (moved < point if direction < 0 else point < moved) else None


def _middle(kind: type, low: Value, high: Value) -> Value:
    """A value between two points, the natural one if there is one; None when nothing lies between."""
    if kind is Decimal:
        whole = CONTEXT.add(low.to_integral_value("ROUND_FLOOR"), Decimal(1))
        middle = whole if whole < high else CONTEXT.divide(CONTEXT.add(low, high), Decimal(2))
        return middle if low < middle < high else None
    if kind is str:
        return next((low + mark for mark in " 0!" if low < low + mark < high), None)
    middle = _moved(kind, low, 1)
    if middle is not None and not middle < high and kind in _FINE_STEPS:
        middle = _FINE_STEPS[kind](low)
    return middle if middle is not None and middle < high else None


def _time(point: Time, nanoseconds: int) -> Time:
    moved = min(max(point.nanoseconds + nanoseconds, 0), _LAST_TIME)
    return Time(moved, point.fixed, point.zone_name)


def _date(point: Date, days: int) -> Date:
    if abs(point.year) >= MAX_YEAR:
        raise InvalidTemporal("没有更多的日期")
    return Date.from_number(point.number + days)


_STEPS: dict[type, Callable[[Value, int], Value]] = {
    Decimal: lambda point, direction: CONTEXT.add(
        point.to_integral_value("ROUND_FLOOR" if direction > 0 else "ROUND_CEILING"), Decimal(direction)
    ),
    Date: _date,
    Time: lambda point, direction: _time(point, direction * 3600 * NANOSECONDS),
    DateTime: lambda point, direction: point.plus(direction * DAY),
    YearsMonths: lambda point, direction: YearsMonths(point.months + direction),
    DaysTime: lambda point, direction: DaysTime(point.nanoseconds + direction * DAY),
}
#: Small steps of the types whose natural step is large.
_FINE_STEPS: dict[type, Callable[[Value], Value]] = {
    Time: lambda point: _time(point, _MILLISECOND),
    DateTime: lambda point: point.plus(_MILLISECOND),
    DaysTime: lambda point: DaysTime(point.nanoseconds + 1),
}
_SOME: dict[type, Value] = {
    Decimal: Decimal(0),
    str: OTHER_TEXT,
    Date: Date(2026, 1, 1),
    Time: Time(0),
    DateTime: DateTime(Date(2026, 1, 1), Time(0)),
    YearsMonths: YearsMonths(12),
    DaysTime: DaysTime(DAY),
}
