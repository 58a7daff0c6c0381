"""What cannot be executed rightly is refused at deployment.

Every fault with element, line, Chinese text and remedy.
"""

from __future__ import annotations

import json

import pytest

from processes.engine import Resources, compile
from processes.errors import InvalidDefinition
from tests.processes.engine.models import HEAD, document, ext, process

OK = process('<userTask id="t"/>', "s>t; t>e")


def problems(*parts: str, forms: tuple[str, ...] = (), name: str = "a.bpmn"):
    resources = Resources({name: document(*parts)}, {}, dict.fromkeys(forms, b"{}"))
    with pytest.raises(InvalidDefinition) as refused:
        compile(resources)
    return refused.value.problems


def codes(*parts: str, **options) -> set[str]:
    return {problem.code for problem in problems(*parts, **options) if problem.severity == "error"}


def test_a_problem_names_element_line_file_and_remedy():
    body = process(
        '\n<userTask id="t" name="初审">' + ext('<zeebe:formDefinition formId="F99"/>') + "</userTask>",
        "s>t; t>e",
    )
    (problem,) = problems(body, forms=("F01",))
    assert (problem.code, problem.element_id, problem.line, problem.file) == (
        "BPMN-unknown-form",
        "t",
        2,
        "a.bpmn",
    )
    assert problem.message == "用户任务“初审（t）”的表单“F99”不在部署中"
    assert problem.remedy


def test_every_fault_is_told_at_once():
    body = process('<serviceTask id="x"/><scriptTask id="y"/><receiveTask id="z"/>', "s>x; x>y; y>z; z>e")
    assert codes(body) == {"BPMN-no-job-type", "BPMN-script", "BPMN-no-name"}


def test_a_form_of_the_set_and_a_task_without_a_form_are_fine():
    with_form = (
        '<userTask id="t">' + ext('<zeebe:formDefinition formId="F01"/>') + '</userTask><userTask id="u"/>'
    )
    program = compile(
        Resources({"a.bpmn": document(process(with_form, "s>t; t>u; u>e"))}, {}, {"F01": b"{}"})
    )
    assert program.forms == {"F01"}
    assert program.processes["p"].file == "a.bpmn"
    assert [(start.element_id, start.kind) for start in program.start_events] == [("s", "none")]


def test_doubtful_things_are_warnings_and_do_not_refuse():
    program = compile(
        Resources(
            {"a.bpmn": document(process('<exclusiveGateway id="g"/><task id="lost"/>', "s>g; g>e [x > 1]"))}
        )
    )
    assert {(w.code, w.severity) for w in program.warnings} == {
        ("BPMN-no-default", "warning"),
        ("BPMN-unreachable", "warning"),
    }


def silent_ends(nodes: str, flows: str) -> list[tuple[str | None, int | None]]:
    program = compile(Resources({"a.bpmn": document(process(nodes, flows))}))
    return [(w.element_id, w.line) for w in program.warnings if w.code == "BPMN-silent-end"]


def test_a_path_that_stops_beside_a_drawn_end_is_a_warning():
    branches = '<parallelGateway id="g"/>\n<userTask id="t"/>'
    assert silent_ends(branches, "s>g; g>t; g>e") == [("t", 2)]
    assert silent_ends(branches, "s>g; g>t; t>e; g>e") == []


def test_what_needs_no_flow_is_no_silent_end():
    inner = '<subProcess id="sub"><startEvent id="i"/><task id="only"/>{}</subProcess>'.format(
        '<sequenceFlow id="if" sourceRef="i" targetRef="only"/>'
    )
    event = '<subProcess id="late" triggeredByEvent="true"><startEvent id="l">{}</startEvent></subProcess>'
    signal = '<signalEventDefinition id="sd" signalRef="Sg"/>'
    parts = document('<signal id="Sg" name="late"/>', process(inner + event.format(signal), "s>sub; sub>e"))
    program = compile(Resources({"a.bpmn": parts}))
    assert [w.code for w in program.warnings] == []


def test_equal_ids_in_two_files_of_a_set_do_not_meet():
    sub = '<subProcess id="sub"><startEvent id="i"/></subProcess><userTask id="t"/>'
    message = '<message id="M" name="{}"/>'
    one = document(message.format("eins"), process(sub, "s>sub; sub>t; t>e", "p"))
    two = document(message.format("zwei"), process(sub, "s>sub; sub>t; t>e", "q"))
    assert set(compile(Resources({"1.bpmn": one, "2.bpmn": two})).processes) == {"p", "q"}
    with pytest.raises(InvalidDefinition, match="重复"):
        compile(Resources({"1.bpmn": one, "2.bpmn": one}))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"<a>", "XML-syntax"),
        (b"<a/>", "BPMN-root"),
        (
            b'<!DOCTYPE x [<!ENTITY e "x">]>' + HEAD.partition("?>")[2].encode() + b"</definitions>",
            "XML-doctype",
        ),
        (b" " * 8_000_001, "XML-too-large"),
        (b"<a>" * 150 + b"</a>" * 150, "BPMN-root"),
        (HEAD.encode() + b"<x>" * 150 + b"</x>" * 150 + b"</definitions>", "XML-too-large"),
    ],
)
def test_hostile_xml(text: bytes, code: str):
    with pytest.raises(InvalidDefinition) as refused:
        compile(Resources({"a.bpmn": text}))
    assert next(problem.code for problem in refused.value.problems) == code


def test_the_hash_is_of_the_contents_alone():
    one = Resources({"a.bpmn": document(OK), "b.bpmn": document(process("", "s>e", "q"))})
    two = Resources(dict(reversed(one.bpmn.items())))
    assert compile(one).content_hash == compile(two).content_hash
    other = Resources({**one.bpmn, "b.bpmn": document(process("", "s>e", "r"))})
    assert compile(other).content_hash != compile(one).content_hash


def test_a_chain_of_two_thousand_tasks_needs_no_recursion():
    names = [f"t{number}" for number in range(2000)]
    flow = "; ".join(f"{a}>{b}" for a, b in zip(["s", *names], [*names, "e"], strict=True))
    program = compile(
        Resources({"a.bpmn": document(process("".join(f'<task id="{n}"/>' for n in names), flow))})
    )
    assert json.dumps(sorted(program.processes)) == '["p"]'
