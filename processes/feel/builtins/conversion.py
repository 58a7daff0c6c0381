"""Conversion functions (DMN 1.5 §10.3.4.1): ``date``, ``time``, ``number``, ``string``, ``duration`` …"""

from __future__ import annotations

import re
from decimal import Decimal

from processes.feel.arithmetic import midnight
from processes.feel.builtins.registry import builtin
from processes.feel.dates import Date, InvalidTemporal
from processes.feel.durations import NANOSECONDS, DaysTime, YearsMonths
from processes.feel.isotext import read_date, read_date_time, read_duration, read_time
from processes.feel.run import Run
from processes.feel.text import to_text
from processes.feel.times import DateTime, Time, zone
from processes.feel.values import CONTEXT, Value

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
_MAX_OFFSET = 18 * 3600


def _whole(value: Decimal) -> int:
    """A whole number that a date may contain; everything else raises ``ValueError``."""
    if abs(value) > 10**12 or value != value.to_integral_value():
        raise ValueError(f"应为整数：{value}")
    return int(value)


@builtin("date", "from: string|datetime|date", "year: number, month: number, day: number")
def _date(
    value: str | DateTime | Date | Decimal, month: Decimal | None = None, day: Decimal | None = None
) -> Date:
    if isinstance(value, str):
        return read_date(value)
    if isinstance(value, DateTime):
        return value.date
    if isinstance(value, Date):
        return value
    return make_date(value, month or Decimal(0), day or Decimal(0))


def make_date(year: Decimal, month: Decimal, day: Decimal) -> Date:
    """Raises ``ValueError`` when there is no such day."""
    return Date(_whole(year), _whole(month), _whole(day))


@builtin(
    "time", "from: string|time|datetime|date", "hour: number, minute: number, second: number, offset?: days"
)
def _time(
    value: Value, minute: Decimal = Decimal(0), second: Decimal = Decimal(0), offset: DaysTime | None = None
) -> Time:
    if isinstance(value, str):
        try:
            return read_time(value)
        except InvalidTemporal:
            return read_date_time(value).time
    if isinstance(value, Time):
        return value
    if isinstance(value, DateTime):
        return value.time
    if isinstance(value, Date):
        return Time(0, 0)
    return make_time(value, minute, second, offset)


def make_time(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None) -> Time:
    """Raises ``ValueError`` for parts outside the clock, offsets beyond 18 h or not of whole seconds."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise ValueError("时、分、秒超出范围")
    fixed = None
    if offset is not None:
        fixed, rest = divmod(offset.nanoseconds, NANOSECONDS)
        if rest or abs(fixed) > _MAX_OFFSET:
            raise ValueError("时区偏移超出范围")
    whole = (_whole(hour) * 3600 + _whole(minute) * 60) * NANOSECONDS
    return Time(whole + int(CONTEXT.multiply(second, Decimal(NANOSECONDS))), fixed)


_PARTS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin(
    "date and time",
    "from: string|datetime|date",
    "date: date|datetime, time: time",
    "date: datetime, timezone: string",
    _PARTS,
    _PARTS + ", offset: days",
    _PARTS + ", timezone: string",
)
def _date_and_time(first: Value, second: Value = None, *rest: Value) -> DateTime:
    if isinstance(first, str):
        try:
            return read_date_time(first)
        except InvalidTemporal:
            return DateTime(read_date(first), Time(0))
    if isinstance(first, Decimal):
        return _from_parts(first, second, *rest)
    if second is None:
        return first if isinstance(first, DateTime) else midnight(first)
    if isinstance(second, str):
        zone(second)
        return DateTime(first.date, Time(first.time.nanoseconds, None, second))
    return DateTime(first.date if isinstance(first, DateTime) else first, second)


def _from_parts(
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    place: DaysTime | str | None = None,
) -> DateTime:
    time = make_time(hour, minute, second, place if isinstance(place, DaysTime) else None)
    if isinstance(place, str):
        zone(place)
        time = Time(time.nanoseconds, None, place)
    return DateTime(make_date(year, month, day), time)


@builtin("duration", "from: string|months|days")
def _duration(value: str | YearsMonths | DaysTime) -> YearsMonths | DaysTime:
    return read_duration(value) if isinstance(value, str) else value


@builtin("years and months duration", "from: date|datetime, to: date|datetime")
def _years_and_months(start: Date | DateTime, end: Date | DateTime) -> YearsMonths:
    a = start.date if isinstance(start, DateTime) else start
    b = end.date if isinstance(end, DateTime) else end
    months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return YearsMonths(months)


@builtin(
    "number",
    "from: string|number",
    "from: string, grouping separator: string|null, decimal separator: string|null",
)
def _number(value: str | Decimal, grouping: str | None = None, decimal: str | None = None) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if grouping is not None:
        if grouping not in (" ", ",", ".") or grouping == decimal:
            return None
        value = value.replace(grouping, "")
    if decimal is not None:
        if decimal not in (".", ",") or (decimal == "," and "." in value):
            return None
        value = value.replace(decimal, ".")
    return CONTEXT.create_decimal(value) if _NUMBER.match(value) else None


@builtin("string", "from: any|null", run=True, silent=True)
def _string(run: Run, value: Value) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else to_text(value, run)
