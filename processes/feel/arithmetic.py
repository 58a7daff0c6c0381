"""``+ - * / **`` and negation over numbers, strings, dates, times and durations (DMN 1.5 §10.3.2.15–16)."""

from __future__ import annotations

from decimal import Decimal

from processes.feel.dates import Date
from processes.feel.durations import DAY, DaysTime, YearsMonths
from processes.feel.times import DateTime, Time
from processes.feel.values import CONTEXT, Value

# Larger exponents overflow or underflow anyway, and take long to say so.
_MAX_EXPONENT = 100_000


def midnight(date: Date) -> DateTime:
    """A date among dates and times is its midnight in UTC (DMN 1.5 §10.3.2.3.4)."""
    return DateTime(date, Time(0, 0))


def add(a: Value, b: Value) -> Value:
    """``a + b``; may raise ``ArithmeticError`` or ``InvalidTemporal``, both of which mean null."""
    if type(a) is Decimal and type(b) is Decimal:
        return CONTEXT.add(a, b)
    if type(a) is str and type(b) is str:
        return a + b
    if type(a) in (YearsMonths, DaysTime) and type(b) in (Date, Time, DateTime):
        a, b = b, a
    if type(b) is YearsMonths:
        return _add_months(a, b.months)
    if type(b) is DaysTime:
        return _add_nanoseconds(a, b.nanoseconds)
    return None


def _add_months(a: Value, months: int) -> Value:
    if type(a) is YearsMonths:
        return YearsMonths(a.months + months)
    if type(a) is Date:
        return a.add_months(months)
    if type(a) is DateTime:
        return DateTime(a.date.add_months(months), a.time)
    return None


def _add_nanoseconds(a: Value, nanoseconds: int) -> Value:
    if type(a) is DaysTime:
        return DaysTime(a.nanoseconds + nanoseconds)
    if type(a) is Date:
        return midnight(a).plus(nanoseconds).date
    if type(a) is DateTime:
        return a.plus(nanoseconds)
    if type(a) is Time:
        return Time((a.nanoseconds + nanoseconds) % DAY, a.fixed, a.zone_name)
    return None


def subtract(a: Value, b: Value) -> Value:
    """``a - b``; raises as ``add``."""
    if type(a) is Decimal and type(b) is Decimal:
        return CONTEXT.subtract(a, b)
    if type(b) is YearsMonths:
        return _add_months(a, -b.months)
    if type(b) is DaysTime:
        return _add_nanoseconds(a, -b.nanoseconds)
    if type(a) is Date and type(b) is Date:
        return DaysTime((a.number - b.number) * DAY)
    if type(a) is Time and type(b) is Time:
        return _between(a, b)
    if type(a) in (Date, DateTime) and type(b) in (Date, DateTime):
        return _between(midnight(a) if type(a) is Date else a, midnight(b) if type(b) is Date else b)
    return None


def _between(a: Time | DateTime, b: Time | DateTime) -> DaysTime | None:
    """Null when only one of the two knows its offset."""
    if (a.offset() is None) != (b.offset() is None):
        return None
    return DaysTime(a.utc - b.utc)


def multiply(a: Value, b: Value) -> Value:
    """``a * b`` of numbers, or of a duration and a number (cut to whole months or nanoseconds)."""
    if type(a) is Decimal and type(b) is Decimal:
        return CONTEXT.multiply(a, b)
    if type(a) is Decimal:
        a, b = b, a
    if type(b) is not Decimal:
        return None
    if type(a) is YearsMonths:
        return YearsMonths(int(CONTEXT.multiply(Decimal(a.months), b)))
    if type(a) is DaysTime:
        return DaysTime(int(CONTEXT.multiply(Decimal(a.nanoseconds), b)))
    return None


def divide(a: Value, b: Value) -> Value:
    """``a / b``; division by zero is null."""
    if type(b) is Decimal:
        if not b:
            return None
        if type(a) is Decimal:
            return CONTEXT.divide(a, b)
        if type(a) is YearsMonths:
            return YearsMonths(int(CONTEXT.divide(Decimal(a.months), b)))
        if type(a) is DaysTime:
            return DaysTime(int(CONTEXT.divide(Decimal(a.nanoseconds), b)))
        return None
    if type(a) is YearsMonths and type(b) is YearsMonths and b.months:
        return CONTEXT.divide(Decimal(a.months), Decimal(b.months))
    if type(a) is DaysTime and type(b) is DaysTime and b.nanoseconds:
        return CONTEXT.divide(Decimal(a.nanoseconds), Decimal(b.nanoseconds))
    return None


def power(a: Value, b: Value) -> Value:
    """``a ** b``; ``0 ** 0`` is 1 (IEEE 754), a negative power of zero is null as division by zero is."""
    if type(a) is not Decimal or type(b) is not Decimal or abs(b) > _MAX_EXPONENT:
        return None
    if not b:
        return Decimal(1)
    if not a and b < 0:
        return None
    return CONTEXT.power(a, b)


def negate(a: Value) -> Value:
    """``-a``."""
    if type(a) is Decimal:
        return CONTEXT.minus(a)
    if type(a) is YearsMonths:
        return YearsMonths(-a.months)
    if type(a) is DaysTime:
        return DaysTime(-a.nanoseconds)
    return None
