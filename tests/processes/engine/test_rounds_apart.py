"""Rounds of large multi-instance bodies that lie on the shelf: every command means the same for them."""

from __future__ import annotations

from processes.engine import CompleteJob, Resume, SetVariables, Start, Suspend
from tests.processes.engine.twins import Twins, drawn

ITEMS = list(range(20))


def test_work_reported_during_a_suspension_goes_on_in_its_round():
    twins = Twins(drawn("process p\n  start s\n  service u job each=items item=x\n  end e\n  s > u > e"))
    twins.run(Start("p", {"items": ITEMS}))
    first, *others = twins.view.jobs
    twins.run(Suspend("等待"))
    twins.run(CompleteJob(first, {"z": 1}))
    twins.run(Resume())
    assert first not in twins.view.active
    for job in others:
        twins.run(CompleteJob(job, {}))
    assert twins.ended


def test_a_long_value_stays_while_rounds_name_it():
    """The rounds copy a document of their caller, which then changes it."""
    caller = "process p\n  start s\n  call c q each=items item=x\n  end e\n  s > c > e"
    called = "process q\n  start s\n  user u\n  end e\n  s > u > e"
    twins = Twins(drawn(caller, called))
    twins.run(Start("p", {"items": ITEMS, "text": "长" * 5_000, "note": "注" * 500}))
    twins.run(SetVariables(None, {"text": "短", "note": "短"}))
    for _ in ITEMS:
        twins.complete("u")
    assert twins.ended


def test_numbers_and_copies_do_not_depend_on_what_was_loaded():
    caller = "process p\n  start s\n  user a\n  call c q\n  end e\n  s > a > c > e"
    twins = Twins(drawn(caller, "process q\n  start s\n  user u\n  end e\n  s > u > e"))
    twins.run(Start("p", {"z": "长" * 300, "b": 1}))
    twins.run(SetVariables(None, {"z": "短" * 300, "b": "注" * 300}))
    twins.complete("a")
    twins.complete("u")
    assert twins.ended
