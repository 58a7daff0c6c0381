"""Whether the records alone, folded without the engine, tell the state that the engine has."""

from __future__ import annotations

from collections import Counter
from typing import Any

from processes.engine import Deployments, Program
from processes.engine.running.instance import Instance
from processes.engine.running.state import load
from processes.engine.running.tokens import Status, Token
from processes.engine.running.values import plain
from processes.history import ROOT, View


def of_engine(
    program: Program, state: dict[str, Any], deployments: Deployments | None = None
) -> dict[str, Any]:
    """What can be seen of an instance, as its state has it.  ``state`` is whole."""
    live = load(program, state, None, deployments)
    tokens = live.tokens.values()
    return {
        "versions": _versions(live),
        "active": {number: token.scope.id for number, token in live.tokens.items() if _active(token)},
        "arriving": Counter((t.scope.id, t.via) for t in tokens if _waits_on_flow(t)),
        "placed": {t.id for t in tokens if _placed(t)},
        "variables": {t.id: _variables(t) for t in tokens if _variables(t)},
        "tasks": {t.id: t.internal["task"]["assignee"] for t in tokens if "task" in t.internal},
        "timers": {
            (t.id, int(index)): timer["due"]
            for t in tokens
            for index, timer in t.internal.get("timers", {}).items()
        },
        "messages": _messages(live),
        "signals": Counter((t.id, name) for t in tokens for name in t.internal.get("signal", ())),
        "conditions": Counter(t.id for t in tokens for _ in t.internal.get("condition", ())),
        "jobs": {t.id for t in tokens if "job" in t.internal},
        "incidents": {t.id for t in tokens if t.status is Status.PARKED},
    }


def of_records(view: View) -> dict[str, Any]:
    """The same, as the records tell it."""
    return {
        "versions": {number: told["content_hash"] for number, told in view.called.items()},
        "active": {number: element.scope_id or ROOT for number, element in view.active.items()},
        "arriving": view.arriving,
        "placed": set(view.placed),
        "variables": {scope: values for scope, values in view.variables.items() if values},
        "tasks": {number: task.assignee for number, task in view.user_tasks.items()},
        "timers": {key: timer.due for key, timer in view.timers.items()},
        "messages": dict(view.subscriptions),
        "signals": view.signals,
        "conditions": view.conditions,
        "jobs": {number for number in view.jobs if number in view.active},  # no effects that nobody waits for
        "incidents": set(view.incidents),
    }


def _versions(live: Instance) -> dict[int, str]:
    """The calls whose version the records tell."""
    calls = [token for token in live.tokens.values() if "told" in token.internal]
    return {token.id: token.spec.body.program.content_hash for token in calls}


def _active(token: Token) -> bool:
    return token.scope is not None and not token.passive and bool(token.internal.get("active"))


def _waits_on_flow(token: Token) -> bool:
    return not token.passive and token.via is not None and not token.internal.get("active")


def _placed(token: Token) -> bool:
    return not token.passive and token.via is None and "held_back" in token.internal and not _active(token)


def _variables(token: Token) -> dict[str, Any]:
    return {name: plain(value) for name, value in (token.variables or {}).items()}


def _messages(live: Instance) -> dict[tuple[int, str], str | None]:
    found = {}
    for token in live.tokens.values():
        for index, key in token.internal.get("messages", {}).items():
            found[token.id, token.spec.name_of(token, int(index))] = key
    return found
