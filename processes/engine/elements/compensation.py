"""Compensation (BPMN 2.0.2 §13.5.5): a scope remembers what completed in it; a throw undoes it, latest
first.

The throwing token becomes the scope in which the handlers run.  A handler is started when the one before it
has ended or waits for a person, a worker or an event; one that an incident has stopped holds up the rest.
"""

from __future__ import annotations

from typing import Any

from processes.records import RecordType

from ..running.programs import body_of
from ..running.tokens import Status, Token

#: What is to be undone, in order of completion: [body, node, what was done inside], and what a call that was
#: bound when it began has called; bodies as ``programs`` names them.
Plan = list[list[Any]]


def throw(token: Token, activity: str | None) -> None:
    """Undo ``activity`` (``None``: everything) that completed in the enclosing scope."""
    scope, key = token.spec.enclosing(token), "done"
    if "undo" in scope.internal:  # inside a compensation event sub-process: the work of its owner
        key = "undo"
    elif scope.spec.is_handler:
        scope = scope.home()
    done = scope.internal.get(key, [])
    mine = [entry for entry in done if activity in (None, entry[1])]
    if mine:
        scope.internal[key] = [entry for entry in done if entry not in mine]
    undo(token, mine)


def undo(token: Token, plan: Plan) -> None:
    """Undo a plan inside ``token``, which leaves (``compensated``) when all is undone."""
    token.internal["undoing"] = plan
    undo_next(token)


def undo_next(token: Token) -> None:
    """Start the next handler, unless one before it is stopped."""
    if not token.alive or "undoing" not in token.internal:
        return  # terminated meanwhile, or all is undone
    if any(_stopped(inner) for inner in token.inner.values()):
        return  # resolving the incident comes back here
    plan = list(token.internal["undoing"])
    while plan and not _start(token, plan.pop(), plan):
        pass
    token.internal["undoing"] = plan
    if plan:
        token.instance.undoing.append(token)
    elif token.active == 0:
        undone(token)


def undone(token: Token) -> None:
    """Every handler that was started is through."""
    if token.internal["undoing"]:
        token.instance.undoing.append(token)
        return
    token.internal.pop("undoing")
    token.spec.compensated(token)


def _start(token: Token, entry: list[Any], plan: Plan) -> bool:
    """Start the handler of an entry; without one, what was done inside takes its place in the plan."""
    instance = token.instance
    key, name, nested, *called = entry
    spec = body_of(instance, key).task_specs[name]
    if called:
        spec = spec.bound(body_of(instance, called[0]))
    body = getattr(spec, "body", None)
    handler = body.compensation_handler() if body is not None else None
    if spec.compensation is None and handler is None:
        plan.extend(nested or [])
        return False
    instance.emit(RecordType.COMPENSATION_STARTED, token, activity=spec.bpmn_id, **_version(token, spec))
    if spec.compensation is not None:
        instance.arrive(spec.compensation, token)
    elif handler is not None:
        inner = Token(instance, handler, token)
        inner.internal["undo"] = nested or []
        instance.guard(inner, handler.enter)
    return True


def _version(token: Token, spec: Any) -> dict[str, str]:
    """Of which version the handler is, when that is not the one of the throwing event."""
    body = spec.process if spec.compensation is not None else spec.body
    content_hash: str = body.program.content_hash
    same = content_hash == token.spec.process.program.content_hash
    return {} if same else {"process_id": body.process_id, "content_hash": content_hash}


def _stopped(token: Token) -> bool:
    return token.status is Status.PARKED or any(_stopped(inner) for inner in token.inner.values())
