"""What is refused, and how the refusal says where."""

from __future__ import annotations

import pytest

from processes.decisions import Model
from processes.errors import InvalidDefinition, Problem
from processes.feel import to_plain

from .documents import DMN_13, decision, definitions, input_data, literal, table


def problems(document: str | bytes) -> list[Problem]:
    with pytest.raises(InvalidDefinition) as caught:
        Model.load(document, file="x.dmn", strict=True)
    assert caught.value.problems
    assert all(problem.file == "x.dmn" and problem.remedy for problem in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        DMN_13,
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_versions_of_the_standard(namespace: str) -> None:
    assert Model.load(definitions(decision("D1", literal("1")), namespace=namespace)).evaluate("D1", {}) == 1


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "DMN-xml"),
        ("no xml", "DMN-xml"),
        (b"\xff\xfe\x00", "DMN-xml"),
        ("<definitions>", "DMN-xml"),
        ("<definitions/>", "DMN-namespace"),
        (f'<decision xmlns="{DMN_13}"/>', "DMN-namespace"),
        ('<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"/>', "DMN-namespace"),
    ],
)
def test_other_files(document: str | bytes, code: str) -> None:
    assert [problem.code for problem in problems(document)] == [code]


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE definitions>",
        '<!DOCTYPE definitions [<!ENTITY a "1">]>',
        '<!DOCTYPE definitions [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE definitions SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    ],
)
def test_document_types_and_entities_are_refused(doctype: str) -> None:
    found = problems(doctype + definitions(decision("D1", literal("1"))))
    assert found[0].code == "DMN-xml"
    assert "DOCTYPE" in found[0].message


def test_an_encoding_declaration_is_fine() -> None:
    document = '<?xml version="1.0" encoding="UTF-8"?>\n' + definitions(decision("D1", literal('"政策"')))
    assert Model.load(document).evaluate("D1", {}) == "政策"
    assert Model.load(document.encode()).evaluate("D1", {}) == "政策"


@pytest.mark.parametrize(
    ("part", "code", "element", "words"),
    [
        (decision("D1", literal("1 +")), "DMN-feel", "D1", "表达式到此结束"),
        (decision("D1", table(["n"], ["o"], ["> => 1"])), "DMN-feel", "r1", "“>”"),
        (decision("D1", table(["n"], ["o"], ["1 => “x”"])), "DMN-feel", "r1", "全角标点"),
        (decision("D1", table(["n +"], ["o"], ["1 => 1"])), "DMN-feel", "in1", "“n +”"),
        (decision("D1", table([""], ["o"], ["1 => 1"])), "DMN-input", "in1", "没有表达式"),
        (decision("D1", table(["n"], [], [])), "DMN-output", "table", "没有输出列"),
        (decision("D1", table(["n"], ["a", "a"], [])), "DMN-output", "table", "不能重复"),
        (decision("D1", table(["n"], ["a", ""], [])), "DMN-output", "table", "必须填写"),
        (decision("D1", table(["n"], ["o"], ["1 | 2 => 1"])), "DMN-rule", "r1", "规则 1 有 2 个输入"),
        (decision("D1", table(["n"], ["o"], [], policy="BEST")), "DMN-hit-policy", "table", "BEST"),
        (decision("D1", table(["n"], ["o"], [], aggregation="AVG")), "DMN-hit-policy", "table", "AVG"),
        (decision("D1", literal("1"), "#D9"), "DMN-reference", "D1", "“D9”不存在"),
        (decision("D1", literal("1"), "#D1"), "DMN-cycle", "D1", "需要它自己"),
        (decision("D1", literal("1")) * 2, "DMN-duplicate", "D1", "出现了两次"),
        ('<decision id="D1"/>', "DMN-name", "D1", "缺少名称"),
        (
            decision(
                "D1", '<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>'
            ),
            "DMN-language",
            "D1",
            "javascript",
        ),
        ('<import name="x" namespace="http://elsewhere"/>', "DMN-import", "defs", "http://elsewhere"),
        (
            '<itemDefinition id="t" name="t"><typeRef>string</typeRef>'
            "<allowedValues><text>(</text></allowedValues></itemDefinition>",
            "DMN-feel",
            "t",
            "“(”",
        ),
    ],
)
def test_problem(part: str, code: str, element: str, words: str) -> None:
    found = problems(definitions(part))
    assert [(problem.code, problem.element_id) for problem in found] == [(code, element)]
    assert words in found[0].message


def test_all_problems_are_listed_with_their_lines() -> None:
    document = definitions(
        decision("D1", literal("1 +")),
        decision("D2", literal(")"), "#D3"),
        decision("D3", literal("1"), "#D2"),
    )
    found = problems(document)
    assert [(p.code, p.element_id, p.line) for p in found] == [
        ("DMN-feel", "D1", 2),
        ("DMN-feel", "D2", 3),
        ("DMN-cycle", "D2", 3),
        ("DMN-cycle", "D3", 4),
    ]


def test_an_unfinished_table_can_be_tried_out() -> None:
    rules = ["( => 1", "> 0 => 2", "< 0 => )"]
    model = Model.load(definitions(decision("D1", table(["n"], ["o"], rules))))
    assert [problem.element_id for problem in model.problems] == ["r1", "r3"]
    assert to_plain(model.evaluate("D1", {"n": 1})) == 2
    assert model.evaluate("D1", {"n": -1}) is None


def test_feel_may_be_named_as_language() -> None:
    logic = '<literalExpression expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/"><text>1</text></literalExpression>'
    assert Model.load(definitions(decision("D1", logic))).evaluate("D1", {}) == 1


def test_comments_between_elements_do_not_matter() -> None:
    document = definitions(
        "<!-- one -->", decision("D1", "<!-- two -->" + literal("1")), input_data("I1", "n")
    )
    assert Model.load(document).evaluate("D1", {}) == 1
