"""Dump and load.  A state *is* the live frontier: nothing to compact, nothing that grows with history.

One row per token: ``[id, scope id, body key or "", node, status, passive, via, variables, internal]``,
trailing nulls cut off.  The key is written only where the scope does not tell it (inside compensation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .instance import ROOT, Instance
from .tokens import Status, Token

if TYPE_CHECKING:
    from ..program import Program

VERSION = 1


def dump(instance: Instance) -> dict[str, Any]:
    """The instance as plain JSON data that shares nothing with it."""
    if instance.agenda or instance.throws:
        raise AssertionError("an instance is only saved at rest")
    return {
        "v": VERSION,
        "process": instance.process_id,
        "sequence": instance.sequence,
        "ended": instance.ended,
        "variables": dict(instance.variables),
        "end_events": list(instance.end_events),
        "correlations": copy_plain(instance.correlations),
        "tokens": [_row(instance.tokens[number]) for number in sorted(instance.tokens)],
    }


def _row(token: Token) -> list[Any]:
    key = token.spec.process.key
    row = [
        token.id,
        token.scope.id if token.scope is not None else None,
        key if key != _home(token.scope) else "",
        token.spec.name,
        str(token.status),
        int(token.passive),
        token.via,
        None if token.variables is None else dict(token.variables),
        copy_plain(token.internal) or None,
    ]
    while row[-1] is None:
        row.pop()
    return row


def copy_plain(value: Any) -> Any:
    """A copy of JSON data (and of status words) that shares no list and no mapping."""
    if isinstance(value, dict):
        return {name: copy_plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [copy_plain(each) for each in value]
    return value


def _home(scope: Token | None) -> str:
    """Key of the body that the tokens of a scope normally belong to."""
    if scope is None:
        return ""
    spec: Any = scope.spec
    key: str = spec.body.key if spec.is_scope else spec.process.key
    return key


def load(program: Program, state: dict[str, Any]) -> Instance:
    """The live form of a state; the state itself stays untouched."""
    if state.get("v") != VERSION:
        raise ValueError(f"state version {state.get('v')!r}, expected {VERSION}")
    instance = Instance(program, state["process"])
    instance.sequence, instance.ended = state["sequence"], state["ended"]
    instance.variables, instance.end_events = dict(state["variables"]), list(state["end_events"])
    instance.correlations = copy_plain(state["correlations"])
    for row in state["tokens"]:
        _token(instance, *row)
    return instance


def _token(
    instance: Instance,
    number: int,
    scope_id: int | None,
    key: str,
    name: str,
    status: str,
    passive: int,
    via: str | None = None,
    variables: dict[str, Any] | None = None,
    internal: dict[str, Any] | None = None,
) -> None:
    scope = None if scope_id is None else instance.tokens[scope_id]
    if number == ROOT:
        spec = instance.body.root
    else:
        spec = instance.program.specs[key or _home(scope)].task_specs[name]
    copied = None if variables is None else dict(variables)
    token = Token(
        instance, spec, scope, Status(status), number=number, passive=bool(passive), via=via, variables=copied
    )
    token.internal = copy_plain(internal) if internal else {}
    waits = Status.WAITING in (token.status, token.internal.get("was"))
    held = token.status is Status.PARKED and token.internal.get("stuck") in ("enter", "try_fire")
    if (waits and spec.kinds) or (spec.joins and (waits or (held and len(spec.incoming) > 1))):
        spec.register(token)
