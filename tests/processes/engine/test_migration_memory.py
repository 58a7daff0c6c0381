"""What compensation remembers of calls by expression, and what it has begun to undo, moves with the rest."""

from __future__ import annotations

import pytest

from processes.engine import Migrate, MigrationRefused, Program, ResolveIncident, Start
from tests.processes.engine.twins import Twins, drawn

CALLER = "process p\n  start s\n  call c {}\n  user x\n  throw t compensate\n  end e\n  s > c > x > t > e"
CALLED = (
    "process q\n  start s\n  user u\n  boundary cu on=u compensate\n  user hu comp\n  end e\n"
    "  undo cu hu\n  s > u > e"
)
OTHER = CALLED.replace("process q", "process r")
UNDOING = """process p
  start s
  user {first}
  boundary ca on={first} compensate
  user ha comp
  user b
  boundary cb on=b compensate
  user hb comp due="= due"
  throw t compensate
  end e
  undo ca ha
  undo cb hb
  s > {first} > b > t > e"""


def move(program: Program, **mapping: str) -> Migrate:
    return Migrate(0, 0, program.content_hash, mapping, [], "换版本")


@pytest.mark.parametrize("before", ['"= kind"', "q"])
@pytest.mark.parametrize("after", ['"= kind"', "q"])
def test_a_finished_call_is_undone_after_a_migration(before, after):
    twins = Twins(drawn(CALLER.format(before), CALLED))
    twins.run(Start("p", {"kind": "q"}))
    twins.complete("u")
    target = drawn(CALLER.format(after), CALLED, OTHER)
    twins.run(move(target), target=target)
    twins.complete("x")
    twins.complete("hu")
    assert twins.ended


def test_a_finished_call_of_a_process_that_is_gone_stops_the_migration():
    twins = Twins(drawn(CALLER.format('"= kind"'), CALLED))
    twins.run(Start("p", {"kind": "q"}))
    twins.complete("u")
    target = drawn(CALLER.format('"= kind"'), OTHER)
    with pytest.raises(MigrationRefused, match="已完成的“c”在新版本中无法补偿"):
        twins.run(move(target), target=target)


def test_what_is_still_to_be_undone_is_named_as_in_the_new_version():
    twins = Twins(drawn(UNDOING.format(first="a")))
    twins.run(Start("p", {"due": 5}))
    twins.complete("a")
    twins.complete("b")
    [parked] = twins.view.incidents
    target = drawn(UNDOING.format(first="prepare"))
    twins.run(move(target, a="prepare"), target=target)
    twins.run(ResolveIncident(parked, {"due": None}))
    twins.complete("hb")
    twins.complete("ha")
    assert twins.ended


def test_a_subscription_is_told_by_the_name_that_was_computed():
    late = 'boundary m on={0} message="= name"'
    model = f"process p\n  start s\n  user {{0}}\n  {late}\n  end e\n  s > {{0}} > e\n  m > e"
    twins = Twins(drawn(model.format("a")))
    twins.run(Start("p", {"name": "收到回函"}))
    target = drawn(model.format("b").replace("boundary m", "boundary n").replace("  m >", "  n >"))
    records = twins.run(move(target, a="b", m="n"), target=target)
    assert [r.payload["messages"] for r in records if "messages" in r.payload] == [["收到回函"]]
