"""Arithmetic, comparison and logic."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal

from processes.feel import arithmetic
from processes.feel.nodes import (
    Arithmetic,
    Between,
    Comparison,
    Conjunction,
    Disjunction,
    InstanceOf,
    Negation,
    UnaryComparison,
)
from processes.feel.run import Frame
from processes.feel.runtime import telling
from processes.feel.sites import Site
from processes.feel.typerefs import instance_of
from processes.feel.values import CONTEXT, Range, Value, compare, equal, type_name
from tests.processes.feel.oracle.core import Closure, compile_node, compiles, site_of

_ARITHMETIC: dict[str, Callable[[Value, Value], Value]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}
_ON_NUMBERS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
}
_ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@compiles(Arithmetic)
def _arithmetic(node: Arithmetic) -> Closure:
    left, right = compile_node(node.left), compile_node(node.right)
    general, site = _ARITHMETIC[node.operator], site_of(node)
    on_numbers = _ON_NUMBERS.get(node.operator, general)

    def compute(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        try:
            numbers = type(a) is Decimal and type(b) is Decimal
            result = on_numbers(a, b) if numbers else general(a, b)
        except (ArithmeticError, ValueError):
            result = None
        if result is None:
            _warn(node.operator, a, b, frame, site)
        elif type(result) is str:
            frame.run.allocate(len(result))
        return result

    return compute


@compiles(Negation)
def _negation(node: Negation) -> Closure:
    operand, site = compile_node(node.operand), site_of(node)

    def negative(frame: Frame) -> Value:
        value = operand(frame)
        try:
            found = arithmetic.negate(value)
        except (ArithmeticError, ValueError):
            found = None
        if found is None:
            telling.no_negative(value, frame.run, site)
        return found

    return negative


@compiles(Comparison)
def _comparison(node: Comparison) -> Closure:
    left, right = compile_node(node.left), compile_node(node.right)
    sign, site = node.operator, site_of(node)
    if sign in ("=", "!="):
        wanted = sign == "="

        def equality(frame: Frame) -> Value:
            a, b = left(frame), right(frame)
            same = equal(a, b, frame.run)
            if same is None:
                _warn(sign, a, b, frame, site)
                return None
            return same is wanted

        return equality
    on_numbers = _ORDER[sign]

    def ordered(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        if type(a) is Decimal and type(b) is Decimal:
            return on_numbers(a, b)
        result = compare(a, b, sign)
        if result is None:
            _warn(sign, a, b, frame, site)
        return result

    return ordered


def _warn(sign: str, a: Value, b: Value, frame: Frame, site: Site) -> None:
    frame.run.warn_at(site, "“{} {} {}”没有结果", type_name(a) or "null", sign, type_name(b) or "null")


@compiles(UnaryComparison)
def _unary_comparison(node: UnaryComparison) -> Closure:
    """``< 5`` alone is the range of values below five."""
    operand, sign = compile_node(node.operand), node.operator

    def interval(frame: Frame) -> Value:
        bound = operand(frame)
        if bound is None and sign not in ("=", "!="):
            return None
        if sign in ("<", "<="):
            return Range(None, bound, False, sign == "<=", "<")
        if sign in (">", ">="):
            return Range(bound, None, sign == ">=", False, ">")
        return Range(bound, bound, True, True, sign)

    return interval


@compiles(Between)
def _between(node: Between) -> Closure:
    value, low, high = compile_node(node.value), compile_node(node.low), compile_node(node.high)

    site = site_of(node)

    def within(frame: Frame) -> Value:
        found = value(frame)
        above, below = compare(found, low(frame), ">="), compare(found, high(frame), "<=")
        if above is None or below is None:
            telling.undecided(found, "between", frame.run, site)
            return None
        return above and below

    return within


@compiles(InstanceOf)
def _instance_of(node: InstanceOf) -> Closure:
    value, ref, site = compile_node(node.value), node.type, site_of(node)

    def judge(frame: Frame) -> Value:
        found = instance_of(value(frame), ref, frame.run)
        if found is None:
            telling.no_type(ref.name, frame.run, site)
        return found

    return judge


@compiles(Conjunction)
def _conjunction(node: Conjunction) -> Closure:
    """False if any part is false, else null if any part is not a boolean (DMN 1.5 table 50)."""
    parts = tuple(compile_node(part) for part in node.parts)

    def all_of(frame: Frame) -> Value:
        result: bool | None = True
        for part in parts:
            value = part(frame)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return all_of


@compiles(Disjunction)
def _disjunction(node: Disjunction) -> Closure:
    """True if any part is true, else null if any part is not a boolean."""
    parts = tuple(compile_node(part) for part in node.parts)

    def any_of(frame: Frame) -> Value:
        result: bool | None = False
        for part in parts:
            value = part(frame)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return any_of
