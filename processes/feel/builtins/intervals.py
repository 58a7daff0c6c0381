"""Relations between points and ranges, after Allen (DMN 1.5 §10.3.4.10), and ``range``."""

from __future__ import annotations

import re
from collections.abc import Callable

from processes.feel.builtins.registry import builtin
from processes.feel.isotext import read_date, read_date_time, read_duration, read_time
from processes.feel.lexer import string_value
from processes.feel.run import Run
from processes.feel.values import CONTEXT, Range, Value, compare, equal

Relation = Callable[[Run, Value, Value], bool]


def _as_range(value: Value) -> Range:
    """A point is the range from itself to itself."""
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _less(a: Value, b: Value) -> bool:
    result = compare(a, b, "<")
    if result is None:
        raise ValueError("两个端点不能比较")
    return result


def _same(a: Value, b: Value, run: Run) -> bool:
    result = equal(a, b, run)
    if result is None:
        raise ValueError("两个端点类型不同")
    return result


def _before(run: Run, first: Value, second: Value) -> bool:
    a, b = _as_range(first), _as_range(second)
    return _less(a.high, b.low) or (_same(a.high, b.low, run) and not (a.high_included and b.low_included))


def _meets(run: Run, a: Range, b: Range) -> bool:
    return a.high_included and b.low_included and _same(a.high, b.low, run)


def _overlaps(run: Run, a: Range, b: Range) -> bool:
    return not _before(run, a, b) and not _before(run, b, a)


def _ends_within(a: Range, b: Range, run: Run) -> bool:
    """a ends no later than b."""
    return _less(a.high, b.high) or (_same(a.high, b.high, run) and (not a.high_included or b.high_included))


def _starts_within(a: Range, b: Range, run: Run) -> bool:
    """a starts no earlier than b."""
    return _less(b.low, a.low) or (_same(a.low, b.low, run) and (not a.low_included or b.low_included))


def _starts(run: Run, first: Value, second: Value) -> bool:
    a, b = _as_range(first), _as_range(second)
    return _same(a.low, b.low, run) and a.low_included == b.low_included and _ends_within(a, b, run)


def _finishes(run: Run, first: Value, second: Value) -> bool:
    a, b = _as_range(first), _as_range(second)
    return _same(a.high, b.high, run) and a.high_included == b.high_included and _starts_within(a, b, run)


def _during(run: Run, first: Value, second: Value) -> bool:
    a, b = _as_range(first), _as_range(second)
    return _starts_within(a, b, run) and _ends_within(a, b, run)


def _overlaps_before(run: Run, a: Range, b: Range) -> bool:
    starts_first = _less(a.low, b.low) or (_same(a.low, b.low, run) and a.low_included and not b.low_included)
    touch = _less(b.low, a.high) or (_same(a.high, b.low, run) and a.high_included and b.low_included)
    return starts_first and touch and _ends_within(a, b, run)


def _overlaps_after(run: Run, a: Range, b: Range) -> bool:
    starts_later = _less(b.low, a.low) or (_same(b.low, a.low, run) and b.low_included and not a.low_included)
    touch = _less(a.low, b.high) or (_same(b.high, a.low, run) and b.high_included and a.low_included)
    ends_later = _less(b.high, a.high) or (
        _same(b.high, a.high, run) and (not b.high_included or a.high_included)
    )
    return starts_later and touch and ends_later


def _coincides(run: Run, a: Value, b: Value) -> bool | None:
    return _starts(run, a, b) and _finishes(run, a, b) if type(a) is type(b) else None


def _swapped(relation: Relation) -> Relation:
    return lambda run, a, b: relation(run, b, a)


_POINTS_OR_RANGES = (
    "point1: any, point2: any",
    "range1: any, range2: any",
    "point: any, range: any",
    "range: any, point: any",
)
_RANGES = ("range1: range, range2: range",)
_INTO_RANGE = ("point: any, range: range", *_RANGES)
_FROM_RANGE = ("range: range, point: any", *_RANGES)

for _name, _relation, _signatures in (
    ("before", _before, _POINTS_OR_RANGES),
    ("after", _swapped(_before), _POINTS_OR_RANGES),
    ("meets", _meets, _RANGES),
    ("met by", _swapped(_meets), _RANGES),
    ("overlaps", _overlaps, _RANGES),
    ("overlaps before", _overlaps_before, _RANGES),
    ("overlaps after", _overlaps_after, _RANGES),
    ("finishes", _finishes, _INTO_RANGE),
    ("finished by", _swapped(_finishes), _FROM_RANGE),
    ("includes", _swapped(_during), _FROM_RANGE),
    ("during", _during, _INTO_RANGE),
    ("starts", _starts, _INTO_RANGE),
    ("started by", _swapped(_starts), _FROM_RANGE),
    ("coincides", _coincides, _POINTS_OR_RANGES[:2]),
):
    builtin(_name, *_signatures, run=True)(_relation)


# Two literals of a reasonable length.
_MAX_TEXT = 1_000
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
_QUOTED = re.compile(r'(?:(date and time|date|time|duration)\(\s*|(@))?"([^"]*)"(\s*\))?\Z')
_READERS: dict[str, Callable[[str], Value]] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "duration": read_duration,
}


def _range_end(text: str) -> Value:
    """A literal: number, string, ``@"…"`` or ``date("…")``; empty or null for an open end."""
    if text in ("", "null"):
        return None
    if _NUMBER.match(text):
        return CONTEXT.create_decimal(text)
    found = _QUOTED.match(text)
    if found is None or bool(found[1]) != bool(found[4]):
        raise ValueError(f"区间端点应为字面值：{text[:40]}")
    body = string_value(found[3])
    if found[1]:
        return _READERS[found[1]](body)
    return _at(body) if found[2] else body


def _at(body: str) -> Value:
    for read in _READERS.values():
        try:
            return read(body)
        except ValueError:
            continue
    raise ValueError(f"不是日期、时间或时长：{body[:40]}")


def _ends(text: str) -> tuple[Value, Value]:
    """Both ends of ``low..high``; dots may also be in a string, so every place is tried."""
    pieces = text.split("..")
    for index in range(1, len(pieces)):
        try:
            return _range_end("..".join(pieces[:index]).strip()), _range_end(
                "..".join(pieces[index:]).strip()
            )
        except ValueError:
            continue
    raise ValueError(f"区间应写作 [低..高]：{text[:40]}")


@builtin("range", "from: string")
def _range(text: str) -> Range | None:
    body = text.strip() if len(text) <= _MAX_TEXT else ""
    if len(body) < len("[..)") or body[0] not in "[](" or body[-1] not in "])[":
        return None
    low, high = _ends(body[1:-1])
    low_included, high_included = body[0] == "[", body[-1] == "]"
    if (low is None and (low_included or high is None)) or (high is None and high_included):
        return None
    if low is not None and high is not None and compare(low, high, "<=") is not True:
        return None
    return Range(low, high, low_included, high_included)
