"""What loops run over, and how their turns are charged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from processes.feel.dates import Date
from processes.feel.errors import LimitExceeded
from processes.feel.run import Run
from processes.feel.runtime import telling
from processes.feel.sites import Site
from processes.feel.values import Range, Value, compare, convert

# Turns are charged together, at most so many and never more than this part of what is left.
_PORTION = 256
_SHARE = 64


class Days(Sequence[Date]):
    """Consecutive dates, made when they are asked for."""

    def __init__(self, numbers: range) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: int | slice) -> Value:
        if isinstance(index, slice):
            return [Date.from_number(number) for number in self._numbers[index]]
        return Date.from_number(self._numbers[index])


def turns(value: Value, run: Run, site: Site) -> Sequence[Value] | None:
    """As ``_turns``, told when there are none."""
    found = _turns(value, run)
    if found is None:
        telling.no_loop(value, run, site)
    return found


def counted(low: Value, high: Value, run: Run, site: Site) -> Sequence[Value] | None:
    """As ``_counted``, told when that is impossible."""
    found = _counted(low, high, run)
    if found is None:
        telling.no_count(low, high, run, site)
    return found


def _turns(value: Value, run: Run) -> Sequence[Value] | None:
    """What a loop runs over: a list, a closed range of whole numbers or dates, or the value alone.

    Elements are as the data have them (a number may be an ``int``).  None: no loop is possible.
    """
    kind = type(value)
    if kind is list:
        return value  # type: ignore[no-any-return]
    if kind is Range:
        closed = value.low_included and value.high_included
        if not closed or compare(value.low, value.high, "<=") is not True:
            return None
        return _counted(value.low, value.high, run)
    if kind is tuple:
        return list(value)
    found = convert(value)
    if type(found) is list:
        return found
    return None if found is None else (found,)


def _counted(low: Value, high: Value, run: Run) -> Sequence[Value] | None:
    """``low..high`` upwards or downwards; None unless both are whole numbers or dates."""
    low, high = convert(low), convert(high)
    if type(low) is Decimal and type(high) is Decimal:
        if low != low.to_integral_value() or high != high.to_integral_value():
            return None
        return _counting(int(low), int(high), run)
    if type(low) is Date and type(high) is Date:
        return Days(_counting(low.number, high.number, run))
    return None


def _counting(low: int, high: int, run: Run) -> range:
    if abs(high - low) > run.steps_left:
        raise LimitExceeded(f"循环范围过长，超过剩余的 {run.steps_left} 步", limit="steps")
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)


def elements(value: Value, run: Run) -> Iterable[Value] | None:
    """As ``_turns``, with FEEL values as elements."""
    found = _turns(value, run)
    return None if found is None else (convert(item) for item in found)


def portions(values: Sequence[Value], run: Run) -> Iterable[Sequence[Value]]:
    """The values in portions, each charged one step per value before it is handed out."""
    count = len(values)
    if count <= _PORTION and count * _SHARE <= run.steps_left:
        run.spend(count)
        return (values,)
    return _portions(values, run)


def _portions(values: Sequence[Value], run: Run) -> Iterator[Sequence[Value]]:
    begin, count = 0, len(values)
    while begin < count:
        size = max(1, min(_PORTION, run.steps_left // _SHARE, count - begin))
        run.spend(size)
        yield values[begin : begin + size]
        begin += size


def snapshot(results: list[Value], run: Run) -> list[Value]:
    """``partial``: the results so far, as a list that will not change."""
    run.spend(len(results) // 16)
    run.allocate(len(results))
    return list(results)
