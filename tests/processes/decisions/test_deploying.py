"""What a deployment is told beyond what loading refuses: constructs that are not executed, doubtful ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import processes.decisions
from processes.decisions import Model
from processes.decisions.limits import MAX_COLUMNS, MAX_DEPTH, MAX_RULES
from processes.decisions.rulebook import RULES
from processes.errors import InvalidDefinition

from .documents import DMN_13, decision, definitions, input_data, literal, table

SOURCES = sorted(Path(processes.decisions.__file__).parent.rglob("*.py"))


def told(*parts: str) -> list[tuple[str, str | None, str]]:
    """Code, element id and severity."""
    found = Model.load(definitions(*parts), file="x.dmn").warnings
    assert all(problem.remedy and problem.line and problem.file == "x.dmn" for problem in found)
    return [(problem.code, problem.element_id, problem.severity) for problem in found]


def with_logic(logic: str) -> str:
    return decision("D1", logic)


def nested(levels: int) -> str:
    """A list in a list in a list …"""
    return "<list>" * levels + literal("1") + "</list>" * levels


JAVA = (
    "<functionDefinition id='f' kind='Java'><formalParameter name='x'/>"
    + literal("1")
    + "</functionDefinition>"
)
TWO = table(["n"], ["a", "b"], ["- => 1 | 2"], policy="COLLECT", aggregation="SUM")


@pytest.mark.parametrize(
    ("part", "code", "element"),
    [
        (with_logic(JAVA), "DMN-external", "f"),
        (with_logic(JAVA.replace("Java", "PMML")), "DMN-external", "f"),
        (with_logic("<crossTable id='c'/>"), "DMN-unsupported", "c"),
        (with_logic(literal("1") + literal("2")), "DMN-unsupported", "D1"),
        ("<reasoner id='x'/>", "DMN-unsupported", "x"),
        (with_logic(table(["n"], ["o"], ["- => 1"], aggregation="SUM")), "DMN-aggregation", "table"),
        (with_logic(TWO), "DMN-aggregation", "table"),
        (with_logic(table(["n"], ["o"], ["- => 1"], policy="PRIORITY")), "DMN-priority", "table"),
        (with_logic(table(["n"], ["o"], ["- => 1"], policy="OUTPUT ORDER")), "DMN-priority", "table"),
        (with_logic(literal("1", "integer")), "DMN-type", "D1"),
        (input_data("I1", "n", "tUnknown"), "DMN-type", "I1"),
        ('<itemDefinition id="t" name="t"><typeRef>strng</typeRef></itemDefinition>', "DMN-type", "t"),
        ('<itemDefinition id="t" name="t"><typeRef>t</typeRef></itemDefinition>', "DMN-type-cycle", "t"),
        (
            '<import id="i" name="x" namespace="u" importType="http://www.dmg.org/PMML-4_3"/>',
            "DMN-import-type",
            "i",
        ),
    ],
)
def test_refused(part: str, code: str, element: str) -> None:
    found = [(found, at) for found, at, severity in told(part) if severity == "error"]
    assert found == [(code, element)]


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ((decision("D1", ""),), ["DMN-no-logic"]),
        (('<itemDefinition id="t" name="t"/>',), ["DMN-empty-type"]),
        (('<businessKnowledgeModel id="B1" name="f"/>',), ["DMN-no-logic"]),
        ((decision("D1", literal("1")), input_data("I1", "D1")), ["DMN-same-name"] * 2),
        ((with_logic(table(["n"], ["a", "b"], ["- => 1 | 2"], defaults={"a": "1"})),), ["DMN-default"]),
    ],
)
def test_doubtful(parts: tuple[str, ...], codes: list[str]) -> None:
    found = told(*parts)
    assert [code for code, _, _ in found] == codes
    assert {severity for _, _, severity in found} == {"warning"}


@pytest.mark.parametrize(
    "part",
    [
        "<description>x</description><extensionElements><any xmlns='http://other'/></extensionElements>",
        "<knowledgeSource id='k' name='k'/><textAnnotation id='t'><text>x</text></textAnnotation>",
        "<decision id='D1' name='D1'><question>x</question><allowedAnswers>y</allowedAnswers>"
        "<authorityRequirement id='a'><requiredAuthority href='#k'/></authorityRequirement>"
        + literal("1")
        + "</decision>",
        with_logic(table(["n"], ["o"], ["- => 1"]).replace("<rule", "<annotation name='x'/><rule")),
        with_logic(f"<list typeRef='Any'>{literal('1', 'feel:number')}</list>"),
    ],
)
def test_what_only_explains_is_let_pass(part: str) -> None:
    assert told(part) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("amuont > 5", "没有名为“amuont”的变量；是不是“amount”？它不是所需的决策或输入数据"),
        ("other(amount)", "没有名为“other”的函数"),
        ("Level + double(amount) + D2", None),
        ("for i in [1] return i + amount", None),
        ("[{k: 1}][k > amount and item.k < 2]", None),
        ('working days after(date("2026-02-06"), amount)', None),
    ],
)
def test_names_that_a_decision_does_not_declare(text: str, words: str | None) -> None:
    bkm = (
        '<businessKnowledgeModel id="B1" name="double"><encapsulatedLogic><formalParameter name="x"/>'
        f"{literal('x * 2')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    found = Model.load(
        definitions(
            decision("D1", literal(text), "data:#I1", "#D2", "bkm:#B1"),
            decision("D2", literal("anything + 1"), name="Level"),
            input_data("I1", "amount"),
            bkm,
        )
    ).warnings
    assert [(problem.code, problem.element_id) for problem in found] == (
        [("DMN-undeclared", "D1")] if words else []
    )
    assert all(words and words in problem.message for problem in found)


def test_names_given_by_boxed_logic_are_declared() -> None:
    context = (
        f"<context><contextEntry><variable name='a'/>{literal('n')}</contextEntry><contextEntry>"
        f"<filter><in>{literal('[{k: 1}]')}</in><match>{literal('k = a')}</match></filter>"
        "</contextEntry></context>"
    )
    assert told(decision("D1", context, "data:#I1"), input_data("I1", "n")) == []
    cell = table(["n"], ["o"], ["> limit => 1", "<= n => 2"], policy="COLLECT")
    assert told(decision("D1", cell, "data:#I1"), input_data("I1", "n")) == [
        ("DMN-undeclared", "r1", "warning")
    ]


def test_another_expression_language_of_the_whole_file() -> None:
    document = definitions(decision("D1", literal("1")))
    for language, codes in (("http://www.w3.org/1999/XPath", ["DMN-unsupported"]), (f"{DMN_13}/FEEL/", [])):
        changed = document.replace("<definitions", f'<definitions expressionLanguage="{language}"', 1)
        assert [problem.code for problem in Model.load(changed).warnings] == codes


def test_the_limits_of_a_file() -> None:
    def refused(document: str) -> set[str]:
        with pytest.raises(InvalidDefinition) as caught:
            Model.load(document)
        return {problem.code for problem in caught.value.problems}

    assert refused(definitions(with_logic(nested(MAX_DEPTH)))) == {"DMN-depth"}
    assert refused(definitions(with_logic(table(["n"], ["o"], ["1 => 1"] * (MAX_RULES + 1))))) == {"DMN-size"}
    columns = [f"c{n}" for n in range(MAX_COLUMNS)]
    assert "DMN-size" in refused(definitions(with_logic(table(columns, ["o"], []))))
    assert refused(definitions("<!--" + "x" * 5_000_000 + "-->")) == {"DMN-size"}
    assert refused(definitions("<group/>" * 300_001)) == {"DMN-size"}
    component = "<itemComponent name='c'>" * (MAX_DEPTH + 1) + "</itemComponent>" * (MAX_DEPTH + 1)
    assert refused(definitions(f"<itemDefinition name='t'>{component}</itemDefinition>")) == {"DMN-depth"}
    assert Model.load(definitions(with_logic(nested(MAX_DEPTH - 1)))).warnings == ()


def test_long_chains_and_circles_of_decisions_and_files() -> None:
    chain = [decision(f"D{n}", literal(f"D{n + 1} + 1"), f"#D{n + 1}") for n in range(1500)]
    assert Model.load(definitions(*chain, decision("D1500", literal("0")))).warnings == ()
    ring = definitions(*chain, decision("D1500", literal("0"), "#D0"))
    with pytest.raises(InvalidDefinition) as caught:
        Model.load(ring)
    assert {problem.code for problem in caught.value.problems} == {"DMN-cycle"}
    files = {
        f"u{n}": definitions(f'<import name="m" namespace="u{n + 1}" importType="{DMN_13}"/>', own=f"u{n}")
        for n in range(MAX_DEPTH + 5)
    }
    with pytest.raises(InvalidDefinition, match="互相引用超过"):
        Model.load(files["u0"], imports=files)
    files["u3"] = definitions(f'<import name="m" namespace="u0" importType="{DMN_13}"/>', own="u3")
    assert Model.load(files["u0"], imports=files).decisions == {}


def test_every_rule_is_used_and_no_other() -> None:
    text = "".join(source.read_text(encoding="utf8") for source in SOURCES)
    assert set(re.findall(r'"(DMN-[a-z-]+)"', text)) == set(RULES)
    assert [code for code in RULES if text.count(f'"{code}"') < 2] == []
