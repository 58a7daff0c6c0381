"""Called processes, multi-instance calls, messages and signals between instances."""

from __future__ import annotations

import pytest

from processes.engine import PublishMessage
from processes.errors import InvalidArgument, InvalidState
from tests.processes.engine.models import ext, process, records, sandbox

REPLY = '<message id="M" name="reply">' + ext('<zeebe:subscription correlationKey="= case"/>') + "</message>"
WAIT = '<intermediateCatchEvent id="w"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>'


def call(inner: str = "", called: str = 'processId="child"') -> str:
    extension = ext(f"<zeebe:calledElement {called}/>" + inner)
    return f'<callActivity id="c">{extension}</callActivity><userTask id="after"/>'


def test_a_called_process_hands_back_only_what_it_wrote():
    box = sandbox(
        process(
            call() + '<parallelGateway id="f"/><userTask id="side"/>',
            "s>f; f>c; f>side; c>after; after>e; side>e",
        ),
        process('<userTask id="u"/>', "s>u; u>e", "child"),
    )
    instance = box.start("p", {"shared": 1, "mine": 1})
    box.complete("side", {"shared": 2})
    box.complete("u", {"answer": 42})
    assert {k: instance.variables[k] for k in ("shared", "mine", "answer")} == {
        "shared": 2,
        "mine": 1,
        "answer": 42,
    }


def test_mappings_of_a_call_keep_both_sides_apart():
    mapping = (
        '<zeebe:ioMapping><zeebe:input source="= doc.title" target="title"/>'
        '<zeebe:output source="= {was: before, now: result}" target="outcome"/></zeebe:ioMapping>'
    )
    called = 'processId="child" propagateAllParentVariables="false" propagateAllChildVariables="false"'
    box = sandbox(
        process(call(mapping, called), "s>c; c>after; after>e"),
        process('<userTask id="u"/>', "s>u; u>e", "child"),
    )
    instance = box.start("p", {"doc": {"title": "补贴办法"}, "before": 1})
    (task,) = box.user_tasks()
    assert instance.variables_at(2) == {"title": "补贴办法"}
    box.complete(task, {"result": 7, "noise": 1})
    assert instance.variables["outcome"] == {"was": 1, "now": 7}
    assert not {"result", "noise", "title"} & set(instance.variables)


def test_every_round_of_a_multi_instance_call_has_its_own_item_and_result():
    loop = (
        "<multiInstanceLoopCharacteristics>"
        + ext(
            '<zeebe:loopCharacteristics inputCollection="= units" inputElement="unit" '
            'outputCollection="opinions" outputElement="= {unit: unit, says: says}"/>'
        )
        + "</multiInstanceLoopCharacteristics>"
    )
    node = call().replace("</callActivity>", loop + "</callActivity>")
    box = sandbox(process(node, "s>c; c>after; after>e"), process('<userTask id="u"/>', "s>u; u>e", "child"))
    instance = box.start("p", {"units": ["甲", "乙", "丙"]})
    for index in (2, 0, 0):
        box.complete("u", {"says": f"第{index}"}, index=index)
    assert [o["unit"] for o in instance.variables["opinions"]] == ["甲", "乙", "丙"]
    assert [o["says"] for o in instance.variables["opinions"]] == ["第0", "第0", "第2"]
    assert "unit" not in instance.variables


def test_a_round_collects_the_variable_that_its_form_writes():
    loop = (
        '<userTask id="sign">'
        + ext(
            '<zeebe:ioMapping><zeebe:output source="= {by: completed_by, opinion: signature.opinion}" '
            'target="signature"/></zeebe:ioMapping>'
        )
        + "<multiInstanceLoopCharacteristics>"
        + ext(
            '<zeebe:loopCharacteristics inputCollection="= leaders" inputElement="leader" '
            'outputCollection="signatures" outputElement="= signature"/>'
        )
        + "<completionCondition>= signature.opinion = &quot;不同意&quot;</completionCondition>"
        "</multiInstanceLoopCharacteristics></userTask>"
    )
    box = sandbox(process(loop, "s>sign; sign>e"))
    instance = box.start("p", {"leaders": ["a", "b", "c"]})
    box.complete("sign", {"signature": {"opinion": "同意"}}, actor="a")
    box.complete("sign", {"signature": {"opinion": "不同意"}}, actor="b")
    assert instance.state == "completed"
    assert instance.variables["signatures"] == [
        {"by": "a", "opinion": "同意"},
        {"by": "b", "opinion": "不同意"},
        None,
    ]
    assert "signature" not in instance.variables


def test_a_message_finds_the_instance_whose_key_it_carries():
    box = sandbox(process(WAIT, "s>w; w>e"), REPLY)
    one, two = box.start("p", {"case": 7}), box.start("p", {"case": "八"})
    assert records(box, "message_subscribed")[0] == {"name": "reply", "correlation_key": "7"}
    with pytest.raises(InvalidState):
        box.publish_message("reply", "9")
    box.publish_message("reply", "八", {"text": "好"})
    assert (one.state, two.state) == ("active", "completed")
    assert two.variables["text"] == "好"


def test_a_throw_event_tells_its_key_by_an_input_mapping_and_sends_only_its_inputs():
    throw = (
        '<intermediateThrowEvent id="t">'
        + ext(
            '<zeebe:ioMapping><zeebe:input source="= other" target="correlation_key"/>'
            '<zeebe:input source="= secret.part" target="part"/></zeebe:ioMapping>'
        )
        + '<messageEventDefinition messageRef="M"/></intermediateThrowEvent>'
    )
    box = sandbox(process(WAIT, "s>w; w>e"), process(throw, "s>t; t>e", "q"), REPLY)
    waiting = box.start("p", {"case": "k1"})
    box.start("q", {"other": "k1", "secret": {"part": 1, "rest": 2}})
    assert waiting.state == "completed"
    assert waiting.variables["part"] == 1
    assert "secret" not in waiting.variables


def test_a_message_may_name_its_subscription():
    box = sandbox(process(WAIT.replace("</inter", "</inter"), "s>w; w>e"), '<message id="M" name="reply"/>')
    instance = box.start("p")
    with pytest.raises(InvalidState):
        box.run(instance, PublishMessage("reply", {}, None, 99))
    box.run(instance, PublishMessage("reply", {}, None, 2))
    assert instance.state == "completed"


def test_a_process_that_only_a_message_starts_is_not_started_by_hand():
    start = (
        '<process id="m" isExecutable="true"><startEvent id="ms">'
        '<messageEventDefinition messageRef="M"/></startEvent>'
        '<userTask id="u"/><sequenceFlow id="a" sourceRef="ms" targetRef="u"/></process>'
    )
    box = sandbox(start, REPLY)
    with pytest.raises(InvalidArgument, match="只能由事件启动"):
        box.start("m")
    box.publish_message("reply", "x", {"doc": 1})
    assert box.instances()[0].variables == {"doc": 1, "instance_id": 1}
    assert [task.element_id for task in box.user_tasks()] == ["u"]
