"""Suspended instances: what would move is held on its token and goes on, oldest first, when they are resumed.

A mark ``held_back`` on a token names the method of its node that comes next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from processes.errors import InvalidState
from processes.records import RecordType

if TYPE_CHECKING:
    from .instance import Instance
    from .tokens import Token


def suspend(instance: Instance, reason: str) -> None:
    """Let nothing move; raises InvalidState when it stands still already."""
    if instance.suspended is not None:
        raise InvalidState(f"流程实例早已暂停：{instance.suspended}", reason=instance.suspended)
    instance.suspended = reason
    instance.emit(RecordType.INSTANCE_SUSPENDED, instance.root, reason=reason)


def resume(instance: Instance) -> None:
    """Take up what was held back; conditions are looked at again, because data may have been corrected."""
    if instance.suspended is None:
        raise InvalidState("流程实例没有暂停，不必恢复")
    instance.suspended = None
    instance.stirred.all = True
    instance.emit(RecordType.INSTANCE_RESUMED, instance.root)
    instance.fetch_all()
    for number in sorted(instance.tokens):
        token = instance.tokens.get(number)
        if token is not None and "undoing" in token.internal:
            instance.undoing.append(token)
        phase = token.internal.pop("held_back", None) if token is not None else None
        if token is None or phase is None:
            continue
        if phase == "enter":
            (instance.throws if token.spec.after_others else instance.agenda).append(token)
        else:
            instance.guard(token, getattr(token.spec, phase))


def hold(instance: Instance) -> None:
    """Instead of moving on: keep what is on the agenda for later."""
    for token in (*instance.agenda, *instance.throws):
        if token.alive:
            token.internal["held_back"] = "enter"
    for queue in (instance.agenda, instance.throws, instance.undoing):
        queue.clear()


def proceed(token: Token) -> None:
    """Leave the element now, or when the instance is resumed."""
    if token.instance.suspended is None:
        token.instance.guard(token, token.spec.leave)
    else:
        token.internal["held_back"] = "leave"


def refuse(instance: Instance) -> None:
    """Raises InvalidState for a command that a suspended instance does not accept."""
    if instance.suspended is not None:
        raise InvalidState(
            f"流程实例已暂停（{instance.suspended}），恢复后才能继续办理", reason=instance.suspended
        )
