"""Numeric functions (DMN 1.5 §10.3.4.5)."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from processes.feel.builtins.registry import builtin
from processes.feel.durations import DaysTime, YearsMonths
from processes.feel.values import CONTEXT

# exp() beyond this overflows decimal128, or is too small for it when negative.
_MAX_EXP = 14_150
# Enough digits to hold any decimal128 number written out, so that rounding at any scale is exact.
_WIDE = 12_400


def _rounding(mode: str) -> Callable[..., Decimal]:
    wide = decimal.Context(prec=_WIDE, rounding=mode)

    def to_scale(number: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
        """``scale`` digits behind the point; negative for tens, hundreds …"""
        places = int(scale)
        if not -6111 <= places <= 6176:
            raise ValueError(f"小数位数应在 -6111 与 6176 之间：{scale}")
        rounded = number.quantize(Decimal(1).scaleb(-places, context=wide), context=wide)
        if places < 0:
            rounded = rounded.quantize(Decimal(1), context=wide)
        return CONTEXT.plus(rounded)

    return to_scale


builtin("decimal", "n: number, scale: number")(_rounding(decimal.ROUND_HALF_EVEN))
builtin("floor", "n: number", "n: number, scale: number")(_rounding(decimal.ROUND_FLOOR))
builtin("ceiling", "n: number", "n: number, scale: number")(_rounding(decimal.ROUND_CEILING))
builtin("round up", "n: number, scale: number")(_rounding(decimal.ROUND_UP))
builtin("round down", "n: number, scale: number")(_rounding(decimal.ROUND_DOWN))
builtin("round half up", "n: number, scale: number")(_rounding(decimal.ROUND_HALF_UP))
builtin("round half down", "n: number, scale: number")(_rounding(decimal.ROUND_HALF_DOWN))


@builtin("abs", "n: number|months|days")
def _abs(value: Decimal | YearsMonths | DaysTime) -> Decimal | YearsMonths | DaysTime:
    if isinstance(value, YearsMonths):
        return YearsMonths(abs(value.months))
    if isinstance(value, DaysTime):
        return DaysTime(abs(value.nanoseconds))
    return CONTEXT.abs(value)


@builtin("modulo", "dividend: number, divisor: number")
def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """Has the sign of the divisor: dividend - divisor * floor(dividend / divisor)."""
    if not divisor:
        return None
    quotient = CONTEXT.divide(dividend, divisor).to_integral_value(decimal.ROUND_FLOOR)
    return CONTEXT.subtract(dividend, CONTEXT.multiply(divisor, quotient))


@builtin("sqrt", "number: number")
def _sqrt(value: Decimal) -> Decimal | None:
    return CONTEXT.sqrt(value) if value >= 0 else None


@builtin("log", "number: number")
def _log(value: Decimal) -> Decimal | None:
    return CONTEXT.ln(value) if value > 0 else None


@builtin("exp", "number: number")
def _exp(value: Decimal) -> Decimal | None:
    if value <= -_MAX_EXP:
        return Decimal(0)
    return CONTEXT.exp(value) if value < _MAX_EXP else None


@builtin("odd", "number: number")
def _odd(value: Decimal) -> bool:
    return abs(CONTEXT.remainder(value, Decimal(2))) == 1


@builtin("even", "number: number")
def _even(value: Decimal) -> bool:
    return CONTEXT.remainder(value, Decimal(2)) == 0
