"""Commands that move tokens by hand: trying again after an incident, returning to an earlier step.

In a tree of scopes they are removals and arrivals; joins count tokens, so nothing else has to be repaired.
"""

from __future__ import annotations

from typing import Any

from processes.errors import InvalidArgument
from processes.records import RecordType

from . import scopes
from .tokens import Status, Token


def retry(token: Token, variables: dict[str, Any]) -> None:
    """Repair the data and go on where the element stopped."""
    instance = token.instance
    scopes.assign(token, variables)
    instance.emit(RecordType.INCIDENT_RESOLVED, token)
    instance.undoing.extend(each for each in token.ancestors() if "undoing" in each.internal)
    phase, token.status = token.internal.pop("stuck"), Status(token.internal.pop("was"))
    if phase == "try_fire":
        return  # settle() looks at waiting joins again
    if phase == "enter":
        for inner in list(token.inner.values()):
            instance.kill(inner)
    instance.guard(token, getattr(token.spec, phase))


def return_to(token: Token, target_id: str, reason: str) -> None:
    """End this open element and start the earlier element of the same or an outer scope.

    What the target will lead to again goes too, be it open work in a branch whose fork lies behind the
    target or a token that waits at a join: it would come a second time.  Parallel branches that the target
    does not start stay.  Raises InvalidArgument when no scope around the element knows the target, or when
    it begins by an event or by compensation alone, or is a gateway that joins.
    """
    instance = token.instance
    for scope in list(token.ancestors())[1:]:
        if not scope.spec.is_scope or target_id not in scope.spec.body.task_specs:
            continue
        victim = token
        while victim.home() is not scope:
            victim = victim.home()
        target = scope.spec.body.node(target_id)
        _refuse(target, target_id)
        instance.emit(RecordType.RETURNED, token, target=target_id, reason=reason)
        nodes, flows = target.process.ahead(target)
        for other in list(scope.inner.values()):
            waits_at_join = other.spec.joins and other.status is Status.WAITING
            again = other.via in flows if waits_at_join else other.spec.name in nodes
            if other is not victim and not other.passive and again:
                instance.kill(other)
        begun = instance.arrive(target, scope)
        if target.kind == "startEvent":
            begun.internal["triggered"] = True
        instance.kill(victim)
        return
    raise InvalidArgument(
        f"“{target_id}”不在“{token.spec.bpmn_id}”所处的任何范围内，不能退回", target_element_id=target_id
    )


def _refuse(target: Any, target_id: str) -> None:
    """Raises InvalidArgument for an element at which nobody can put a token that came by no flow."""
    listens = target.boundary or target.is_handler or target.for_compensation
    if listens or (target.kind == "startEvent" and target.event_subprocess is not None):
        raise InvalidArgument(
            f"不能退回到“{target_id}”：它只由等待中的事件或补偿开始", target_element_id=target_id
        )
    if target.joins and len(target.incoming) > 1:  # by which flow would it have come?
        raise InvalidArgument(
            f"不能退回到汇聚网关“{target_id}”：请退回到它前面的活动", target_element_id=target_id
        )
