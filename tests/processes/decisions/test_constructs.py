"""Each construct of DMN 1.5 chapters 6 to 8 and 10.2 in one small file, with what it must give."""

from __future__ import annotations

from typing import Any

import pytest

from processes.decisions import Model
from processes.feel import to_plain

from .documents import DMN_13, decision, definitions, input_data, literal, table

SPACES = (
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    DMN_13,
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
TYPES = """
<itemDefinition name="tLevel"><typeRef>string</typeRef>
<allowedValues><text>"high", "low"</text></allowedValues></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>
<itemComponent name="age"><typeRef>number</typeRef><allowedValues><text>&gt;= 0</text></allowedValues>
</itemComponent></itemDefinition>
<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
<itemDefinition name="tShort" isCollection="true"><typeRef>number</typeRef>
<typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<itemDefinition name="tOuter"><itemComponent name="inner"><itemComponent name="x"><typeRef>number</typeRef>
</itemComponent></itemComponent></itemDefinition>
"""
BKM = (
    '<businessKnowledgeModel id="{id}" name="{name}"><variable name="{name}"/>{needs}'
    '<encapsulatedLogic{type}><formalParameter name="x" typeRef="number"/>{body}</encapsulatedLogic>'
    "</businessKnowledgeModel>"
)


def bkm(identifier: str, name: str, body: str, needs: str = "", type_ref: str = "") -> str:
    """A knowledge model of one number."""
    requirement = (
        f'<knowledgeRequirement><requiredKnowledge href="{needs}"/></knowledgeRequirement>' if needs else ""
    )
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return BKM.format(id=identifier, name=name, body=body, needs=requirement, type=typed)


def entry(name: str, logic: str, type_ref: str = "") -> str:
    """An entry of a boxed context; without a name its result."""
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    variable = f'<variable name="{name}"{typed}/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def function(body: str, kind: str = "FEEL") -> str:
    """A boxed function of one number."""
    parameter = '<formalParameter name="x" typeRef="number"/>'
    return f'<functionDefinition kind="{kind}">{parameter}{body}</functionDefinition>'


def called(function_name: str, **arguments: str) -> str:
    """A boxed invocation."""
    bindings = "".join(
        f'<binding><parameter name="{name}"/>{literal(text)}</binding>' for name, text in arguments.items()
    )
    return f"<invocation>{literal(function_name)}{bindings}</invocation>"


def value(*parts: str, given: dict[str, Any] | None = None, namespace: str = DMN_13) -> Any:
    """The value of decision D1, loaded without a word of complaint."""
    model = Model.load(definitions(*parts, TYPES, namespace=namespace))
    assert [problem for problem in model.warnings if problem.severity == "error"] == []
    return to_plain(model.evaluate("D1", given or {}))


def row(*cells: str) -> str:
    """A row of a relation."""
    return f"<row>{''.join(map(literal, cells))}</row>"


def choice(condition: str) -> str:
    """A boxed if: 1 or 2."""
    branches = f"<then>{literal('1')}</then><else>{literal('2')}</else>"
    return f"<conditional><if>{literal(condition)}</if>{branches}</conditional>"


def loop(kind: str, source: str, body: str) -> str:
    """A boxed for, some or every over i."""
    end = "return" if kind == "for" else "satisfies"
    return f"<{kind} iteratorVariable='i'><in>{literal(source)}</in><{end}>{literal(body)}</{end}></{kind}>"


DOUBLE = entry("f", function(literal("x * 2")))
COLUMNS = "<column name='k' typeRef='number'/><column name='v'/>"
BOXED = [
    (literal("1 + 1"), 2),
    (f"<context>{entry('a', literal('1'))}{entry('b', literal('a + 1'))}</context>", {"a": 1, "b": 2}),
    (f"<context>{entry('a', literal('1'))}{entry('', literal('a * 10'))}</context>", 10),
    (f"<context>{entry('a', literal('[5]'), 'number')}</context>", {"a": 5}),
    (f"<context>{entry('a', literal('true'), 'number')}</context>", {"a": None}),
    (f"<context>{DOUBLE}{entry('', called('f', x='4'))}</context>", 8),
    (f"<context>{DOUBLE}{entry('', literal('f(true)'))}</context>", None),
    (f"<list>{literal('1')}<list>{literal('2')}</list></list>", [1, [2]]),
    (
        f"<relation>{COLUMNS}{row('1', '2')}{row('true', 'null')}</relation>",
        [{"k": 1, "v": 2}, {"k": None, "v": None}],
    ),
    (called("max", list="[1, 3, 2]"), 3),
    (called("nothing", x="1"), None),
    (choice("1 < 2"), 1),
    (choice("null"), 2),
    (f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item != 2')}</match></filter>", [1, 3]),
    (
        f"<filter><in>{literal('[{item: 1}, {item: 2}]')}</in><match>{literal('item = 2')}</match></filter>",
        [{"item": 2}],
    ),
    (loop("for", "[1, 2]", "i * i"), [1, 4]),
    (loop("for", "1", "i + 1"), [2]),
    (loop("some", "[1, 2]", "i = 2"), True),
    (loop("every", "[1, 2]", "i < 2"), False),
    (loop("every", "[]", "false"), True),
    (table(["1 + 1"], ["o"], ["2 => 7"]), 7),
]


@pytest.mark.parametrize("namespace", SPACES)
@pytest.mark.parametrize(("logic", "expected"), BOXED)
def test_boxed_expressions_in_every_version(logic: str, expected: Any, namespace: str) -> None:
    assert value(decision("D1", logic), namespace=namespace) == expected


@pytest.mark.parametrize(
    ("type_ref", "text", "expected"),
    [
        ("tLevel", '"high"', "high"),
        ("tLevel", '"middle"', None),
        ("tPerson", '{name: "a", age: 1}', {"name": "a", "age": 1}),
        ("tPerson", '{name: "a", age: -1}', None),
        ("tPerson", '{name: "a", age: null}', {"name": "a", "age": None}),
        ("tPerson", '{name: "a", age: 1, more: 2}', {"name": "a", "age": 1, "more": 2}),
        ("tPeople", '{name: "a", age: 1}', [{"name": "a", "age": 1}]),
        ("tPeople", '[{name: "a"}]', None),
        ("tShort", "[1, 2]", [1, 2]),
        ("tShort", "[1, 2, 3]", None),
        ("tOuter", "{inner: {x: 1}}", {"inner": {"x": 1}}),
        ("tOuter", "{inner: {x: true}}", None),
        ("context", "{a: 1}", {"a": 1}),
        ("list", "[1]", [1]),
        ("list", "1", [1]),
        ("time", 'time("10:00:00")', "10:00:00"),
        ("yearMonthDuration", 'duration("P1Y")', "P1Y"),
        ("years and months duration", 'duration("P1D")', None),
    ],
)
def test_item_definitions(type_ref: str, text: str, expected: Any) -> None:
    assert value(decision("D1", literal(text), type_ref=type_ref)) == expected


def test_requirements_of_every_kind() -> None:
    parts = (
        decision("D1", literal("base + double(n) + quadruple(n)"), "#D2", "data:#I1", "bkm:#B1", "bkm:#B2"),
        decision("D2", literal("n * 100"), "data:#I1", name="base"),
        input_data("I1", "n", "number"),
        bkm("B1", "double", literal("x * 2")),
        bkm("B2", "quadruple", literal("double(double(x))"), needs="#B1", type_ref="number"),
    )
    assert value(*parts, given={"n": 3}) == 318


def test_a_knowledge_model_may_be_a_table_and_be_invoked_by_name() -> None:
    body = table(["x"], ["o"], ['< 10 => "low"', '>= 10 => "high"'])
    assert value(decision("D1", called("level", x="12"), "bkm:#B1"), bkm("B1", "level", body)) == "high"


def test_a_knowledge_model_with_a_result_of_the_wrong_type_is_null() -> None:
    found = value(
        decision("D1", literal("f(1)"), "bkm:#B1"), bkm("B1", "f", literal('"x"'), type_ref="number")
    )
    assert found is None


SERVICE = (
    '<decisionService id="S1" name="{name}"><variable name="{name}"/><outputDecision href="#D2"/>'
    '<encapsulatedDecision href="#D3"/><inputDecision href="#D4"/><inputData href="#I1"/></decisionService>'
)


def test_a_decision_service_sees_only_what_it_is_given() -> None:
    parts = (
        decision("D1", literal("serve(5, 7)"), "bkm:#S1"),
        decision("D2", literal("D3 + D4"), "#D3", "#D4"),
        decision("D3", literal("n * 10"), "data:#I1"),
        decision("D4", literal("1000")),
        input_data("I1", "n", "number"),
        SERVICE.format(name="serve"),
    )
    assert value(*parts, given={"n": 1}) == 57
    model = Model.load(definitions(*parts))
    assert model.evaluate("serve", {"n": 2, "D4": 1}) == 21
    assert model.evaluate("D2", {"n": 2}) == 1020


def test_a_service_with_a_part_missing_can_still_be_tried_out() -> None:
    text = definitions(
        decision("D1", literal("serve(5)"), "bkm:#S1"),
        decision("D2", literal("n + 1"), "data:#I1"),
        input_data("I1", "n"),
        SERVICE.format(name="serve"),
    )
    model = Model.load(text)
    assert {problem.code for problem in model.problems} == {"DMN-reference"}
    assert (model.evaluate("D1", {}), model.evaluate("serve", {"n": 1})) == (6, 2)


def test_imported_knowledge_types_and_services() -> None:
    library = definitions(
        TYPES,
        bkm("B1", "double it", literal("x * 2")),
        decision("L1", literal("n + 1"), "data:#I1"),
        input_data("I1", "n", "number"),
        '<decisionService id="S1" name="serve"><outputDecision href="#L1"/><inputData href="#I1"/>'
        "</decisionService>",
        own="http://test.example/lib",
    )
    main = definitions(
        f'<import name="my lib" namespace="http://test.example/lib" importType="{DMN_13}"/>',
        decision(
            "D1",
            literal("[my lib.double it(4), my lib.serve(1)]"),
            "bkm:http://test.example/lib#B1",
            "bkm:http://test.example/lib#S1",
        ),
        decision("D2", literal('"middle"'), type_ref="my lib.tLevel"),
    )
    model = Model.load(main, imports={"http://test.example/lib": library})
    assert model.warnings == ()
    assert to_plain(model.evaluate("D1", {})) == [8, 2]
    assert model.evaluate("D2", {}) is None


RULES = ['[0..9] => "a" | 1', '[5..9] => "b" | 2', '[9..20] => "b" | 2']


@pytest.mark.parametrize(
    ("policy", "results"),
    [
        ("FIRST", {1: ("a", 1), 7: ("a", 1), 9: ("a", 1), 10: ("b", 2), 30: None}),
        ("PRIORITY", {1: ("a", 1), 7: ("b", 2), 9: ("b", 2), 30: None}),
        ("ANY", {1: ("a", 1), 7: None, 10: ("b", 2), 30: None}),
        ("UNIQUE", {1: ("a", 1), 7: None, 10: ("b", 2), 30: None}),
        ("RULE ORDER", {1: [("a", 1)], 7: [("a", 1), ("b", 2)], 30: []}),
        ("OUTPUT ORDER", {1: [("a", 1)], 9: [("b", 2), ("b", 2), ("a", 1)], 30: []}),
        ("COLLECT", {1: [("a", 1)], 9: [("a", 1), ("b", 2), ("b", 2)], 30: []}),
    ],
)
def test_hit_policies_with_two_outputs(policy: str, results: dict[int, Any]) -> None:
    def shaped(found: Any) -> Any:
        if isinstance(found, list):
            return [shaped(each) for each in found]
        return found and {"kind": found[0], "level": found[1]}

    logic = table(
        ["n"], ["kind", "level"], RULES, policy=policy, values={"kind": '"b", "a"', "level": "2, 1"}
    )
    model = Model.load(definitions(decision("D1", logic)))
    assert {n: to_plain(model.evaluate("D1", {"n": n})) for n in results} == {
        n: shaped(found) for n, found in results.items()
    }


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_aggregations(aggregation: str, expected: int) -> None:
    logic = table(
        ["n"], ["o"], ["> 0 => 1", "> 0 => 2", "> 0 => n"], policy="COLLECT", aggregation=aggregation
    )
    assert value(decision("D1", logic), given={"n": 3}) == expected


def test_a_misfit_inside_boxed_logic_is_null_with_a_warning() -> None:
    logic = f"<context>{entry('a', literal('true'), 'number')}</context>"
    outcome = Model.load(definitions(decision("D1", logic))).decide("D1", {})
    assert outcome.result == {"a": None}
    assert outcome.warnings == ["值应为 number，实际是 boolean"]
