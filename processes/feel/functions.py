"""Functions as FEEL values: built in, written in FEEL, or handed in by the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from processes.feel.run import Run
    from processes.feel.typerefs import TypeRef

Invoke = Callable[["Run", Sequence[Any]], Any]
InvokeNamed = Callable[["Run", Mapping[str, Any]], Any]


class FunctionValue:
    """Something an expression can call.

    ``parameters`` are the names of the (first) signature; ``types`` their declared types, or None when the
    function is not written in FEEL.  ``named`` overrides the usual treatment of named arguments.
    """

    __slots__ = ("_named", "invoke", "parameters", "types")

    def __init__(
        self,
        parameters: Sequence[str],
        invoke: Invoke,
        named: InvokeNamed | None = None,
        types: Sequence[TypeRef | None] | None = None,
    ) -> None:
        self.parameters = tuple(parameters)
        self.invoke = invoke
        self._named = named
        self.types = types

    def invoke_named(self, run: Run, arguments: Mapping[str, Any]) -> Any:
        """Call with named arguments; null when they are not exactly the parameters."""
        if self._named is not None:
            return self._named(run, arguments)
        if set(arguments) != set(self.parameters):
            run.warn("参数应为 {}，实际给出 {}", "、".join(self.parameters), "、".join(arguments))
            return None
        return self.invoke(run, [arguments[name] for name in self.parameters])
