"""Reading variables, properties and elements."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from processes.feel.analysis import free_names
from processes.feel.builtins import BUILTINS
from processes.feel.builtins.host import host_function
from processes.feel.compiler.core import Closure, compile_node, compiles
from processes.feel.dates import Date
from processes.feel.durations import NANOSECONDS, DaysTime, YearsMonths
from processes.feel.nodes import Filter, Name, Path
from processes.feel.run import Frame, Run
from processes.feel.times import DateTime, Time
from processes.feel.values import NATIVE, Range, Value, convert


@compiles(Name)
def _name(node: Name) -> Closure:
    """Innermost frame first, then functions of the environment, then built-in ones; unknown: null."""
    name = node.name
    builtin = BUILTINS.get(name)

    def read(frame: Frame) -> Value:
        layer: Frame | None = frame
        while layer is not None:
            variables = layer.variables
            if name in variables:
                value = variables[name]
                return value if type(value) in NATIVE else convert(value)
            layer = layer.parent
        function = frame.run.environment.functions.get(name)
        if function is not None:
            return host_function(name, function)
        if builtin is None:
            frame.run.warn("没有名为“{}”的变量或函数", name)
        return builtin

    return read


@compiles(Path)
def _path(node: Path) -> Closure:
    source, name = compile_node(node.source), node.name

    def read(frame: Frame) -> Value:
        value = source(frame)
        if type(value) is dict:
            if name not in value:
                return None
            found = value[name]
            return found if type(found) in NATIVE else convert(found)
        return property_of(value, name, frame.run)

    return read


def property_of(value: Value, name: str, run: Run) -> Value:
    """``value.name``; of a list the list of its elements' properties; null when there is none."""
    kind = type(value)
    if kind is dict:
        return convert(value[name]) if name in value else None
    if kind is list:
        run.spend(len(value))
        return [property_of(convert(item), name, run) for item in value]
    properties = _PROPERTIES.get(kind)
    read = None if properties is None else properties.get(name)
    return None if read is None else read(value)


def _number(value: int) -> Decimal:
    return Decimal(value)


def _signed(value: int, sign_of: int) -> Decimal:
    return Decimal(-value if sign_of < 0 else value)


def _offset(value: Time | DateTime) -> DaysTime | None:
    offset = value.offset()
    return None if offset is None else DaysTime(offset * NANOSECONDS)


_DATE: dict[str, Callable[[Any], Value]] = {
    "year": lambda date: _number(date.year),
    "month": lambda date: _number(date.month),
    "day": lambda date: _number(date.day),
    "weekday": lambda date: _number(date.weekday),
}
_TIME: dict[str, Callable[[Any], Value]] = {
    "hour": lambda time: _number(time.nanoseconds // NANOSECONDS // 3600),
    "minute": lambda time: _number(time.nanoseconds // NANOSECONDS // 60 % 60),
    "second": lambda time: _number(time.nanoseconds // NANOSECONDS % 60),
    "timezone": lambda time: time.zone_name,
}


def _through(attribute: Callable[[Any], Any], read: Callable[[Any], Value]) -> Callable[[Any], Value]:
    return lambda value: read(attribute(value))


_PROPERTIES: dict[type, dict[str, Callable[[Any], Value]]] = {
    Date: _DATE,
    Time: {**_TIME, "time offset": _offset},
    DateTime: {
        **{name: _through(lambda value: value.date, read) for name, read in _DATE.items()},
        **{name: _through(lambda value: value.time, read) for name, read in _TIME.items()},
        "time offset": _offset,
    },
    YearsMonths: {
        "years": lambda value: _signed(abs(value.months) // 12, value.months),
        "months": lambda value: _signed(abs(value.months) % 12, value.months),
    },
    DaysTime: {
        "days": lambda value: _signed(value.parts()[0], value.nanoseconds),
        "hours": lambda value: _signed(value.parts()[1], value.nanoseconds),
        "minutes": lambda value: _signed(value.parts()[2], value.nanoseconds),
        "seconds": lambda value: _signed(value.parts()[3], value.nanoseconds),
    },
    Range: {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}


@compiles(Filter)
def _filter(node: Filter) -> Closure:
    """``source[condition]``: a test of each element, or an index when it is a number (1 first, -1 last)."""
    source, condition = compile_node(node.source), compile_node(node.condition)
    inner = _item_frames(reads_item="item" in free_names([node.condition], frozenset()))

    def select(frame: Frame) -> Value:
        values = source(frame)
        if values is None:
            return None
        if type(values) is not list:
            values = [values]
        if not values:
            return None if type(condition(frame)) is Decimal else []
        run = frame.run
        chosen = []
        for position, value in enumerate(values):
            item = value if type(value) in NATIVE else convert(value)
            run.spend()
            verdict = condition(inner(item, frame))
            if verdict is True:
                chosen.append(item)
            elif position == 0 and type(verdict) not in (bool, type(None)):
                return _element(values, verdict) if type(verdict) is Decimal else None
        return chosen

    return select


def _item_frames(*, reads_item: bool) -> Callable[[Value, Frame], Frame]:
    """How an element becomes variables: ``item``, and over it the fields of a context."""

    def make(item: Value, frame: Frame) -> Frame:
        if type(item) is not dict:
            return Frame({"item": item}, frame, frame.run)
        if reads_item and "item" not in item:
            frame = Frame({"item": item}, frame, frame.run)
        return Frame(item, frame, frame.run)

    return make


def _element(values: list[Value], index: Decimal) -> Value:
    if abs(index) > len(values) or index == 0 or index != index.to_integral_value():
        return None
    position = int(index)
    return convert(values[position - 1 if position > 0 else position])
