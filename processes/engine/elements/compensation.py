"""Compensation (BPMN 2.0.2 §13.5.5): a scope remembers what completed in it; a throw undoes it, latest
first.

The throwing token becomes the scope in which the handlers run.  All handlers are started at once in that
order: those that end at once run strictly in reverse, people may work side by side.
"""

from __future__ import annotations

from typing import Any

from processes.records import RecordType

from ..running.tokens import Token


def throw(token: Token, activity: str | None) -> None:
    """Undo ``activity`` (``None``: everything) that completed in the enclosing scope."""
    scope = token.spec.enclosing(token)
    if "undo" in scope.internal:  # inside a compensation event sub-process: the work of its owner
        done = scope.internal["undo"]
    elif scope.spec.is_handler:
        done = scope.home().internal.get("done", [])
    else:
        done = scope.internal.get("done", [])
    mine = [entry for entry in done if activity in (None, entry[1])]
    done[:] = [entry for entry in done if entry not in mine]
    undo(token, mine)


def undo(token: Token, plan: list[list[Any]]) -> None:
    """``plan``: [body key, node, what was done inside], in order of completion."""
    instance = token.instance
    token.internal["undoing"] = True
    while plan:
        key, name, nested = plan.pop()
        spec = instance.program.specs[key].task_specs[name]
        body = getattr(spec, "body", None)
        handler = body.compensation_handler() if body is not None else None
        if spec.compensation is not None:
            instance.emit(RecordType.COMPENSATION_STARTED, token, activity=spec.bpmn_id)
            instance.arrive(spec.compensation, token)
        elif handler is not None:
            instance.emit(RecordType.COMPENSATION_STARTED, token, activity=spec.bpmn_id)
            inner = Token(instance, handler, token)
            inner.internal["undo"] = nested or []
            instance.guard(inner, handler.enter)
        else:
            plan.extend(nested or [])
    if token.active == 0:
        undone(token)


def undone(token: Token) -> None:
    """Every handler is through."""
    token.internal.pop("undoing")
    token.spec.compensated(token)
