"""The unit that a matter belongs to is settled when it begins."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from processes import commands, queries
from processes.commands import Move, TaskRef
from processes.errors import InvalidArgument
from tests.processes.conftest import DRAFTER, OPERATOR, Clock
from tests.processes.diagrams import diagram, flow, user_task
from tests.processes.matters import Sessions, begun, ref_of

OWNED = diagram(
    "owned",
    "归属",
    '<startEvent id="start"/>'
    + user_task("write", "撰写")
    + '<intermediateCatchEvent id="told"><messageEventDefinition messageRef="m_told"/>'
    '</intermediateCatchEvent><endEvent id="done"/>'
    + flow("start", "write")
    + flow("write", "told")
    + flow("told", "done"),
    '<message id="m_told" name="told"><extensionElements><zeebe:subscription correlationKey="=key"/>'
    "</extensionElements></message>",
)
Change = Callable[[Session, int, int, Clock], object]


@pytest.fixture
def owned(sessions: Sessions, clock: Clock) -> tuple[int, int]:
    """An instance of zjw and its open task."""
    return ref_of(sessions, begun(sessions, clock, "owned", {"owned.bpmn": OWNED}, key="k"))


def unit(sessions: Sessions, number: int) -> str | None:
    with sessions() as session:
        return queries.instance(session, number).owner_unit


@pytest.mark.rule("S1-08")
@pytest.mark.parametrize(
    "change",
    [
        lambda s, n, t, now: commands.set_variables(s, n, {"owner_unit": "xcb"}, actor=OPERATOR, now=now()),
        lambda s, n, t, now: commands.set_variables(s, n, {"owner_unit": None}, actor=OPERATOR, now=now()),
        lambda s, n, t, now: commands.complete_user_task(
            s, TaskRef(n, t), {"owner_unit": "xcb"}, actor=DRAFTER, now=now()
        ),
    ],
    ids=["by hand", "taken away", "form"],
)
def test_no_command_changes_the_unit(
    sessions: Sessions, clock: Clock, owned: tuple[int, int], change: Change
) -> None:
    with sessions.begin() as session, pytest.raises(InvalidArgument, match="归属单位"):
        change(session, *owned, clock)

    assert unit(sessions, owned[0]) == "zjw"


@pytest.mark.rule("S1-08")
def test_no_message_changes_the_unit(sessions: Sessions, clock: Clock, owned: tuple[int, int]) -> None:
    with sessions.begin() as session:
        commands.complete_user_task(session, TaskRef(*owned), {}, actor=DRAFTER, now=clock())
    who = {"actor": OPERATOR, "now": clock()}
    with sessions.begin() as session, pytest.raises(InvalidArgument, match="归属单位"):
        commands.publish_message(session, "told", {"owner_unit": "xcb"}, "k", **who)

    assert unit(sessions, owned[0]) == "zjw"
    with sessions.begin() as session:
        commands.publish_message(session, "told", {"owner_unit": "zjw"}, "k", **who)
    with sessions() as session:
        assert queries.instance(session, owned[0]).status == "completed"


@pytest.mark.rule("S1-08")
def test_no_migration_changes_the_unit(sessions: Sessions, clock: Clock, owned: tuple[int, int]) -> None:
    with sessions.begin() as session:
        text = OWNED.replace("归属".encode(), "归属（新）".encode())
        commands.deploy(session, {"owned.bpmn": text}, "", actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        move = Move(2, reason="新")
        assert commands.migrate_instance(session, owned[0], move, actor=OPERATOR, now=clock()).done

    assert unit(sessions, owned[0]) == "zjw"
