"""Two reviews of a draft, the people who do them, and what they see and do."""

from __future__ import annotations

import pytest

from processes import queries
from processes.commands import Actor
from processes.errors import Forbidden
from processes.queries import Filter
from processes.rights import Capacity
from tests.processes import diagrams
from tests.processes.conftest import Clock
from tests.processes.matters import Sessions, complete

FOR_HEAD = Capacity("李四", frozenset({"section_head@zjw"}), person="li4", whole=True)
DEPUTY = Actor("qian7", "钱七", "zjw", frozenset({"drafter@zjw"}), (FOR_HEAD,))
ACTING = Capacity("分管负责人", frozenset({"deputy_head@zjw"}), post="deputy_head@zjw")

#: Two drafts and two reviews of a unit: different people, unless one acts for somebody.
REVIEWS = diagrams.diagram(
    "reviews",
    "两审",
    '<startEvent id="start"/>'
    + diagrams.user_task(
        "draft",
        "起草",
        extra='<zeebe:ioMapping><zeebe:output source="=involved" target="authors"/></zeebe:ioMapping>',
    )
    + diagrams.user_task(
        "first",
        "一审",
        'candidateGroups="section_head"',
        '<zeebe:ioMapping><zeebe:output source="=completed_for" target="first_for"/></zeebe:ioMapping>'
        '<jiedu:segregation excluded="=authors"/><jiedu:verbs allow="return"/>',
    )
    + diagrams.user_task(
        "second",
        "二审",
        'candidateGroups="deputy_head"',
        '<jiedu:segregation excluded="=authors" once="=[first_for]"/>',
    )
    + '<endEvent id="done"/>'
    + diagrams.flow("start", "draft")
    + diagrams.flow("draft", "first")
    + diagrams.flow("first", "second")
    + diagrams.flow("second", "done"),
)


def offered(sessions: Sessions, actor: Actor, view: Filter = "todo") -> list[str]:
    with sessions() as session:
        return [item.name for item in queries.worklist(session, actor, view).items]


def refused(sessions: Sessions, clock: Clock, number: int, actor: Actor) -> str:
    with pytest.raises(Forbidden) as told:
        complete(sessions, clock, number, actor)
    return str(told.value)
