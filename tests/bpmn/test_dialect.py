"""What the organisation's diagrams must say beyond being executable."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from processes import engine, feel
from tests.bpmn.drawing import BPMN

ROOT = Path(__file__).parents[2]
DIAGRAMS = sorted((ROOT / "bpmn").glob("*.bpmn"))
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_JIEDU = "{http://jiedu.gov.example/schema/1.0}"
_NODES = ("Event", "Task", "Gateway", "callActivity", "subProcess")
_RULE = re.compile(r"S[12]-\d{2,3}")


@pytest.fixture(params=DIAGRAMS, ids=lambda path: path.stem)
def root(request: pytest.FixtureRequest) -> etree._Element:
    return etree.parse(request.param).getroot()


def _nodes(root: etree._Element) -> Iterator[etree._Element]:
    return (e for e in root.iter(f"{BPMN}*") if str(e.tag).endswith(_NODES))


def _extension(element: etree._Element, tag: str) -> etree._Element | None:
    return element.find(f"{BPMN}extensionElements/{tag}")


def test_the_set_compiles_without_a_warning() -> None:
    documents = {path.name: path.read_bytes() for path in (*DIAGRAMS, *(ROOT / "bpmn").glob("*.dmn"))}
    forms = [path.read_bytes() for path in (ROOT / "forms").glob("*.form")]
    program = engine.compile(
        engine.Resources(
            {name: content for name, content in documents.items() if name.endswith(".bpmn")},
            {name: content for name, content in documents.items() if name.endswith(".dmn")},
            {str(json.loads(content)["id"]): content for content in forms},
        )
    )
    assert [str(problem) for problem in program.warnings] == []
    assert {path.stem for path in DIAGRAMS} <= set(program.processes)


def test_the_file_is_named_after_its_process(root: etree._Element, request: pytest.FixtureRequest) -> None:
    assert [process.get("id") for process in root.iter(f"{BPMN}process")] == [request.node.callspec.id]


def test_every_node_names_the_rules_that_it_serves(root: etree._Element) -> None:
    without = []
    for node in _nodes(root):
        rule = _extension(node, f"{_JIEDU}rule")
        ids = "" if rule is None else rule.get("ids", "")
        if not ids or not all(_RULE.fullmatch(each) for each in ids.split()):
            without.append(node.get("id"))
    assert without == []


def test_the_rules_exist_in_the_two_documents(root: etree._Element) -> None:
    named = {each for rule in root.iter(f"{_JIEDU}rule") for each in rule.get("ids", "").split()}
    named |= {rule.get("rule", "") for rule in root.iter(f"{_JIEDU}deadline")}
    known = {f"S1-{n:02}" for n in range(1, 51)} | {f"S2-{n:02}" for n in range(1, 106)}
    assert named <= known


def test_every_user_task_helps_with_its_clause_and_has_form_and_group(root: etree._Element) -> None:
    for task in root.iter(f"{BPMN}userTask"):
        told = task.findtext(f"{BPMN}documentation") or ""
        assert re.search(r"制度[序一二三四五六七]|方案[一二三四五六七]|附[件则]|条例", told), task.get("id")
        assert _extension(task, f"{_ZEEBE}userTask") is not None, task.get("id")
        assignment, form = (
            _extension(task, _ZEEBE + tag) for tag in ("assignmentDefinition", "formDefinition")
        )
        assert assignment is not None
        assert assignment.get("candidateGroups")
        assert form is not None
        assert (ROOT / "forms" / f"{form.get('formId')}.form").is_file()


def test_every_timer_names_its_rule(root: etree._Element) -> None:
    timers = [definition.getparent() for definition in root.iter(f"{BPMN}timerEventDefinition")]
    assert [t.get("id") for t in timers if t is not None and _extension(t, f"{_JIEDU}deadline") is None] == []


def test_every_expression_is_feel(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        for text in (*map(str, element.attrib.values()), element.text or ""):
            if text.startswith("="):
                feel.compile(text[1:])


def test_names_are_chinese_and_ids_english(root: etree._Element) -> None:
    for node in _nodes(root):
        assert re.fullmatch(r"[A-Za-z]\w*", node.get("id", ""), re.ASCII)
        name = node.get("name")
        assert name is None or re.search(r"[\u4e00-\u9fff]", name), node.get("id")


def test_work_is_named(root: etree._Element) -> None:
    """Only gateways that join, and the start and end of a sub-process, may go without a name."""
    nameless = [
        n.get("id") for n in _nodes(root) if not n.get("name") and str(n.tag).endswith(("Task", "Activity"))
    ]
    assert nameless == []


def test_a_choice_is_a_question_with_answers(root: etree._Element) -> None:
    for gateway in root.iter(f"{BPMN}exclusiveGateway"):
        outgoing = [f for f in root.iter(f"{BPMN}sequenceFlow") if f.get("sourceRef") == gateway.get("id")]
        if len(outgoing) > 1:
            assert (gateway.get("name") or "").endswith("？"), gateway.get("id")
            assert all(flow.get("name") for flow in outgoing), gateway.get("id")
            assert gateway.get("default"), gateway.get("id")


def test_reviews_keep_the_author_out(root: etree._Element) -> None:
    """Author and approver are never the same person (S1-10, S2-42)."""
    reviewing = {"F04", "F06-sign"}
    for task in root.iter(f"{BPMN}userTask"):
        form = _extension(task, f"{_ZEEBE}formDefinition")
        if form is not None and form.get("formId") in reviewing:
            kept_out = _extension(task, f"{_JIEDU}segregation")
            assert kept_out is not None, task.get("id")
            assert "authors" in kept_out.get("excluded", "")


def test_the_three_are_drafted_and_joined_in_parallel() -> None:
    """Each branch hands exactly one token to the join: 同步组织、同步审签、同步部署 (S2-19)."""
    root = etree.parse(ROOT / "bpmn" / "jd_package_drafting.bpmn").getroot()
    fork, join = (root.find(f"{BPMN}process/{BPMN}parallelGateway[@id='{each}']") for each in ("G1", "G2"))
    assert fork is not None
    assert join is not None
    branches = [len(fork.findall(f"{BPMN}outgoing")), len(join.findall(f"{BPMN}incoming"))]
    assert branches == [5, 5]
