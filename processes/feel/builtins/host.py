"""Functions of the environment as FEEL values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from processes.feel.builtins.registry import NULL_ERRORS
from processes.feel.environment import Function
from processes.feel.functions import FunctionValue
from processes.feel.run import Run
from processes.feel.values import Value, convert


def host_function(function: Function) -> FunctionValue:
    """The FEEL value of a Python function."""
    most = len(function.parameters)
    least = most - function.optional

    def invoke(run: Run, arguments: Sequence[Value]) -> Value:
        if not least <= len(arguments) <= most:
            return None
        run.spend()
        try:
            return convert(function.call(*arguments))
        except NULL_ERRORS:
            return None

    def invoke_named(run: Run, arguments: Mapping[str, Value]) -> Value:
        names = function.parameters
        if not arguments.keys() <= set(names) or any(name not in arguments for name in names[:least]):
            return None
        last = max((index for index, name in enumerate(names) if name in arguments), default=-1)
        return invoke(run, [arguments.get(name) for name in names[: last + 1]])

    return FunctionValue(function.parameters, invoke, invoke_named)
