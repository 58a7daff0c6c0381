"""``not``, ``all``, ``any`` and ``is`` (DMN 1.5 §10.3.4.2, §10.3.4.4, §10.3.4.13)."""

from __future__ import annotations

from collections.abc import Callable

from processes.feel.builtins.registry import builtin
from processes.feel.run import Run
from processes.feel.times import DateTime, Time
from processes.feel.values import Value, equal, items


@builtin("not", "negand: any|null", silent=True)
def _not(value: Value) -> bool | None:
    return (not value) if isinstance(value, bool) else None


def _decided_by(witness: bool) -> Callable[..., bool | None]:
    def decide(run: Run, values: list[Value]) -> bool | None:
        undecided = False
        for value in items(values, run):
            if value is witness:
                return bool(witness)
            if value is None:
                undecided = True
            elif not isinstance(value, bool):
                return None
        return None if undecided else not witness

    return decide


builtin("all", "list: list", variadic=True, run=True, silent=True)(_decided_by(False))
builtin("any", "list: list", variadic=True, run=True)(_decided_by(True))


@builtin("is", "value1?: any, value2?: any", run=True, silent=True)
def _is(run: Run, a: Value = None, b: Value = None) -> bool | None:
    """Identity of type and value: two instants in different zones are equal but not the same."""
    if type(a) is not type(b):
        return False
    if isinstance(a, Time | DateTime):
        return str(a) == str(b)
    return equal(a, b, run)
