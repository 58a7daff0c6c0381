"""Names, properties and functions that are found while an expression runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from processes.feel.builtins import BUILTINS
from processes.feel.builtins.host import host_function
from processes.feel.dates import Date
from processes.feel.durations import NANOSECONDS, DaysTime, YearsMonths
from processes.feel.functions import FunctionValue
from processes.feel.run import Frame, Run
from processes.feel.runtime import telling
from processes.feel.sites import Site
from processes.feel.times import DateTime, Time
from processes.feel.values import Range, Value, convert, type_name


def outer(frame: Frame, name: str, site: Site) -> Value:
    """A variable that is not in the innermost frame: one further out, else a function; unknown: null."""
    layer = frame.parent
    while layer is not None:
        if name in layer.variables:
            return layer.variables[name]
        layer = layer.parent
    return _function(frame, name, site)


def _function(frame: Frame, name: str, site: Site) -> Value:
    """A function of the environment, then a built-in one; null with a warning when there is none."""
    function = frame.run.environment.functions.get(name)
    if function is not None:
        return host_function(name, function)
    builtin = BUILTINS.get(name)
    if builtin is None:
        frame.run.warn_at(site, "没有名为“{}”的变量或函数", name)
    return builtin


def callee(frame: Frame, name: str, site: Site) -> Value:
    """What is called.  A variable of the scope that is no function does not hide a function of its name."""
    layer: Frame | None = frame
    while layer is not None:
        if name in layer.variables:
            target = convert(layer.variables[name])
            if type(target) in (FunctionValue, Range) or layer.parent is not None:
                return target
            function = frame.run.environment.functions.get(name)
            if function is not None:
                return host_function(name, function)
            return BUILTINS.get(name, target)
        layer = layer.parent
    return _function(frame, name, site)


def call(target: Value, arguments: list[Value], run: Run, site: Site, name: str | None) -> Value:
    """Call by position; a range answers whether it contains its only argument."""
    target = convert(target)
    run.site = site
    if type(target) is FunctionValue:
        return target.invoke(run, arguments)
    if type(target) is Range and len(arguments) == 1:
        return target.contains(arguments[0], run)
    _no_function(target, run, name)
    return None


def call_named(
    target: Value, arguments: Mapping[str, Value], run: Run, site: Site, name: str | None
) -> Value:
    """Call by names."""
    target = convert(target)
    run.site = site
    if type(target) is FunctionValue:
        return target.invoke_named(run, arguments)
    _no_function(target, run, name)
    return None


def _no_function(target: Value, run: Run, name: str | None) -> None:
    if target is not None:
        run.warn("“{}”是 {}，不是函数", name or "被调用的表达式", type_name(target))


def field_frame(item: Value, frame: Frame, run: Run) -> Frame:
    """The element of a filter as variables: ``item``, and over it the fields of a context."""
    item = convert(item)
    if type(item) is not dict:
        return Frame({"item": item}, frame, run)
    if "item" not in item:
        frame = Frame({"item": item}, frame, run)
    return Frame(item, frame, run)


def property_of(value: Value, name: str, run: Run, site: Site) -> Value:
    """``value.name``; of a list the list of its elements' properties; null when there is none."""
    value = convert(value)
    kind = type(value)
    if kind is dict:
        if name in value:
            return convert(value[name])
        telling.no_property(value, name, run, site)
        return None
    if kind is list:
        run.spend(len(value))
        return [
            convert(item[name]) if type(item) is dict and name in item else property_of(item, name, run, site)
            for item in value
        ]
    properties = _PROPERTIES.get(kind)
    read = None if properties is None else properties.get(name)
    if read is None:
        telling.no_property(value, name, run, site)
        return None
    return read(value)


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
