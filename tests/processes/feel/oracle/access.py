"""Reading variables, properties and elements."""

from __future__ import annotations

from decimal import Decimal

from processes.feel.analysis import decides
from processes.feel.builtins import BUILTINS
from processes.feel.builtins.host import host_function
from processes.feel.nodes import Filter, Name, Path
from processes.feel.run import Frame
from processes.feel.runtime.reading import property_of
from processes.feel.values import NATIVE, Value, convert
from tests.processes.feel.oracle.core import Closure, compile_node, compiles, site_of


@compiles(Name)
def _name(node: Name) -> Closure:
    """Innermost frame first, then functions of the environment, then built-in ones; unknown: null."""
    name = node.name
    builtin, site = BUILTINS.get(name), site_of(node)

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
            frame.run.warn_at(site, "没有名为“{}”的变量或函数", name)
        return builtin

    return read


@compiles(Path)
def _path(node: Path) -> Closure:
    source, name, site = compile_node(node.source), node.name, site_of(node)

    def read(frame: Frame) -> Value:
        value = source(frame)
        if type(value) is dict and name in value:
            found = value[name]
            return found if type(found) in NATIVE else convert(found)
        return property_of(value, name, frame.run, site)

    return read


@compiles(Filter)
def _filter(node: Filter) -> Closure:
    """``source[condition]``: a test of each element, or an index when it is a number (1 first, -1 last)."""
    source, condition = compile_node(node.source), compile_node(node.condition)
    decided = decides(node.condition)

    def select(frame: Frame) -> Value:
        values = source(frame)
        if values is None:
            return None
        if type(values) is not list:
            values = [values]
        if not values:
            if decided:
                return []
            return None if type(condition(frame)) is Decimal else []
        run = frame.run
        chosen = []
        for position, value in enumerate(values):
            item = value if type(value) in NATIVE else convert(value)
            run.spend()
            verdict = condition(_item_frame(item, frame))
            if verdict is True:
                chosen.append(item)
            elif position == 0 and type(verdict) not in (bool, type(None)):
                return _element(values, verdict) if type(verdict) is Decimal else None
        return chosen

    return select


def _item_frame(item: Value, frame: Frame) -> Frame:
    """How an element becomes variables: ``item``, and over it the fields of a context."""
    frame = Frame({"item": item}, frame, frame.run)
    return Frame(item, frame, frame.run) if type(item) is dict else frame


def _element(values: list[Value], index: Decimal) -> Value:
    if abs(index) > len(values) or index == 0 or index != index.to_integral_value():
        return None
    position = int(index)
    return convert(values[position - 1 if position > 0 else position])
