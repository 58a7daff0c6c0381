"""Moving, ending and beginning tokens inside rounds and called processes."""

from __future__ import annotations

import pytest

from processes.errors import InvalidState
from tests.processes.engine.models import ext, process, sandbox
from tests.processes.engine.test_modification import modify, number, open_tasks, refused

LOOP = (
    "<multiInstanceLoopCharacteristics{}><extensionElements><zeebe:loopCharacteristics "
    'inputCollection="=people" inputElement="person" outputCollection="answers" outputElement="=answer"/>'
    "</extensionElements></multiInstanceLoopCharacteristics>"
)


ROUND = {"type": "activate", "element_id": "sign"}


def sign(sequential):
    order = ' isSequential="true"' if sequential else ""
    task = f'<userTask id="sign">{ext("")}{LOOP.format(order)}</userTask><userTask id="after"/>'
    box = sandbox(process(task, "s>sign; sign>after; after>e"))
    box.start("p", {"people": ["甲", "乙"]})
    return box


def body(box):
    return next(
        v.element_instance_id for v in box.instances()[0].elements.values() if v.kind.endswith("Body")
    )


@pytest.mark.parametrize("sequential", [False, True])
def test_one_more_round(sequential):
    box = sign(sequential)
    modify(
        box,
        {
            "type": "activate",
            "element_id": "sign",
            "scope": body(box),
            "variables": {"sign": {"person": "丙"}},
        },
    )
    assert len(open_tasks(box)) == (1 if sequential else 3)
    for answer in (1, 2, 3):
        assert open_tasks(box)[0] == "sign"
        box.complete("sign", {"answer": answer})
    assert open_tasks(box) == ["after"]
    assert len(box.instances()[0].variables["answers"]) == 3


def test_one_round_less():
    box = sign(False)
    modify(box, {"type": "cancel", "element_instance_id": number(box, "sign")})
    counters = box.instances()[0].variables_at(body(box))
    assert (counters["numberOfActiveInstances"], counters["numberOfTerminatedInstances"]) == (1, 1)
    box.complete("sign", {"answer": 2})
    assert open_tasks(box) == ["after"]


def test_a_round_needs_its_item_and_a_body():
    box = sign(False)
    refused(box, ROUND | {"scope": body(box)}, match="“person”")


def test_the_whole_multi_instance_moves_as_one():
    box = sign(False)
    modify(box, {"type": "move", "element_id": "sign", "target": "after"})
    assert open_tasks(box) == ["after"]


def test_inside_rounds_the_scope_must_be_named():
    inner = (
        '<startEvent id="i"/><userTask id="u"/><userTask id="v"/><sequenceFlow id="q1" sourceRef="i" '
        'targetRef="u"/><sequenceFlow id="q2" sourceRef="u" targetRef="v"/>'
    )
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
    inner += loop + "</multiInstanceLoopCharacteristics>"
    nodes = f'<userTask id="a"/><subProcess id="sub">{inner}</subProcess>'
    box = sandbox(process(nodes, "s>a; a>sub; sub>e"))
    box.start("p")
    refused(box, {"type": "move", "element_id": "a", "target": "v"}, error=InvalidState, match="多实例")
    box.complete("a")
    refused(box, {"type": "activate", "element_id": "v"}, match="有 2 个进行中的范围")
    second = number(box, "u", 1)
    modify(box, {"type": "move", "element_instance_id": second, "target": "v"})
    assert open_tasks(box) == ["u", "v"]
    round_ = next(row[1] for row in box.instances()[0].engine_state["tokens"] if row[3] == "u")
    modify(box, {"type": "activate", "element_id": "v", "scope": round_})
    assert open_tasks(box) == ["u", "v", "v"]
    for task in ("u", "v", "v", "v"):
        box.complete(task)
    assert box.instances()[0].state == "completed"


def test_into_a_called_process():
    call = (
        '<userTask id="a"/><callActivity id="call">'
        + ext(
            '<zeebe:calledElement processId="q"/><zeebe:ioMapping><zeebe:input source="=n + 1" target="m"/>'
            "</zeebe:ioMapping>"
        )
        + "</callActivity>"
    )
    called = process('<userTask id="u"/><userTask id="v"/>', "s>u; u>v; v>e", "q")
    box = sandbox(process(call, "s>a; a>call; call>e"), called)
    instance = box.start("p", {"n": 1})
    refused(
        box,
        {"type": "move", "element_id": "a", "target": "v", "process_id": "p"},
        match="请用 process_id",
    )
    modify(box, {"type": "move", "element_id": "a", "target": "v"})
    assert open_tasks(box) == ["v"]
    scope = next(v.element_instance_id for v in instance.elements.values() if v.element_id == "call")
    assert instance.variables_at(scope)["m"] == 2
    box.complete("v")
    assert instance.state == "completed"


def test_a_scope_whose_inputs_cannot_be_computed_is_refused():
    sub = '<subProcess id="sub">' + ext(
        '<zeebe:ioMapping><zeebe:input source="=1 + missing.x" target="y"/></zeebe:ioMapping>'
    )
    late = (
        '<boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition><timeDuration>=nothing'
        "</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    inner = '<startEvent id="i"/><userTask id="u"/><sequenceFlow id="q" sourceRef="i" targetRef="u"/>'
    box = sandbox(process(f'<userTask id="a"/>{sub}{inner}</subProcess>{late}', "s>a; a>sub; sub>e; late>e"))
    box.start("p")
    refused(
        box, {"type": "move", "element_id": "a", "target": "u"}, error=InvalidState, match="不能开始“sub”"
    )
