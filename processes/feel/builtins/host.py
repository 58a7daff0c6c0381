"""Functions of the environment as FEEL values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from processes.feel.builtins.registry import NULL_ERRORS
from processes.feel.environment import Function
from processes.feel.functions import FunctionValue
from processes.feel.run import Run
from processes.feel.values import Value, convert


def host_function(name: str, function: Function) -> FunctionValue:
    """The FEEL value of a Python function."""
    most = len(function.parameters)
    least = most - function.optional

    def invoke(run: Run, arguments: Sequence[Value]) -> Value:
        if not least <= len(arguments) <= most:
            run.warn("函数 {} 应有 {}–{} 个参数，实际 {} 个", name, least, most, len(arguments))
            return None
        run.spend()
        try:
            return convert(function.call(*arguments))
        except NULL_ERRORS as error:
            run.warn("函数 {}：{}", name, error)
            return None

    def invoke_named(run: Run, arguments: Mapping[str, Value]) -> Value:
        names = function.parameters
        if not arguments.keys() <= set(names) or any(needed not in arguments for needed in names[:least]):
            run.warn("函数 {} 的参数是 {}，实际给出 {}", name, "、".join(names), "、".join(arguments))
            return None
        last = max((index for index, known in enumerate(names) if known in arguments), default=-1)
        return invoke(run, [arguments.get(known) for known in names[: last + 1]])

    return FunctionValue(function.parameters, invoke, invoke_named)
