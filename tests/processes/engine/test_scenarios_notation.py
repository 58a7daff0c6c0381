"""The notation of scenarios: what fails says in Chinese what was expected, what came, and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from processes.errors import InvalidArgument
from processes.scenarios import Scenario, ScenarioFailed, load, run
from tests.processes.engine.models import document, ext, process

SEGREGATED = (
    '<jiedu:segregation excluded="= [drafter]"/><zeebe:assignmentDefinition candidateGroups="section_head"/>'
)
REVIEW = (
    '<userTask id="draft"/><userTask id="review" name="初审">'
    + ext(SEGREGATED)
    + '</userTask><exclusiveGateway id="g" default="p_5"/><boundaryEvent id="late" attachedToRef="review" '
    'cancelActivity="false"><timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition>'
    '</boundaryEvent><sendTask id="urge">' + ext('<zeebe:taskDefinition type="notify"/>') + "</sendTask>"
)
FLOW = 's>draft; draft>review; review>g; g>draft [decision = "return"]; g>e; late>urge'

GOOD = """
- id: review
  files: [p.bpmn]
  process: p
  now: 2026-02-06T09:00+08:00
  unit_groups: [section_head]
  runs:
  - name: 退回一次
    steps:
    - start: {actor: li, unit: zjw, data: {drafter: li}}
    - complete: {task: draft, actor: li}
    - expect: {tasks: [{task: review, groups: [section_head@zjw], excluded: [li]}]}
    - {complete: {task: review, actor: li}, refused: forbidden}
    - expect: {timers: [{element: late, due: 2026-02-08T09:00+08:00}]}
    - at: 2026-02-08T10:00+08:00
    - expect: {timers: [], jobs: [urge], records: [{type: timer_fired, element: late}]}
    - job: urge
    - complete: {task: review, actor: wang, data: {decision: return}}
    - expect: {open: [draft], norecords: [{type: instance_completed}]}
    - {at: "2026-02-09T09:00+08:00", complete: draft}
    - return: {from: review, to: draft, reason: 缺附件}
    - complete: draft
    - complete: {task: review, actor: wang, data: {decision: pass, doc: {a: 1, b: 2}}}
    - expect:
        ended: true
        ends: [e]
        vars: {decision: pass, doc: {b: 2}, doc.a: 1}
        done: {draft: 3, review: 2, urge: 1}
"""


@pytest.fixture
def write(tmp_path: Path):
    (tmp_path / "p.bpmn").write_bytes(document(process(REVIEW, FLOW)))

    def make(text: str):
        (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path / "s.yaml")

    return make


def test_a_scenario_with_clock_actors_groups_and_a_return(write):
    (scenario,) = write(GOOD)
    assert scenario.name == "review/退回一次"
    box = run(scenario)
    assert [record.actor for record in box.records if record.type == "user_task_completed"][1] == "wang"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("expect: {open: [review]}", "待办任务应为 review，实际是 draft；缺 review；多 draft"),
        ("expect: {vars: {x: 1}}", "变量“x”不存在"),
        ("expect: {ended: true}", "流程应已结束，实际未结束（待办：draft）"),
        ("expect: {timers: [late]}", "没有定时器“late”"),
        ("complete: nowhere", "没有待办任务“nowhere”（第 1 个）；现在有：draft"),
        ("{complete: draft, refused: forbidden}", "应被拒绝（forbidden），实际被接受"),
        ("expect: {records: [{type: timer_fired}]}", "没有（按此顺序）这样的记录"),
        ("expect: {incidents: [draft]}", "元素“draft”应有事故，实际没有"),
    ],
)
def test_a_failure_names_the_step_and_what_came(write, step: str, text: str):
    (scenario,) = write(
        f"id: x\nfiles: [p.bpmn]\nprocess: p\nsteps:\n- start: {{data: {{drafter: li}}}}\n- {step}\n"
    )
    with pytest.raises(ScenarioFailed, match="场景 x 第 2 步") as failed:
        run(scenario)
    assert text in str(failed.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- {id: x}", "应有 id 和 files"),
        ("- {id: x, files: [gone.bpmn]}", "不存在"),
        ("id: [", "不是 YAML"),
    ],
)
def test_a_file_that_is_no_scenario(write, text: str, why: str):
    with pytest.raises(InvalidArgument, match=why):
        write(text)


@pytest.mark.parametrize("step", ["dance: x", "{start: {}, complete: y}", "expect: {dance: 1}"])
def test_an_unknown_word_is_no_expectation(write, step: str):
    (scenario,) = write(f"id: x\nfiles: [p.bpmn]\nprocess: p\nsteps:\n- {step}\n")
    with pytest.raises(InvalidArgument):
        run(scenario)


_TASK = ext('<zeebe:userTask/><zeebe:formDefinition formId="F"/>')
_FIELD = {"type": "textfield", "id": "x", "key": "word", "label": "词", "validate": {"required": True}}
_FORM = {
    "id": "F",
    "type": "default",
    "schemaVersion": 19,
    "components": [{"type": "group", "id": "g", "path": "said", "components": [_FIELD]}],
}
_SUBMIT = """
checked_forms: %s
steps:
- start: {}
- {complete: {task: ask, data: {said: {}}}%s}
- complete: {task: ask, data: {said: {word: 有}}}
- expect: {ended: true, vars: {said: {word: 有}}}
"""


@pytest.fixture
def asked(write, tmp_path: Path):
    nodes = process(f'<userTask id="ask" name="问">{_TASK}</userTask>', "s>ask; ask>e")
    (tmp_path / "q.bpmn").write_bytes(document(nodes))
    (tmp_path / "F.form").write_text(json.dumps(_FORM), encoding="utf-8")

    def make(checked: str, refused: str) -> Scenario:
        (scenario,) = write("id: x\nfiles: [q.bpmn, F.form]\nprocess: p" + _SUBMIT % (checked, refused))
        return scenario

    return make


def test_checked_forms_take_only_what_the_form_accepts(asked):
    run(asked("true", ", refused: invalid_argument"))
    with pytest.raises(ScenarioFailed, match=r"表单 F 不接受所填内容：said\.word：此项为必填项"):
        run(asked("true", ""))


def test_without_checked_forms_any_variables_are_taken(asked):
    with pytest.raises(ScenarioFailed, match="应被拒绝（invalid_argument），实际被接受"):
        run(asked("false", ", refused: invalid_argument"))


def test_an_incident_that_nobody_expects_fails_the_step(write):
    steps = "- start: {}\n- complete: draft\n- complete: {task: review, actor: wang}\n- expect: {ended: true}"
    (scenario,) = write(f"id: x\nfiles: [p.bpmn]\nprocess: p\nsteps:\n{steps}\n")
    run(scenario)
    (scenario,) = write(
        "id: x\nfiles: [p.bpmn]\nprocess: p\nsteps:\n- start: {}\n"
        "- complete: {task: draft, data: {drafter: {a: 1}}}\n- expect: {}\n"
    )
    with pytest.raises(ScenarioFailed, match="岗位分离名单"):
        run(scenario)
