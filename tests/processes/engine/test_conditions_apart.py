"""Conditional events: looked at when a variable that they read changes, wherever their round lies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from processes.engine import CompleteUserTask, Migrate, ResolveIncident, Resume, SetVariables, Start, Suspend
from processes.engine.elements.catching import Catcher
from processes.records import Record
from tests.processes.engine.twins import Twins, drawn

ROUNDS = 20
MODEL = """process p
  start s
  user other
  sub r each=items item=x
    start is
    user u
    boundary hurry on=u when="{condition}" nonint
    end ih
    hurry > ih
    end ie
    is > u > ie
  end e
  end oe
  s > other > oe
  s > r > e"""


def begun(condition: str, **variables: Any) -> Twins:
    """Twenty rounds, each with a task and an event that waits for the condition."""
    twins = Twins(drawn(MODEL.format(condition=condition)))
    twins.run(Start("p", {"items": list(range(ROUNDS)), **variables}))
    assert twins.shelf.pieces
    return twins


def happened(records: list[Record]) -> int:
    """How often the event happened."""
    return sum(record.type == "element_activated" and record.element_id == "hurry" for record in records)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The listeners that were looked at."""
    found: list[int] = []
    poll = Catcher.poll

    def noted(self: Catcher, token: Any) -> bool:
        found.append(token.id)
        return poll(self, token)

    monkeypatch.setattr(Catcher, "poll", noted)
    return found


def test_a_variable_around_the_rounds_reaches_each_of_them():
    twins = begun("urgent = true")
    assert happened(twins.run(SetVariables(None, {"urgent": True}))) == ROUNDS
    assert happened(twins.run(SetVariables(None, {"urgent": False}))) == 0
    assert happened(twins.run(SetVariables(None, {"urgent": True}))) == ROUNDS


def test_a_value_set_inside_a_round_goes_where_its_name_is_known(asked: list[int]):
    """The round has ``x``; nobody has ``remark``, so it becomes a variable of the instance."""
    twins = begun("remark = 1")
    second = twins.open("u")[1]
    asked.clear()
    assert happened(twins.run(SetVariables(second, {"x": 7}))) == 0
    assert asked == []
    assert happened(twins.run(SetVariables(second, {"remark": 1}))) == ROUNDS


def test_a_local_variable_stays_local(asked: list[int]):
    twins = begun("x = 100")
    second = twins.open("u")[1]
    asked.clear()
    assert happened(twins.run(SetVariables(second, {"x": 100}))) == 1
    assert len(set(asked)) == 1  # in each of the three runs


def test_a_step_in_one_round_asks_no_other(asked: list[int]):
    twins = begun("urgent = true and doc.ready = true", urgent=True)
    asked.clear()
    twins.run(CompleteUserTask(twins.open("u")[3], {"opinion": "同意"}))
    twins.complete("other", note="无关")
    assert asked == []
    assert happened(twins.run(SetVariables(None, {"doc": {"ready": True}}))) == ROUNDS - 1


@pytest.mark.parametrize(
    "condition",
    [
        "now() > date and time(limit)",
        "is working day(today()) = false",
        "some d in [today()] satisfies d > until",
    ],
)
def test_who_asks_the_clock_is_asked_with_every_command(condition: str):
    twins = begun(
        condition.replace("until", "date(until)"), limit="2026-02-07T00:00:00+08:00", until="2026-02-06"
    )
    assert happened(twins.run(SetVariables(None, {"note": 1}))) == 0
    assert happened(twins.run(SetVariables(None, {"note": 2}), after=timedelta(days=1))) == ROUNDS


def test_a_condition_that_failed_is_asked_again_after_the_repair():
    twins = begun("if limit = 1 then 5 else limit = 2", limit=0)
    records = twins.run(SetVariables(None, {"limit": 1}))
    parked = [record.element_instance_id or 0 for record in records if record.type == "incident_created"]
    assert len(parked) == ROUNDS
    assert happened(twins.run(SetVariables(None, {"limit": 2}))) == 0
    assert happened(twins.run(ResolveIncident(parked[0], {}))) == 1


def test_what_changed_during_a_suspension_is_seen_afterwards():
    twins = begun("urgent = true")
    twins.run(Suspend("等待"))
    assert happened(twins.run(SetVariables(None, {"urgent": True}))) == 0
    assert happened(twins.run(Resume())) == ROUNDS


def test_another_version_asks_for_other_variables():
    twins = begun("urgent = true")
    target = drawn(MODEL.format(condition="remark = 1"))
    twins.run(Migrate(0, 0, target.content_hash, {}, [], "换版本"), target=target)
    assert happened(twins.run(SetVariables(None, {"urgent": True}))) == 0
    assert happened(twins.run(SetVariables(None, {"remark": 1}))) == ROUNDS
