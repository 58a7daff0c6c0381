"""Operators on values of any type: what compiled code does not decide by itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from processes.feel import arithmetic
from processes.feel.run import Run
from processes.feel.runtime import telling
from processes.feel.sites import Site
from processes.feel.typerefs import TypeRef, instance_of
from processes.feel.values import CONTEXT, ORDERED, Range, Value, compare, convert, equal

Operation = Callable[[Value, Value, Run, Site], Value]


def _operation(
    sign: str,
    general: Callable[[Value, Value], Value],
    on_numbers: Callable[[Decimal, Decimal], Decimal] | None = None,
) -> Operation:
    def compute(a: Value, b: Value, run: Run, site: Site) -> Value:
        try:
            if on_numbers is not None and type(a) is Decimal and type(b) is Decimal:
                return on_numbers(a, b)
            a, b = convert(a), convert(b)
            result = general(a, b)
        except (ArithmeticError, ValueError):
            result = None
        if result is None:
            telling.no_result(sign, a, b, run, site)
        elif type(result) is str:
            run.allocate(len(result))
        return result

    return compute


plus = _operation("+", arithmetic.add, CONTEXT.add)
minus = _operation("-", arithmetic.subtract, CONTEXT.subtract)
times = _operation("*", arithmetic.multiply, CONTEXT.multiply)
over = _operation("/", arithmetic.divide)
power = _operation("**", arithmetic.power)


def negative(value: Value, run: Run, site: Site) -> Value:
    """``-value``."""
    try:
        result = arithmetic.negate(convert(value))
    except (ArithmeticError, ValueError):
        result = None
    if result is None:
        telling.no_negative(value, run, site)
    return result


def _ordering(sign: str) -> Operation:
    def decide(a: Value, b: Value, run: Run, site: Site) -> bool | None:
        a, b = convert(a), convert(b)
        result = compare(a, b, sign)
        if result is None:
            telling.no_result(sign, a, b, run, site)
        return result

    return decide


less = _ordering("<")
at_most = _ordering("<=")
greater = _ordering(">")
at_least = _ordering(">=")


def same(a: Value, b: Value, run: Run, site: Site) -> bool | None:
    """``a = b``."""
    a, b = convert(a), convert(b)
    result = equal(a, b, run)
    if result is None:
        telling.no_result("=", a, b, run, site)
    return result


def other(a: Value, b: Value, run: Run, site: Site) -> bool | None:
    """``a != b``."""
    a, b = convert(a), convert(b)
    result = equal(a, b, run)
    if result is None:
        telling.no_result("!=", a, b, run, site)
        return None
    return not result


def within(value: Value, low: Value, high: Value, run: Run, site: Site) -> bool | None:
    """``value between low and high``."""
    found = convert(value)
    enough, few = compare(found, convert(low), ">="), compare(found, convert(high), "<=")
    if enough is None or few is None:
        telling.undecided(found, "between", run, site)
        return None
    return enough and few


def instance(value: Value, ref: TypeRef, run: Run, site: Site) -> bool | None:
    """``value instance of type``."""
    result = instance_of(convert(value), ref, run)
    if result is None:
        telling.no_type(ref.name, run, site)
    return result


def below(bound: Value) -> Range | None:
    """``< bound`` standing alone."""
    return None if bound is None else Range(None, bound, False, False, "<")


def up_to(bound: Value) -> Range | None:
    """``<= bound`` standing alone."""
    return None if bound is None else Range(None, bound, False, True, "<")


def above(bound: Value) -> Range | None:
    """``> bound`` standing alone."""
    return None if bound is None else Range(bound, None, False, False, ">")


def from_up(bound: Value) -> Range | None:
    """``>= bound`` standing alone."""
    return None if bound is None else Range(bound, None, True, False, ">")


def exactly(bound: Value) -> Range:
    """``= bound`` standing alone; null equals null."""
    return Range(bound, bound, True, True, "=")


def anything_but(bound: Value) -> Range:
    """``!= bound`` standing alone."""
    return Range(bound, bound, True, True, "!=")


def spanned(low: Value, high: Value, low_included: bool, high_included: bool, run: Run, site: Site) -> Value:
    """As ``interval``, told when it is null."""
    result = interval(low, high, low_included, high_included)
    if result is None:
        telling.no_range(low, high, run, site)
    return result


def interval(low: Value, high: Value, low_included: bool, high_included: bool) -> Range | None:
    """A range; null for ends of two types or without order.  An end that is null is open and not included."""
    if low is not None and high is not None and (type(low) is not type(high) or type(low) not in ORDERED):
        return None
    if low is None and high is not None:
        low_included = False
    if high is None and low is not None:
        high_included = False
    return Range(low, high, low_included, high_included)


def element(values: list[Value], index: Decimal) -> Value:
    """``values[index]``: 1 is the first, -1 the last; null outside."""
    if abs(index) > len(values) or index == 0 or index != index.to_integral_value():
        return None
    position = int(index)
    return convert(values[position - 1 if position > 0 else position])


def pick(values: list[Value], index: Value) -> Value:
    """A filter whose condition turned out to be no test: an index, else null."""
    return element(values, index) if type(index) is Decimal else None


def unpicked(index: Value) -> Value:
    """A filter of an empty list: null for an index, else an empty list."""
    return None if type(index) is Decimal else []
