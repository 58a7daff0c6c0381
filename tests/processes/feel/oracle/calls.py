"""Calling functions."""

from __future__ import annotations

from collections.abc import Callable

from processes.feel.builtins import BUILTINS
from processes.feel.builtins.host import host_function
from processes.feel.functions import FunctionValue
from processes.feel.nodes import Call, Name, NamedCall, Node
from processes.feel.run import Frame
from processes.feel.values import Range, Value, type_name
from tests.processes.feel.oracle.core import Closure, compile_node, compiles, site_of


@compiles(Call)
def _call(node: Call) -> Closure:
    function = _callable(node.function)
    arguments = tuple(compile_node(argument) for argument in node.arguments)
    site = site_of(node)

    def call(frame: Frame) -> Value:
        target = function(frame)
        values = [argument(frame) for argument in arguments]
        frame.run.site = site
        if type(target) is FunctionValue:
            return target.invoke(frame.run, values)
        if type(target) is Range and len(values) == 1:
            return target.contains(values[0], frame.run)
        _warn(node.function, target, frame)
        return None

    return call


@compiles(NamedCall)
def _named_call(node: NamedCall) -> Closure:
    function = _callable(node.function)
    arguments = tuple((name, compile_node(argument)) for name, argument in node.arguments)
    site = site_of(node)

    def call(frame: Frame) -> Value:
        target = function(frame)
        values = {name: argument(frame) for name, argument in arguments}
        frame.run.site = site
        if type(target) is FunctionValue:
            return target.invoke_named(frame.run, values)
        _warn(node.function, target, frame)
        return None

    return call


def _callable(node: Node) -> Callable[[Frame], Value]:
    """What is called.  A variable of the scope that is no function does not hide a function of its name."""
    read = compile_node(node)
    if not isinstance(node, Name):
        return read
    name, builtin = node.name, BUILTINS.get(node.name)

    def find(frame: Frame) -> Value:
        target = read(frame)
        if type(target) is FunctionValue or type(target) is Range or _bound_inside(name, frame):
            return target
        function = frame.run.environment.functions.get(name)
        if function is not None:
            return host_function(name, function)
        return target if builtin is None else builtin

    return find


def _warn(node: Node, target: Value, frame: Frame) -> None:
    if target is not None:
        name = node.name if isinstance(node, Name) else "被调用的表达式"
        frame.run.warn("“{}”是 {}，不是函数", name, type_name(target))


def _bound_inside(name: str, frame: Frame) -> bool:
    """Whether the expression itself, not its scope, gives the name a value."""
    layer = frame
    while layer.parent is not None:
        if name in layer.variables:
            return True
        layer = layer.parent
    return False
