"""Moving, ending and beginning tokens by hand: joins count right afterwards, a refusal changes nothing."""

from __future__ import annotations

import copy

import pytest

from processes.engine import Modify, Resume, Suspend
from processes.errors import InvalidArgument, InvalidState, NotFound
from tests.processes.engine.models import process, records, sandbox

PARALLEL = (
    '<userTask id="draft"/><parallelGateway id="f"/><userTask id="a"/><userTask id="a2"/><userTask id="b"/>'
    '<parallelGateway id="j"/><userTask id="after"/>'
)
FLOW = "s>draft; draft>f; f>a; a>a2; a2>j; f>b; b>j; j>after; after>e"
SUB = (
    '<userTask id="first"/><subProcess id="sub"><startEvent id="i"/><userTask id="u"/><userTask id="v"/>'
    '<sequenceFlow id="q1" sourceRef="i" targetRef="u"/><sequenceFlow id="q2" sourceRef="u" targetRef="v"/>'
    '<subProcess id="deep"><startEvent id="di"/><userTask id="w"/>'
    '<sequenceFlow id="q3" sourceRef="di" targetRef="w"/></subProcess>'
    '<sequenceFlow id="q4" sourceRef="v" targetRef="deep"/>'
    '</subProcess><boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition><timeDuration>P1D'
    '</timeDuration></timerEventDefinition></boundaryEvent><userTask id="last"/>'
)
SUB_FLOW = "s>first; first>sub; sub>last; late>last; last>e"


def open_tasks(box):
    return sorted(task.element_id for task in box.user_tasks())


def number(box, element, index=0):
    found = [task.element_instance_id for task in box.user_tasks() if task.element_id == element]
    return found[index]


def modify(box, *instructions, reason="改错"):
    box.run(box.instances()[0], Modify(list(instructions), reason))


def refused(box, *instructions, error=InvalidArgument, match):
    before = copy.deepcopy(box.instances()[0].engine_state)
    with pytest.raises(error, match=match):
        modify(box, *instructions)
    assert box.instances()[0].engine_state == before


@pytest.fixture
def parallel():
    box = sandbox(process(PARALLEL, FLOW))
    box.start("p")
    box.complete("draft")
    return box


def test_a_moved_token_counts_once_at_the_join(parallel):
    modify(parallel, {"type": "move", "element_id": "a", "target": "a2"})
    assert open_tasks(parallel) == ["a2", "b"]
    parallel.complete("b")
    parallel.complete("a2")
    assert open_tasks(parallel) == ["after"]
    [told] = records(parallel, "instance_modified")
    assert told["reason"] == "改错"
    assert told["changes"] == [
        {"type": "move", "ended": [{"element_instance_id": 4, "element_id": "a"}], "begun": "a2"}
    ]


def test_a_token_that_waits_at_a_join_can_be_moved_back(parallel):
    parallel.complete("b")
    [waiting] = [row for row in parallel.instances()[0].engine_state["tokens"] if row[3] == "j"]
    modify(parallel, {"type": "move", "element_instance_id": waiting[0], "target": "b"})
    assert open_tasks(parallel) == ["a", "b"]
    for task in ("a", "a2"):
        parallel.complete(task)
    assert open_tasks(parallel) == ["b"]
    parallel.complete("b")
    assert open_tasks(parallel) == ["after"]


def test_a_token_put_at_a_join_goes_on_at_once_unless_a_flow_is_named(parallel):
    refused(
        parallel,
        {"type": "move", "element_id": "b", "target": "j", "flow_id": "p_3"},
        match="第 1 条指令：“p_3”不是进入汇聚网关“j”的顺序流",
    )
    modify(parallel, {"type": "move", "element_id": "b", "target": "j", "flow_id": "p_7"})
    assert open_tasks(parallel) == ["a"]
    parallel.complete("a")
    parallel.complete("a2")
    assert open_tasks(parallel) == ["after"]


def test_over_the_join_with_the_other_branch_ended(parallel):
    modify(
        parallel, {"type": "move", "element_id": "a", "target": "j"}, {"type": "cancel", "element_id": "b"}
    )
    assert open_tasks(parallel) == ["after"]
    parallel.complete("after")
    assert parallel.instances()[0].state == "completed"


def test_nothing_left_is_refused(parallel):
    refused(
        parallel,
        {"type": "cancel", "element_id": "a"},
        {"type": "cancel", "element_id": "b"},
        error=InvalidState,
        match="请用“取消流程”",
    )


@pytest.mark.parametrize(
    ("instruction", "error", "match"),
    [
        ({"type": "jump"}, InvalidArgument, "type 应为"),
        ({"type": "cancel"}, InvalidArgument, "element_instance_id 或 element_id 之一"),
        ({"type": "cancel", "element_id": "draft"}, NotFound, "没有进行中的元素“draft”"),
        ({"type": "cancel", "element_instance_id": 0}, InvalidArgument, "取消流程"),
        ({"type": "cancel", "element_instance_id": 99}, NotFound, "没有进行中的元素实例 99"),
        ({"type": "cancel", "element_id": "a", "to": "b"}, InvalidArgument, "没有参数 to"),
        ({"type": "activate", "element_id": "nowhere"}, NotFound, "没有元素“nowhere”"),
        ({"type": "activate", "element_id": "s"}, InvalidArgument, "开始事件之后"),
        ({"type": "activate", "element_id": "b", "scope": 77}, NotFound, "没有进行中的范围 77"),
        (
            {"type": "activate", "element_id": "b", "variables": {"a": {}}},
            InvalidArgument,
            "变量只能给流程",
        ),
    ],
)
def test_a_refusal_names_the_instruction_and_changes_nothing(parallel, instruction, error, match):
    refused(parallel, instruction, error=error, match=rf"第 1 条指令.*{match}")


def test_the_same_token_cannot_end_twice(parallel):
    one = {"type": "cancel", "element_id": "a"}
    refused(parallel, one, one, match="第 2 条指令：元素实例 4 已在另一条指令中结束")


def test_a_reason_and_an_instruction_are_needed(parallel):
    with pytest.raises(InvalidArgument, match="原因"):
        modify(parallel, {"type": "cancel", "element_id": "a"}, reason=" ")
    with pytest.raises(InvalidArgument, match="没有给出修改指令"):
        modify(parallel)


def test_into_a_sub_process_that_is_not_open_with_variables_for_each_scope():
    box = sandbox(process(SUB, SUB_FLOW))
    instance = box.start("p", {"x": 1})
    move = {"type": "move", "element_id": "first", "target": "w"}
    modify(box, move | {"variables": {"": {"x": 2}, "sub": {"y": 3}, "deep": {"z": 4}, "w": {"t": 5}}})
    assert open_tasks(box) == ["w"]
    assert [timer["element_id"] for timer in instance.timers.values()] == ["late"]
    scopes = {visit.element_id: visit.element_instance_id for visit in instance.elements.values()}
    assert instance.variables == {"x": 2, "initiator": "tester", "instance_id": 1}
    assert [instance.variables_at(scopes[name]) for name in ("sub", "deep", "w")] == [
        {"y": 3},
        {"z": 4},
        {"t": 5},
    ]
    box.complete("w")
    box.complete("last")
    assert instance.state == "completed"


def test_two_begin_in_one_new_scope():
    box = sandbox(process(SUB, SUB_FLOW))
    box.start("p")
    modify(
        box,
        {"type": "move", "element_id": "first", "target": "u"},
        {"type": "activate", "element_id": "v"},
    )
    assert open_tasks(box) == ["u", "v"]
    assert len([r for r in records(box, "element_activated") if r["kind"] == "subProcess"]) == 1


def test_what_ends_last_in_a_scope_ends_the_scope():
    box = sandbox(process(SUB, SUB_FLOW))
    instance = box.start("p")
    box.complete("first")
    modify(box, {"type": "move", "element_id": "u", "target": "last"})
    assert open_tasks(box) == ["last"]
    assert instance.timers == {}
    states = {visit.element_id: visit.state for visit in instance.elements.values()}
    assert (states["sub"], states["u"]) == ("terminated", "terminated")


def test_within_the_same_scope_the_scope_stays():
    box = sandbox(process(SUB, SUB_FLOW))
    box.start("p")
    box.complete("first")
    modify(box, {"type": "move", "element_id": "u", "target": "v"})
    assert open_tasks(box) == ["v"]
    assert len(records(box, "timer_created")) == 1


def test_nothing_begins_in_what_ends():
    box = sandbox(process(SUB, SUB_FLOW))
    box.start("p")
    box.complete("first")
    refused(
        box,
        {"type": "cancel", "element_id": "sub"},
        {"type": "activate", "element_id": "v"},
        {"type": "activate", "element_id": "last"},
        match="第 2 条指令：“v”要在元素实例 3（sub）中开始，而它同时被结束",
    )


@pytest.mark.parametrize("element", ["late", "c", "undo", "es"])
def test_events_and_handlers_do_not_begin_by_hand(element):
    nodes = (
        '<userTask id="u"/><boundaryEvent id="late" attachedToRef="u"><timerEventDefinition><timeDuration>P1D'
        '</timeDuration></timerEventDefinition></boundaryEvent><boundaryEvent id="cb" attachedToRef="u">'
        '<compensateEventDefinition/></boundaryEvent><userTask id="undo" isForCompensation="true"/>'
        '<association id="as" sourceRef="cb" targetRef="undo"/>'
        '<eventBasedGateway id="g"/><intermediateCatchEvent id="c"><timerEventDefinition><timeDuration>P1D'
        "</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        '<intermediateCatchEvent id="c2"><timerEventDefinition><timeDuration>P2D</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
        '<subProcess id="es" triggeredByEvent="true"><startEvent id="ei"><timerEventDefinition><timeDuration>'
        'P9D</timeDuration></timerEventDefinition></startEvent><userTask id="eu"/>'
        '<sequenceFlow id="q" sourceRef="ei" targetRef="eu"/></subProcess>'
    )
    box = sandbox(process(nodes, "s>u; u>g; g>c; g>c2; c>e; c2>e; late>e"))
    box.start("p")
    refused(box, {"type": "activate", "element_id": element}, match="不能从")
    refused(box, {"type": "activate", "element_id": "eu"}, error=InvalidState, match="事件子流程“es”没有进行")


def test_while_suspended_what_begins_waits_for_the_resumption(parallel):
    [instance] = parallel.instances()
    parallel.run(instance, Suspend("核对"))
    modify(parallel, {"type": "move", "element_id": "a", "target": "a2"})
    assert open_tasks(parallel) == ["b"]
    parallel.run(instance, Resume())
    assert open_tasks(parallel) == ["a2", "b"]
