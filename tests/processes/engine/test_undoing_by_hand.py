"""An operator takes an undoing away that cannot be done: what else is to be undone is undone all the same."""

from __future__ import annotations

import pytest

from processes.engine import Modify, Resume, Start, Suspend
from tests.processes.engine.twins import Twins, drawn

MODEL = """process p
  start s
  user a
  boundary ca on=a compensate
  user undo_a comp
  user b
  boundary cb on=b compensate
  user undo_b comp due="= due"
  throw t compensate
  user after
  undo ca undo_a
  undo cb undo_b
  s > a > b > t > after"""


@pytest.mark.parametrize("suspended", [False, True])
def test_the_next_undoing_begins_when_the_one_that_stopped_is_taken_away(suspended):
    twins = Twins(drawn(MODEL))
    twins.run(Start("p", {"due": 5}))
    twins.complete("a")
    twins.complete("b")
    [parked] = twins.view.incidents
    if suspended:
        twins.run(Suspend("等待"))
    twins.run(Modify([{"type": "cancel", "element_instance_id": parked}], "无法撤销"))
    if suspended:
        assert not twins.view.user_tasks
        twins.run(Resume())
    twins.complete("undo_a")
    twins.complete("after")
    assert twins.ended
