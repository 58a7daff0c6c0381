"""岗位分离: who may not do a task because of what he has done before, and in whose name a task is done.

``excluded`` bars a person in every capacity, also as somebody's deputy or through one.  ``once`` names those
whose part has been done: nobody does two parts in one capacity, but who acts for another or in an acting post
(代) does one of them in that (S2-42).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.errors import Forbidden

from ..context import Context


def counts_for(context: Context) -> str:
    """In whose name the work is done: the person stood in for, the acting post, else who does it."""
    return context.on_behalf_of or context.acting_post or context.actor


def completion(context: Context, at: str) -> dict[str, Any]:
    """What the output mappings of a completed task see beside its data.

    ``completed_by`` did it, ``completed_for`` says in whose name, ``involved`` are the people whom a later
    segregation has to count: both of them.  Whoever acts in his own name needs no words
    (``scopes.view`` adds them).
    """
    told: dict[str, Any] = {"completed_by": context.actor, "completed_at": at}
    if counts_for(context) != context.actor:
        people = [context.actor, context.on_behalf_of]
        told |= {"completed_for": counts_for(context), "involved": [each for each in people if each]}
    return told


def check_excluded(task: str, work: Mapping[str, Any], *people: str | None) -> None:
    """Raises Forbidden when one of the people had a part in what the task is to judge."""
    for person in people:
        if person in work["excluded"]:
            raise Forbidden(f"{person} 参与过前一环节，按岗位分离不能办理“{task}”", person=person)


def check_once(task: str, work: Mapping[str, Any], context: Context) -> None:
    """Raises Forbidden when who does it has done another part in the same capacity (S2-42)."""
    holder = counts_for(context)
    if holder in work.get("once", ()):
        raise Forbidden(
            f"{holder} 已办理过本轮的另一环节，不能再办理“{task}”；由同一人办理须有登记的代理", person=holder
        )
