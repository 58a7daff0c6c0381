"""Records: same commands, same records; they say why a path was taken; the state handed in is left alone."""

from __future__ import annotations

import copy
import json

from processes.engine import Cancel, Resources, SetVariables, Start, apply, commands, compile
from processes.engine.context import Context
from tests.processes.engine.models import NOW, document, ext, process, records, sandbox

CHOICE = '<exclusiveGateway id="g" default="p_3"/><userTask id="a"/><userTask id="b"/>'
FLOW = 's>g; g>a [registration.disclosure = "主动公开" and n >= 2]; g>b; a>e; b>e'


def test_a_taken_flow_tells_its_condition_and_what_it_read():
    box = sandbox(process(CHOICE, FLOW))
    box.start("p", {"registration": {"disclosure": "主动公开", "title": "x" * 2000}, "n": 2})
    box.start("p", {"registration": {"disclosure": "不予公开"}, "n": 2})
    taken = [r for r in records(box, "sequence_flow_taken") if r["flow_id"] in ("p_2", "p_3")]
    assert taken == [
        {
            "flow_id": "p_2",
            "condition": 'registration.disclosure = "主动公开" and n >= 2',
            "values": {"n": 2, "registration.disclosure": "主动公开"},
        },
        {
            "flow_id": "p_3",
            "default": True,
            "rejected": [
                {
                    "flow_id": "p_2",
                    "condition": 'registration.disclosure = "主动公开" and n >= 2',
                    "values": {"n": 2, "registration.disclosure": "不予公开"},
                }
            ],
        },
    ]


def _taken_by_default(nodes: str, flows: str) -> list[dict[str, object]]:
    box = sandbox(process(nodes, flows))
    box.start("p", {"n": 2})
    return [r for r in records(box, "sequence_flow_taken") if r["flow_id"] == "p_4"]


def test_a_default_flow_tells_every_condition_that_did_not_hold():
    expected = {
        "flow_id": "p_4",
        "default": True,
        "rejected": [
            {"flow_id": "p_2", "condition": "n > 5", "values": {"n": 2}},
            {"flow_id": "p_3", "condition": "n > 3", "values": {"n": 2}},
        ],
    }
    ends = '<userTask id="a"/><userTask id="b"/><userTask id="c"/>'
    flows = "s>g; g>a [n > 5]; g>b [n > 3]; g>c; a>e; b>e; c>e"
    for gateway in ("exclusiveGateway", "inclusiveGateway", "task"):
        assert _taken_by_default(f'<{gateway} id="g" default="p_4"/>{ends}', flows) == [expected], gateway


def test_a_default_flow_without_alternatives_needs_no_reason():
    box = sandbox(process('<exclusiveGateway id="g" default="p_2"/>', "s>g; g>e"))
    box.start("p")
    assert records(box, "sequence_flow_taken")[-1] == {"flow_id": "p_2"}


def test_a_long_value_is_described_and_not_repeated():
    box = sandbox(process('<exclusiveGateway id="g"/>', "s>g; g>e [count(items) > 1]"))
    box.start("p", {"items": ["很长的文字" * 50] * 9})
    (taken,) = [r for r in records(box, "sequence_flow_taken") if "condition" in r]
    assert taken["values"] == {"items": "（列表，9 项）"}


def test_the_state_that_goes_in_is_not_changed_and_a_step_repeats_itself():
    program = compile(Resources({"a.bpmn": document(process('<userTask id="t"/>', "s>t; t>e"))}))
    context = Context(NOW, "li")
    first = apply(program, None, Start("p", {"doc": {"a": [1]}}), context)
    kept = copy.deepcopy(first.state)
    command = commands.CompleteUserTask(2, {"doc": {"a": [1, 2]}})
    one, two = (apply(program, first.state, command, context) for _ in range(2))
    assert first.state == kept == json.loads(json.dumps(kept))
    assert (one.state, one.records) == (two.state, two.records)


def test_variables_of_a_command_are_not_shared_with_the_instance():
    program = compile(Resources({"a.bpmn": document(process('<userTask id="t"/>', "s>t; t>e"))}))
    given = {"list": [1]}
    step = apply(program, None, Start("p", given), Context(NOW, "li"))
    given["list"].append(2)
    assert step.state["tokens"][0][7] == {"list": [1]}
    assert step.records[0].payload["variables"] == {"list": [1]}


def test_element_instances_count_from_one_and_the_root_scope_is_none():
    inner = (
        '<subProcess id="sub"><startEvent id="i"/><userTask id="u"/>'
        '<sequenceFlow id="q" sourceRef="i" targetRef="u"/>'
    )
    box = sandbox(process(inner + "</subProcess>", "s>sub; sub>e"))
    box.start("p")
    told = [
        (r.element_id, r.element_instance_id, r.scope_id)
        for r in box.records
        if r.type == "element_activated"
    ]
    assert told == [("s", 1, None), ("sub", 2, None), ("i", 3, 2), ("u", 4, 2)]
    assert {record.process_id for record in box.records} == {"p"}


def test_cancel_ends_everything_and_says_why():
    box = sandbox(process('<userTask id="t"/>', "s>t; t>e"))
    instance = box.start("p")
    told = box.run(instance, Cancel("误建"), actor="li")
    assert [r.type for r in told] == ["user_task_canceled", "element_terminated", "instance_terminated"]
    assert told[-1].payload == {"reason": "误建"}
    assert box.user_tasks() == []


def test_set_variables_wakes_conditional_events():
    node = (
        '<intermediateCatchEvent id="c"><conditionalEventDefinition><condition>= ready = true</condition>'
        "</conditionalEventDefinition></intermediateCatchEvent>"
    )
    box = sandbox(process(node, "s>c; c>e"))
    instance = box.start("p")
    assert instance.state == "active"
    box.run(instance, SetVariables(None, {"ready": True}))
    assert instance.state == "completed"


def test_every_command_survives_being_stored():
    made = [
        commands.Start("p", {"a": 1}, "s"),
        commands.CompleteUserTask(1, {"a": 1}),
        commands.AssignUserTask(1, None),
        commands.UrgeUserTask(1, "x", ["li"]),
        commands.CompleteJob(1),
        commands.FailJob(1, "x", 0),
        commands.ThrowJobError(1, "E", "x"),
        commands.FireTimer(1, 2),
        commands.PublishMessage("m", {"a": 1}, "k", 3),
        commands.BroadcastSignal("s"),
        commands.ResolveIncident(1),
        commands.Cancel("x"),
        commands.SetVariables(None, {}),
        commands.ReturnTo(1, "t", "x"),
        commands.RecomputeDeadlines(),
        commands.Suspend("x"),
        commands.Resume(),
        commands.Modify([{"type": "cancel", "element_id": "t"}], "x"),
        commands.Migrate(2, 3, "hash", {"a": "b"}, ["b"], "x"),
    ]
    assert {type(command) for command in made} == set(commands.BY_NAME.values())
    for command in made:
        assert commands.from_plain(json.loads(json.dumps(command.to_plain()))) == command


def test_a_decision_tells_its_inputs_the_matched_rules_and_the_result():
    rule = '<businessRuleTask id="r">' + ext('<zeebe:calledDecision decisionId="D" resultVariable="d"/>')
    box = sandbox(process(rule + "</businessRuleTask>", "s>r; r>e"), files={"d.dmn": TABLE})
    instance = box.start("p", {"x": 12})
    assert instance.incidents == {}
    (told,) = records(box, "decision_evaluated")
    assert (told["decision_id"], told["result"], told["result_variable"]) == ("D", "大", "d")
    assert [match["index"] for match in told["matched"]] == [2]
    assert instance.variables["d"] == "大"


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="defs" name="d" namespace="x">
<decision id="D" name="D"><variable id="v" name="D"/><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i1"><inputExpression id="ie" typeRef="number"><text>x</text></inputExpression></input>
<output id="o1" name="size" typeRef="string"/>
<rule id="r1"><inputEntry id="a1"><text>&lt; 10</text></inputEntry>
<outputEntry id="b1"><text>"小"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="a2"><text>&gt;= 10</text></inputEntry>
<outputEntry id="b2"><text>"大"</text></outputEntry></rule>
</decisionTable></decision></definitions>""".encode()
