"""Whole models: requirements, boxed expressions, types, knowledge models, services, imports."""

from __future__ import annotations

from collections import ChainMap
from datetime import UTC, datetime
from typing import Any

import pytest

from processes.decisions import Decision, DecisionError, Model
from processes.errors import InvalidDefinition, NotFound
from processes.feel import Environment, Function, FunctionValue, LimitExceeded, to_plain

from .documents import DMN_13, decision, definitions, input_data, literal, table
from .test_types import ITEMS


def value(logic: str, inputs: dict[str, Any] | None = None, *more: str, type_ref: str = "") -> Any:
    """The plain value of a single decision with that logic."""
    model = Model.load(definitions(decision("D1", logic, type_ref=type_ref), *more))
    return to_plain(model.evaluate("D1", inputs or {}))


def test_several_decisions_by_id_and_name() -> None:
    model = Model.load(
        definitions(decision("D1", literal("1"), name="甲 一"), decision("D2", literal("2"), name="乙"))
    )
    assert model.decisions == {"D1": Decision("D1", "甲 一"), "D2": Decision("D2", "乙")}
    assert (model.evaluate("D1", {}), model.evaluate("乙", {})) == (1, 2)
    with pytest.raises(NotFound, match="没有“D3”"):
        model.evaluate("D3", {})


def test_required_decisions_are_known_by_name_and_by_id() -> None:
    model = Model.load(
        definitions(
            decision("D1", literal("基准 天数 + D2 + n"), "#D2", "data:#I1"),
            decision("D2", literal("20"), name="基准 天数"),
            input_data("I1", "n", "number"),
        )
    )
    outcome = model.decide("D1", {"n": 2})
    assert outcome.result == 42
    assert outcome.inputs == {"D2": 20, "n": 2, "基准 天数": 20}
    assert outcome.matched == []


def test_a_required_decision_is_evaluated_once_and_wins_over_data() -> None:
    calls: list[int] = []

    def tick() -> int:
        calls.append(1)
        return 7

    environment = Environment(functions={"tick": Function((), tick)})
    model = Model.load(
        definitions(
            decision("D1", literal("D2 + D3"), "#D2", "#D3"),
            decision("D2", literal("tick()")),
            decision("D3", literal("D2 + 1"), "#D2"),
        )
    )
    assert model.evaluate("D1", {"D2": 1000}, environment) == 15
    assert len(calls) == 1


def test_rules_of_required_tables_are_in_the_trace_only() -> None:
    inner = table(["n"], ["out"], ["> 0 => 1"]).replace('id="table"', 'id="inner"')
    model = Model.load(
        definitions(decision("D1", table(["D2"], ["out"], ["1 => 2"]), "#D2"), decision("D2", inner))
    )
    outcome = model.decide("D1", {"n": 5})
    assert outcome.matched == [{"rule": "r1", "index": 1}]
    assert [match["table"] for match in outcome.trace] == ["inner", "table"]


def test_a_fault_in_a_required_table_is_not_hidden() -> None:
    inner = table(["n"], ["out"], ["> 0 => 1", "> 1 => 2"])
    model = Model.load(definitions(decision("D1", literal("D2"), "#D2"), decision("D2", inner)))
    with pytest.raises(DecisionError, match="规则 1、2"):
        model.decide("D1", {"n": 5})


def test_inputs_may_be_any_mapping_and_are_not_changed() -> None:
    model = Model.load(definitions(decision("D1", literal("a.b + c"))))
    scope: ChainMap[str, Any] = ChainMap({"a": {"b": 1}}, {"c": 2})
    assert model.decide("D1", scope).result == 3
    assert dict(scope) == {"a": {"b": 1}, "c": 2}


def test_the_environment_reaches_the_expressions() -> None:
    model = Model.load(definitions(decision("D1", literal("string(today())"))))
    assert model.evaluate("D1", {}, Environment(now=datetime(2026, 2, 6, 2, 0, tzinfo=UTC))) == "2026-02-06"
    endless = Model.load(definitions(decision("D1", literal("for i in 1..100000 return i"))))
    with pytest.raises(LimitExceeded):
        endless.evaluate("D1", {}, Environment(steps=100))


CONTEXT = (
    "<context><contextEntry><variable name='a b'/>{a}</contextEntry>"
    "<contextEntry><variable name='c'/>{c}</contextEntry>{result}</context>"
)


def test_boxed_context() -> None:
    entries = {"a": literal("1"), "c": literal("a b + 1")}
    assert value(CONTEXT.format(**entries, result="")) == {"a b": 1, "c": 2}
    result = f"<contextEntry>{literal('c * 10')}</contextEntry>"
    assert value(CONTEXT.format(**entries, result=result)) == 20


def choice(condition: str) -> str:
    """A boxed if."""
    branches = f"<then>{literal('1')}</then><else>{literal('2')}</else>"
    return f"<conditional><if>{literal(condition)}</if>{branches}</conditional>"


def chosen(source: str, match: str) -> str:
    """A boxed filter."""
    return f"<filter><in>{literal(source)}</in><match>{literal(match)}</match></filter>"


def loop(kind: str, source: str, body: str) -> str:
    """A boxed for, some or every."""
    end = "return" if kind == "for" else "satisfies"
    return f"<{kind} iteratorVariable='i'><in>{literal(source)}</in><{end}>{literal(body)}</{end}></{kind}>"


def invocation(function: str) -> str:
    """A boxed invocation with n = -4."""
    binding = f"<binding><parameter name='n'/>{literal('-4')}</binding>"
    return f"<invocation>{literal(function)}{binding}</invocation>"


ROW = f"<row>{literal('1')}{literal('2')}</row>"


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (f"<list>{literal('1')}{literal('n')}</list>", [1, 3]),
        (f"<relation><column name='x'/><column name='y'/>{ROW}</relation>", [{"x": 1, "y": 2}]),
        (choice("n > 1"), 1),
        (choice("n > 5"), 2),
        (choice("null"), 2),
        (choice("n"), None),
        (chosen("[1, 2, 3]", "item > 1"), [2, 3]),
        (chosen("[{k: 1}, {k: 2}]", "k > 1"), [{"k": 2}]),
        (chosen("5", "item > 1"), [5]),
        (chosen("null", "true"), None),
        (chosen("[1]", "5"), None),
        (loop("for", "[1..3]", "i * n"), [3, 6, 9]),
        (loop("for", "[1..4]", "if i = 1 then 1 else partial[-1] * i"), [1, 2, 6, 24]),
        (loop("for", "null", "i"), None),
        (loop("some", "[1, 5]", "i > n"), True),
        (loop("some", "[1, 2]", "i > n"), False),
        (loop("every", "[1, 5]", "i > n"), False),
        (loop("every", "[4, 5]", "i > n"), True),
        (loop("every", "[1]", "i"), None),
        (loop("every", "[1]", "null"), None),
        (invocation("abs"), 4),
        (invocation("n"), None),
        (literal("[1..n]"), "[1..3]"),
        (literal(""), None),
        ("", None),
    ],
)
def test_boxed_expressions(logic: str, expected: Any) -> None:
    assert value(logic, {"n": 3}) == expected


BKM = (
    '<businessKnowledgeModel id="B1" name="working hours"><variable name="working hours"/>'
    '<encapsulatedLogic typeRef="number"><formalParameter name="days off" typeRef="number"/>{body}'
    "</encapsulatedLogic></businessKnowledgeModel>"
)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("working hours(2)", 16),
        ("working hours(days off: 2)", 16),
        ('working hours("x")', None),
        ("working hours()", None),
    ],
)
def test_knowledge_models_are_functions(call: str, expected: Any) -> None:
    model = Model.load(
        definitions(decision("D1", literal(call), "bkm:#B1"), BKM.format(body=literal("days off * 8")))
    )
    assert to_plain(model.evaluate("D1", {})) == expected
    assert isinstance(model.evaluate("working hours", {}), FunctionValue)


def test_a_table_may_be_a_knowledge_model() -> None:
    body = table(["days off"], ["out"], ["> 1 => 1", "- => 2"], policy="FIRST")
    model = Model.load(
        definitions(decision("D1", literal("working hours(5)"), "bkm:#B1"), BKM.format(body=body))
    )
    outcome = model.decide("D1", {})
    assert outcome.result == 1
    assert outcome.trace == [{"table": "table", "rule": "r1", "index": 1}]


def test_boxed_functions_and_java() -> None:
    function = "<functionDefinition{kind}><formalParameter name='x'/>{body}</functionDefinition>"
    body = literal("x + 1")
    entry = "<contextEntry>{}</contextEntry>"
    called = "<context>" + entry.format("<variable name='f'/>{f}") + entry.format("{r}") + "</context>"
    own = called.format(f=function.format(kind="", body=body), r=literal("f(1)"))
    assert value(own) == 2
    assert value(called.format(f=function.format(kind=" kind='Java'", body=body), r=literal("f(1)"))) is None


SERVICE = (
    '<decisionService id="S1" name="serve"><outputDecision href="#D1"/>{second}'
    '<encapsulatedDecision href="#D2"/>'
    '<inputDecision href="#D3"/><inputData href="#I1"/></decisionService>'
)


def service(second: str = "") -> Model:
    return Model.load(
        definitions(
            decision("D1", literal("D2 + D3"), "#D2", "#D3"),
            decision("D2", literal("n * 10"), "data:#I1"),
            decision("D3", literal("100")),
            decision("D4", literal("serve(n: 1, D3: 2)"), "bkm:#S1"),
            decision("D5", literal("serve(1)"), "bkm:#S1"),
            input_data("I1", "n", "number"),
            SERVICE.format(second=second),
        )
    )


def test_decision_services() -> None:
    assert service().evaluate("D1", {"n": 1}) == 110
    assert service().evaluate("serve", {"n": 1, "D3": 5}) == 15
    assert service().evaluate("serve", {"n": 1}) is None
    assert service().evaluate("D4", {}) == 12
    assert service().evaluate("D5", {}) is None
    both = service('<outputDecision href="#D2"/>')
    assert to_plain(both.evaluate("serve", {"n": 1, "D3": 5})) == {"D1": 15, "D2": 10}


def test_imports() -> None:
    other = definitions(
        decision("B", literal("n + 1"), "data:#I", name="base value"),
        input_data("I", "n", "number"),
        ITEMS,
        own="http://test.example/other",
    )
    main = definitions(
        f'<import name="lib" namespace="http://test.example/other" importType="{DMN_13}"/>',
        decision("D1", literal("lib.base value * 2"), "http://test.example/other#B", type_ref="lib.tAdult"),
    )
    model = Model.load(main, imports={"http://test.example/other": other})
    assert set(model.decisions) == {"D1"}
    assert model.evaluate("D1", {"lib": {"n": 9}}) == 20
    assert model.evaluate("D1", {"n": 8}) == 18
    assert model.evaluate("D1", {"n": 1}) is None


def test_a_missing_import_leaves_the_rest_of_a_loaded_file_usable() -> None:
    missing = f'<import name="lib" namespace="http://gone" locationURI="lib.dmn" importType="{DMN_13}"/>'
    main = definitions(
        missing,
        decision("D1", literal("1 + 1"), type_ref="lib.tAdult"),
        decision("D2", literal("if lib = null then 5 else 6"), "http://gone#B"),
    )
    model = Model.load(main)
    assert [problem.code for problem in model.problems] == ["DMN-import"]
    assert (model.evaluate("D1", {}), model.evaluate("D2", {})) == (2, 5)
    with pytest.raises(InvalidDefinition):
        Model.load(main, strict=True)


def test_an_import_is_found_by_its_location_where_the_namespace_is_not_given() -> None:
    other = definitions(decision("B", literal("20")), own="http://gone")
    main = definitions(
        f'<import name="lib" namespace="http://gone" locationURI="lib.dmn" importType="{DMN_13}"/>',
        decision("D1", literal("lib.B + 1"), "http://gone#B"),
    )
    assert Model.load(main, imports={"lib.dmn": other}).evaluate("D1", {}) == 21


@pytest.mark.parametrize("name", ["a - b", "a  b", "甲 / 乙"])
def test_names_in_a_file_may_be_spaced_in_any_way(name: str) -> None:
    model = Model.load(
        definitions(
            input_data("I1", name, "number"),
            decision("D1", literal(f"{name} + 1"), "data:#I1"),
            decision("D2", literal("f(" + name + ": 5)"), "bkm:#B1"),
            f'<businessKnowledgeModel id="B1" name="f"><encapsulatedLogic><formalParameter name="{name}"/>'
            f"{literal(name)}</encapsulatedLogic></businessKnowledgeModel>",
        )
    )
    assert (model.evaluate("D1", {name: 4}), model.evaluate("D2", {})) == (5, 5)
