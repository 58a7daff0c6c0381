"""退回 and its joins: a returned token never makes a join fire too early or twice."""

from __future__ import annotations

import pytest

from processes.engine import ReturnTo, Start
from processes.errors import InvalidArgument
from tests.processes.engine.models import process, records, sandbox
from tests.processes.engine.twins import Twins, drawn

NODES = (
    '<userTask id="draft"/><parallelGateway id="f"/><userTask id="check"/><userTask id="sign">'
    "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    '</userTask><userTask id="media"/><parallelGateway id="j"/><userTask id="publish"/>'
)
FLOW = "s>draft; draft>f; f>check; check>sign; f>media; sign>j; media>j; j>publish; publish>e"


@pytest.fixture
def box():
    made = sandbox(process(NODES, FLOW))
    made.start("p")
    made.complete("draft")
    return made


def open_tasks(box):
    return sorted(task.element_id for task in box.user_tasks())


def back(box, source, target, reason="材料不全"):
    task = next(task for task in box.user_tasks() if task.element_id == source)
    box.run(task.instance, ReturnTo(task.element_instance_id, target, reason), actor="head")


def test_return_inside_a_parallel_branch_leaves_the_other_branch_alone(box):
    box.complete("media")
    box.complete("check")
    assert open_tasks(box) == ["sign", "sign"]
    back(box, "sign", "check")
    assert open_tasks(box) == ["check"]
    box.complete("check")
    box.complete("sign")
    box.complete("sign")
    assert open_tasks(box) == ["publish"]
    assert records(box, "returned") == [{"target": "check", "reason": "材料不全"}]


def test_return_over_the_join_starts_both_branches_again(box):
    for task in ("media", "check", "sign", "sign"):
        box.complete(task)
    back(box, "publish", "draft")
    assert open_tasks(box) == ["draft"]
    box.complete("draft")
    assert open_tasks(box) == ["check", "media"]
    for task in ("check", "media", "sign"):
        box.complete(task)
    assert open_tasks(box) == ["sign"]
    box.complete("sign")
    assert open_tasks(box) == ["publish"]
    box.complete("publish")
    assert box.instances()[0].state == "completed"


def test_return_before_the_fork_takes_the_token_that_waits_at_the_join_along(box):
    box.complete("media")
    back(box, "check", "draft")
    box.complete("draft")
    assert open_tasks(box) == ["check", "media"]
    for task in ("check", "sign", "sign"):
        box.complete(task)
    assert open_tasks(box) == ["media"]


def test_return_before_the_fork_ends_the_open_work_that_will_come_again(box):
    back(box, "check", "draft")
    assert open_tasks(box) == ["draft"]
    assert len(records(box, "user_task_canceled")) == 2
    for task in ("draft", "media", "check", "sign", "sign"):
        box.complete(task)
    assert open_tasks(box) == ["publish"]
    box.complete("publish")
    assert box.instances()[0].state == "completed"


def test_a_rework_loop_behind_the_join_does_not_make_the_other_branch_part_of_the_return():
    nodes = NODES + '<exclusiveGateway id="g" default="p_12"/><exclusiveGateway id="m"/>'
    flow = "s>draft; draft>m; m>f; f>check; check>sign; f>media; sign>j; media>j; publish>e; "
    box = sandbox(process(nodes, flow + "j>g; g>m [again]; g>publish"))
    box.start("p", {"again": False})
    box.complete("draft")
    box.complete("check")
    back(box, "sign", "check")
    assert open_tasks(box) == ["check", "media"]


def test_a_target_outside_every_scope_is_refused_and_nothing_changes(box):
    before = open_tasks(box)
    with pytest.raises(InvalidArgument, match="不能退回"):
        back(box, "check", "nowhere")
    assert open_tasks(box) == before


def test_a_gateway_that_joins_is_no_target(box):
    before = open_tasks(box)
    with pytest.raises(InvalidArgument, match="不能退回到汇聚网关“j”：请退回到它前面的活动"):
        back(box, "check", "j")
    assert open_tasks(box) == before


def test_what_begins_by_an_event_or_by_compensation_is_no_target():
    model = """process p
      start s
      user a
      boundary late on=a timer=P1D
      boundary c on=a compensate
      user undo_a comp
      undo c undo_a
      esub h
        start hs message=m
        task t
        hs > t
      user b
      s > a > b
      late > b"""
    twins = Twins(drawn(model))
    twins.run(Start("p"))
    twins.complete("a")
    for target in ("late", "undo_a", "h"):
        with pytest.raises(InvalidArgument, match="它只由等待中的事件或补偿开始"):
            twins.run(ReturnTo(*twins.open("b"), target, "材料不全"))
    twins.run(ReturnTo(*twins.open("b"), "a", "材料不全"))
    assert twins.open("a")


def test_return_out_of_a_sub_process_ends_it():
    inner = (
        '<userTask id="a"/><subProcess id="sub"><startEvent id="i"/><userTask id="u"/>'
        '<sequenceFlow id="q" sourceRef="i" targetRef="u"/></subProcess>'
    )
    box = sandbox(process(inner, "s>a; a>sub; sub>e"))
    box.start("p")
    box.complete("a")
    back(box, "u", "a")
    assert open_tasks(box) == ["a"]
    box.complete("a")
    assert open_tasks(box) == ["u"]
