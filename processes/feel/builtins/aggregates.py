"""Functions that make one value of a list (DMN 1.5 §10.3.4.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from processes.feel.arithmetic import add, divide
from processes.feel.builtins.registry import builtin
from processes.feel.durations import DaysTime, YearsMonths
from processes.feel.run import Run
from processes.feel.values import CONTEXT, Value, compare, items


def _numbers(values: list[Value], run: Run) -> list[Decimal]:
    """Raises ``ValueError`` unless there is at least one value and all are numbers."""
    found = items(values, run)
    if not found or any(type(value) is not Decimal for value in found):
        raise ValueError("应为非空的数字列表")
    return found


def _total(numbers: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        result = CONTEXT.add(result, number)
    return result


builtin("count", "list: list")(lambda values: Decimal(len(values)))


def _extreme(operator: str) -> Callable[..., Value]:
    def choose(run: Run, values: list[Value]) -> Value:
        found = items(values, run)
        if not found:
            return None
        best = found[0]
        for value in found:
            better = compare(value, best, operator)
            if better is None:
                return None
            if better:
                best = value
        return best

    return choose


builtin("min", "list: list", variadic=True, run=True)(_extreme("<"))
builtin("max", "list: list", variadic=True, run=True)(_extreme(">"))


@builtin("sum", "list: list", variadic=True, run=True)
def _sum(run: Run, values: list[Value]) -> Value:
    """Numbers or durations of one kind; null for an empty list."""
    found = items(values, run)
    if not found or type(found[0]) not in (Decimal, YearsMonths, DaysTime):
        return None
    result = found[0]
    for value in found[1:]:
        if type(value) is not type(result):
            return None
        result = add(result, value)
    return result


@builtin("product", "list: list", variadic=True, run=True)
def _product(run: Run, values: list[Value]) -> Decimal:
    result = Decimal(1)
    for number in _numbers(values, run):
        result = CONTEXT.multiply(result, number)
    return result


@builtin("mean", "list: list", variadic=True, run=True)
def _mean(run: Run, values: list[Value]) -> Value:
    total = _sum(run, values)
    return None if total is None else divide(total, Decimal(len(values)))


@builtin("median", "list: list", variadic=True, run=True)
def _median(run: Run, values: list[Value]) -> Decimal:
    numbers = sorted(_numbers(values, run))
    middle, odd = divmod(len(numbers), 2)
    if odd:
        return numbers[middle]
    return CONTEXT.divide(CONTEXT.add(numbers[middle - 1], numbers[middle]), Decimal(2))


@builtin("stddev", "list: list", variadic=True, run=True)
def _stddev(run: Run, values: list[Value]) -> Decimal | None:
    """Of a sample: divided by n - 1."""
    numbers = _numbers(values, run)
    if len(numbers) < 2:
        return None
    mean = CONTEXT.divide(_total(numbers), Decimal(len(numbers)))
    deviations = [CONTEXT.subtract(number, mean) for number in numbers]
    squares = _total([CONTEXT.multiply(deviation, deviation) for deviation in deviations])
    return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(numbers) - 1)))


@builtin("mode", "list: list", variadic=True, run=True)
def _mode(run: Run, values: list[Value]) -> list[Decimal]:
    """The most frequent numbers, ascending."""
    if not values:
        return []
    counts = Counter(_numbers(values, run))
    most = max(counts.values())
    return sorted(number for number, count in counts.items() if count == most)
