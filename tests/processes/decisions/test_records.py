"""What an evaluation keeps for the record; a value, a null with its reason and a fault are kept apart."""

from __future__ import annotations

from typing import Any

import pytest

from processes.decisions import DecisionError, Model
from processes.decisions.run import MAX_USES

from .documents import decision, definitions, input_data, literal, table

LEVEL = table(["amount"], ["out"], ['< 10 => "low"', '>= 10 => "high"'], types={"amount": "number"})
DAYS = table(["Level", "urgent"], ["days"], ['"low" | - => 30', '"high" | true => 5', '"high" | false => 10'])
BKM = (
    '<businessKnowledgeModel id="B1" name="band"><variable name="band"/>'
    '<encapsulatedLogic><formalParameter name="n"/>{}</encapsulatedLogic></businessKnowledgeModel>'
)


def named(logic: str, identifier: str) -> str:
    """A table with an id of its own."""
    return logic.replace('id="table"', f'id="{identifier}"')


def chain() -> Model:
    return Model.load(
        definitions(
            decision("D1", named(DAYS, "t1"), "#D2", name="Days"),
            decision("D2", named(LEVEL, "t2"), "#D3", name="Level"),
            decision("D3", literal("price * count"), "data:#I1", name="amount"),
            input_data("I1", "price", "number"),
        )
    )


def test_required_decisions_are_recorded_in_order() -> None:
    outcome = chain().decide("D1", {"price": 4, "count": 3, "urgent": True})
    assert (outcome.result, outcome.matched) == (5, [{"rule": "r2", "index": 2}])
    assert outcome.inputs == {"Level": "high", "urgent": True}
    assert outcome.required == [
        {"decision": "D3", "name": "amount", "inputs": {"count": 3, "price": 4}, "result": 12},
        {
            "decision": "D2",
            "name": "Level",
            "inputs": {"amount": 12},
            "table": "t2",
            "matched": [{"rule": "r2", "index": 2}],
            "result": "high",
        },
    ]
    assert [match["table"] for match in outcome.trace] == ["t2", "t1"]
    assert outcome.warnings == []


def test_a_decision_that_requires_none_records_none() -> None:
    outcome = chain().decide("D3", {"price": 1, "count": 2})
    assert outcome.required == []
    assert outcome.inputs == {"count": 2, "price": 1}


def test_every_call_of_a_knowledge_model_is_recorded() -> None:
    bkm = BKM.format(named(table(["n"], ["o"], ['< 3 => "a"', '>= 3 => "b"']), "t"))
    model = Model.load(definitions(decision("D1", literal("for i in [1, 5] return band(i)"), "bkm:#B1"), bkm))
    outcome = model.decide("D1", {})
    assert outcome.result == ["a", "b"]
    assert [(use["decision"], use["table"], use["inputs"], use["result"]) for use in outcome.required] == [
        ("B1", "t", {"n": 1}, "a"),
        ("B1", "t", {"n": 5}, "b"),
    ]
    many = Model.load(definitions(decision("D1", literal("for i in 1..999 return band(i)"), "bkm:#B1"), bkm))
    assert len(many.decide("D1", {}).required) == MAX_USES


def test_two_columns_of_one_label_are_both_recorded() -> None:
    model = Model.load(definitions(decision("D1", table(["n", "n"], ["o"], ["> 1 | < 9 => 1"]))))
    assert model.decide("D1", {"n": 5}).inputs == {"n": 5, "n（2）": 5}


@pytest.mark.parametrize(
    ("logic", "given", "words"),
    [
        (LEVEL, {"amount": None}, "没有规则命中，也没有默认输出"),
        (literal("missing + 1"), {}, "missing"),
        (literal('"a" < 1'), {}, "string < number"),
    ],
)
def test_null_comes_with_its_reason(logic: str, given: dict[str, Any], words: str) -> None:
    outcome = Model.load(definitions(decision("D1", logic))).decide("D1", given)
    assert outcome.result is None
    assert any(words in warning for warning in outcome.warnings)


def loop(kind: str, source: str, body: str) -> str:
    """A boxed loop or quantifier."""
    name = "return" if kind == "for" else "satisfies"
    return f'<{kind} iteratorVariable="i"><in>{literal(source)}</in><{name}>{literal(body)}</{name}></{kind}>'


FUNCTION = (
    '<businessKnowledgeModel id="B1" name="f"><variable name="f"/><encapsulatedLogic>'
    '<formalParameter name="x" typeRef="number"/>'
    + literal("x")
    + "</encapsulatedLogic></businessKnowledgeModel>"
)
SERVICE = (
    '<decisionService id="S1" name="serve"><outputDecision href="#D2"/><inputData href="#I1"/>'
    "</decisionService>" + input_data("I1", "n", "number") + decision("D2", literal("n"), "data:#I1")
)


@pytest.mark.parametrize(
    ("logic", "words"),
    [
        (literal("f(1, 2)"), "应有 1 个参数，实际 2 个"),
        (literal('f("x")'), "应为 number，实际是 string"),
        (literal("serve()"), "应有 1 个参数，实际 0 个"),
        (literal('serve("x")'), "应为 number，实际是 string"),
        (f"<invocation>{literal('5')}</invocation>", "应为函数，实际是 number"),
        (
            f"<conditional><if>{literal('5')}</if><then>{literal('1')}</then>"
            f"<else>{literal('2')}</else></conditional>",
            "应为 boolean，实际是 number",
        ),
        (f"<filter><in>{literal('[1]')}</in><match>{literal('5')}</match></filter>", "实际是 number"),
        (loop("for", "null", "i"), "不能逐个取出 null"),
        (loop("some", "[1]", "i"), "实际是 number"),
    ],
)
def test_boxed_logic_tells_why_it_is_null(logic: str, words: str) -> None:
    asking = decision("D1", logic, "bkm:#B1", "bkm:#S1")
    outcome = Model.load(definitions(asking, FUNCTION, SERVICE)).decide("D1", {})
    assert outcome.result is None
    assert any(words in warning for warning in outcome.warnings)


def test_no_match_is_no_news_to_a_table_that_collects() -> None:
    model = Model.load(definitions(decision("D1", table(["n"], ["o"], ["1 => 1"], policy="COLLECT"))))
    outcome = model.decide("D1", {"n": 5})
    assert (outcome.result, outcome.warnings) == ([], [])


ITEM = (
    '<itemDefinition name="tLevel"><typeRef>string</typeRef>'
    '<allowedValues><text>"high", "low"</text></allowedValues></itemDefinition>'
)


@pytest.mark.parametrize(
    ("parts", "given", "words"),
    [
        ([decision("D1", literal('"x"'), type_ref="number")], {}, '决策“D1”的结果应为 number，实际是 "x"'),
        (
            [decision("D1", literal("l"), "data:#I1"), input_data("I1", "l", "tLevel")],
            {"l": "middle"},
            '输入数据“l”应为 tLevel，实际是 "middle"',
        ),
        (
            [decision("D1", table(["n"], ["o"], ["- => n"], values={"o": "1, 2"}))],
            {"n": 7},
            "规则 1 的输出“o”不允许取值 7（输入：n = 7）",
        ),
        (
            [decision("D1", table(["n"], ["o"], ["1 => 1"], types={"o": "number"}, defaults={"o": '"x"'}))],
            {"n": 7},
            '默认输出“o”应为 number，实际是 "x"（输入：n = 7）',
        ),
        (
            [decision("D1", table(["n"], ["o"], ["1 => 1"], values={"o": "1, 2"}, defaults={"o": "3"}))],
            {"n": 7},
            "默认输出“o”不允许取值 3（输入：n = 7）",
        ),
    ],
)
def test_data_that_contradict_the_decision_are_a_fault(
    parts: list[str], given: dict[str, Any], words: str
) -> None:
    model = Model.load(definitions(ITEM, *parts))
    with pytest.raises(DecisionError) as caught:
        model.decide("D1", given)
    assert words in str(caught.value)
    assert caught.value.context["decision"] == "D1"


def test_several_faults_are_counted_and_long_inputs_cut() -> None:
    rules = ["- => 1", "- => 1"]
    types = {"out": "string"}
    model = Model.load(definitions(decision("D1", table(["text"], ["out"], rules, types=types))))
    with pytest.raises(DecisionError) as caught:
        model.decide("D1", {"text": "长" * 10_000})
    assert "规则 1 的输出“out”应为 string，实际是 1" in str(caught.value)
    assert str(caught.value).endswith("另有 2 处")
    assert len(str(caught.value)) < 300
