"""Decision files within a deployment and a process: imports, warnings, records and incidents."""

from __future__ import annotations

from typing import Any

import pytest

from processes import engine
from processes.engine import Program, Resources
from processes.errors import InvalidDefinition
from tests.processes.engine.models import document, ext, process, records, sandbox

from .documents import DMN_13, decision, definitions, input_data, literal, table

RULE = process(
    '<businessRuleTask id="r">'
    + ext('<zeebe:calledDecision decisionId="D1" resultVariable="d"/>')
    + "</businessRuleTask>",
    "s>r; r>e",
)
LEVEL = table(["amount"], ["out"], ['< 10 => "low"', '>= 10 => "high"'], types={"amount": "number"})
GAP = table(["amount"], ["out"], ['< 10 => "low"'], types={"amount": "number"})
MAIN = definitions(
    f'<import name="lib" namespace="http://test.example/lib" importType="{DMN_13}"/>',
    decision("D1", literal("lib.Level"), "http://test.example/lib#L"),
)
LIBRARY = definitions(
    decision("L", LEVEL, "data:#I1", name="Level"),
    input_data("I1", "amount", "number"),
    own="http://test.example/lib",
)


def compiled(**files: str) -> Program:
    dmn = {f"{name}.dmn": text.encode() for name, text in files.items()}
    return engine.compile(Resources({"p.bpmn": document(RULE)}, dmn))


def run(text: str, data: dict[str, Any], **more: str) -> Any:
    files = {f"{name}.dmn": content.encode() for name, content in {"d": text, **more}.items()}
    box = sandbox(RULE, files=files)
    return box, box.start("p", data)


def test_files_of_a_deployment_may_import_one_another() -> None:
    box, instance = run(MAIN, {"amount": 12}, lib=LIBRARY)
    assert instance.variables["d"] == "high"
    (told,) = records(box, "decision_evaluated")
    assert [(use["decision"], use["matched"]) for use in told["required"]] == [
        ("L", [{"rule": "r2", "index": 2}])
    ]


def test_a_file_that_is_not_in_the_deployment_cannot_be_imported() -> None:
    with pytest.raises(InvalidDefinition, match="没有提供所引用的决策模型"):
        compiled(main=MAIN)
    other = definitions(decision("X", literal("1")), own="http://test.example/lib")
    with pytest.raises(InvalidDefinition, match="没有提供所引用的决策模型"):
        compiled(main=MAIN, lib=LIBRARY, same=other)


def test_the_analysis_is_a_warning_of_the_deployment() -> None:
    program = compiled(d=definitions(decision("D1", GAP)))
    assert [(p.code, p.file, p.element_id, p.severity) for p in program.warnings] == [
        ("DMN-gap", "d.dmn", "table", "warning")
    ]


def test_what_is_not_executed_is_refused() -> None:
    external = "<functionDefinition id='f' kind='Java'/>"
    with pytest.raises(InvalidDefinition, match="不执行外部代码") as caught:
        compiled(d=definitions(decision("D1", external)))
    assert [(p.code, p.file, p.element_id) for p in caught.value.problems] == [("DMN-external", "d.dmn", "f")]


def test_a_decision_that_requires_none_says_nothing_of_required_ones() -> None:
    box, _ = run(definitions(decision("D1", LEVEL)), {"amount": 1})
    (told,) = records(box, "decision_evaluated")
    assert "required" not in told


def test_no_match_is_null_and_a_contradiction_an_incident() -> None:
    box, instance = run(definitions(decision("D1", GAP)), {"amount": 99})
    (told,) = records(box, "decision_evaluated")
    assert (told["result"], told["matched"], told["inputs"]) == (None, [], {"amount": 99})
    assert instance.variables["d"] is None
    both = table(["amount"], ["out"], ["> 1 => 1", "> 2 => 2"])
    box, instance = run(definitions(decision("D1", both)), {"amount": 5})
    (incident,) = instance.incidents.values()
    assert "规则 1、2 却同时命中" in incident.message
    assert incident.message.endswith("（输入：amount = 5）")
    assert records(box, "decision_evaluated") == []
