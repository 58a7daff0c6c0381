"""How the findings of a table analysis are told, and how it stays within bounds."""

from __future__ import annotations

import time
from itertools import pairwise, product
from typing import Any

import pytest

from processes.decisions import Model
from processes.decisions.analysis import ANY, analyse, report, unanalysed
from processes.decisions.analysis.representatives import between
from processes.feel import Date, YearsMonths, read_temporal
from processes.feel.values import TYPE_NAMES

from .documents import decision, definitions, literal, table

LEVELS = '"重大", "一般"'


def model(inputs: list[str], rules: list[str], **options: Any) -> Model:
    outputs = options.pop("outputs", ["out"])
    return Model.load(definitions(decision("D1", table(inputs, outputs, rules, **options))), file="x.dmn")


def told(inputs: list[str], rules: list[str], **options: Any) -> list[tuple[str, str | None, str]]:
    """Code, element and message of each warning."""
    found = model(inputs, rules, **options).warnings
    assert all(p.severity == "warning" and p.remedy and p.line and p.file == "x.dmn" for p in found)
    return [(p.code, p.element_id, p.message.removeprefix("决策表“D1”")) for p in found]


def test_a_complete_table_without_overlap_has_no_findings() -> None:
    assert told(["n"], ["< 5 => 1", ">= 5 => 2"], types={"n": "number"}) == []
    assert told(["l"], ['"重大" => 1', '"一般" => 2'], types={"l": "string"}, allowed={"l": LEVELS}) == []


def test_a_gap_is_told_by_an_example() -> None:
    assert told(["n", "b"], ["< 5 | - => 1", "> 5 | true => 2"], types={"n": "number", "b": "boolean"}) == [
        ("DMN-gap", "table", "有没有规则覆盖的输入，例如 n = 5，b = 任意"),
        ("DMN-gap", "table", "有没有规则覆盖的输入，例如 n = 6，b = false"),
    ]
    assert told(["l"], ['"重大" => 1'], types={"l": "string"})[0][2].endswith('例如 l = "其他"')


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
def test_policies_that_collect_need_no_match_and_allow_overlap(policy: str) -> None:
    rules, values = ["< 5 => 1", "< 3 => 2"], {"out": "2, 1"}
    assert told(["n"], rules, policy=policy, types={"n": "number"}, values=values) == []


def test_a_default_output_fills_the_gaps() -> None:
    assert told(["n"], ["< 5 => 1"], types={"n": "number"}, defaults={"out": "0"}) == []


def test_an_overlap_names_the_rules_and_an_input() -> None:
    assert told(["n"], ["<= 5 => 1", ">= 5 => 2"], types={"n": "number"}) == [
        ("DMN-overlap", "r2", "规则 1、2 会同时命中，例如 n = 5；UNIQUE 只许命中一条，执行时会报错")
    ]


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        (("1", "1.0"), None),
        (("1", "2"), "结果却不同"),
        (("1", "n"), "执行时才知道"),
        (("n + 1", "n + 1"), None),
    ],
)
def test_any_minds_only_different_results(outputs: tuple[str, str], words: str | None) -> None:
    found = told(
        ["n"], [f"<= 5 => {outputs[0]}", f">= 5 => {outputs[1]}"], policy="ANY", types={"n": "number"}
    )
    assert [code for code, _, _ in found] == (["DMN-overlap"] if words else [])
    assert all(words and words in message for _, _, message in found)


def test_first_minds_only_rules_that_never_get_their_turn() -> None:
    found = told(["n"], ["< 5 => 1", "< 9 => 2", "< 3 => 3", "- => 4"], policy="FIRST", types={"n": "number"})
    assert found == [("DMN-masked", "r3", "规则 3 永远轮不到：它的条件已由前面的规则 1、2 全部覆盖（FIRST）")]


def test_priority_minds_rules_that_never_win() -> None:
    rules = ['< 9 => "b"', '< 5 => "a"', '< 3 => "b"', "< 2 => n"]
    found = told(["n"], rules, policy="PRIORITY", types={"n": "number"}, values={"out": '"a", "b"'})
    assert found[0][:2] == ("DMN-masked", "r3")
    assert "优先的规则 1、2 全部覆盖（PRIORITY）" in found[0][2]
    assert [code for code, _, _ in found] == ["DMN-masked", "DMN-gap"]


def test_a_last_rule_for_everything_is_reached_by_a_missing_value() -> None:
    assert told(["n"], ["< 5 => 1", ">= 5 => 2", "- => 3"], policy="FIRST", types={"n": "number"}) == []


def test_a_cell_that_nothing_passes() -> None:
    found = told(["n"], ["[7..3] => 1", "- => 2"], policy="FIRST", types={"n": "number"})
    assert found == [("DMN-unreachable", "r1", "规则 1 永远不会命中：输入“n”没有取值符合“[7..3]”")]


@pytest.mark.parametrize(
    ("rule", "options", "code", "words"),
    [
        ('"x" => 1', {"types": {"i": "number"}}, "DMN-cell-type", '"x"，而这一列的类型是 number'),
        ("true => 1", {"types": {"i": "string"}}, "DMN-cell-type", "true"),
        ('"中等" => 1', {"allowed": {"i": LEVELS}}, "DMN-cell-value", '"中等"，不在这一列允许的取值'),
        ('- => "x"', {"types": {"out": "number"}}, "DMN-output-type", "应为 number"),
        ('- => "c"', {"values": {"out": '"a", "b"'}}, "DMN-output-value", "不在这一列的输出值之列"),
    ],
)
def test_wrong_constants(rule: str, options: dict[str, Any], code: str, words: str) -> None:
    found = told(["i"], [rule], policy="COLLECT", **options)
    assert (found[0][0], found[0][1]) == (code, "r1")
    assert "规则 1 的" in found[0][2]
    assert words in found[0][2]


def test_a_wrong_default_output() -> None:
    found = told(["n"], ["1 => 1"], types={"out": "number"}, defaults={"out": '"x"'})
    assert found[0][0] == "DMN-output-type"
    assert "默认输出“out”" in found[0][2]


def test_a_column_that_allows_no_value_at_all() -> None:
    found = told(
        ["n", "b"], ["1 | true => 1"], types={"n": "number", "b": "boolean"}, allowed={"n": "[7..3]"}
    )
    assert [code for code, _, _ in found] == ["DMN-cell-value", "DMN-unreachable"]


def test_tests_that_would_not_end_are_not_tried() -> None:
    endless = "every i in 1..99999999 satisfies i != ?"
    rules, types = ["1 => 1"], {"n": "number", "out": "number"}
    found = told(["n"], rules, types=types, allowed={"n": endless}, values={"out": endless})
    assert [code for code, _, _ in found] == ["DMN-not-analysed"]
    item = (
        '<itemDefinition id="t" name="tEndless"><typeRef>number</typeRef>'
        f"<allowedValues><text>{endless}</text></allowedValues></itemDefinition>"
    )
    logic = table(["n"], ["out"], ["- => 1"], types={"out": "tEndless"})
    assert Model.load(definitions(item, decision("D1", logic))).warnings == ()


def test_item_definitions_say_which_values_may_come() -> None:
    item = (
        '<itemDefinition id="t" name="tLevel"><typeRef>string</typeRef>'
        f"<allowedValues><text>{LEVELS}</text></allowedValues></itemDefinition>"
    )
    logic = table(["l"], ["out"], ['"重大" => 1', '"特别" => 2'], types={"l": "tLevel"})
    found = Model.load(definitions(item, decision("D1", logic))).warnings
    assert [p.code for p in found] == ["DMN-cell-value", "DMN-unreachable", "DMN-gap"]
    assert '例如 l = "一般"' in found[-1].message


def test_an_expression_with_few_results_has_only_these_values() -> None:
    choice = 'if x = 1 then "A" else "B"'
    assert told([choice, "x = 2"], ['"A" | - => 1', '"B" | true => 2', '"B" | false => 3']) == []
    assert told([choice], ['"A" => 1'])[0][2].endswith('= "B"')


def test_cells_that_cannot_be_analysed_are_named() -> None:
    rules = ["count(?) > 1 | - => 1", "- | true => 2"]
    found = told(["list", "b"], rules, types={"b": "boolean"})
    assert found[-1][0] == "DMN-not-analysed"
    assert "输入“list”的规则 1" in found[-1][2]
    collecting = model(["list", "b"], rules, types={"b": "boolean"}, policy="COLLECT")
    assert collecting.warnings == ()
    assert list(unanalysed(collecting.analyses[0])) == ["输入“list”的规则 1"]


def test_only_the_first_findings_are_listed() -> None:
    found = told(["n"], [f"{n} => 1" for n in range(30)], types={"n": "number"})
    assert [code for code, _, _ in found] == ["DMN-gap"]
    twice = told(["n"], ["- => 1"] * 30, types={"n": "number"})
    assert len(twice) == 11
    assert f"另有 {30 * 29 // 2 - 10} 对规则重叠" in twice[-1][2]


def test_boxed_tables_are_analysed_too() -> None:
    inner = table(["n"], ["out"], ["1 => 1", "1 => 2"], policy="UNIQUE", types={"n": "number"})
    context = f"<context><contextEntry><variable name='a'/>{inner}</contextEntry></context>"
    assert "DMN-overlap" in [p.code for p in Model.load(definitions(decision("D1", context))).warnings]
    assert Model.load(definitions(decision("D1", literal("1")))).warnings == ()


def test_a_large_table_takes_moments() -> None:
    inputs = [f"c{index}" for index in range(10)]
    types = {name: "number" if index % 2 else "boolean" for index, name in enumerate(inputs)}
    rules = [
        " | ".join(
            ("true" if rule >> index & 1 else "false") if index % 2 == 0 else f"[{rule}..{rule + index * 9})"
            for index in range(10)
        )
        + f" => {rule}"
        for rule in range(150)
    ]
    loaded = model(inputs, rules, types=types)
    begin = time.process_time()
    assert {p.code for p in loaded.warnings} == {"DMN-gap", "DMN-overlap"}
    assert time.process_time() - begin < 5


def test_a_search_beyond_its_budget_says_so() -> None:
    inputs = [f"c{index}" for index in range(4)]
    rules = [" | ".join(str(n) for n in row) + " => 1" for row in product(range(3), repeat=4)]
    logic = model(inputs, rules, types=dict.fromkeys(inputs, "number")).tables[0]
    assert analyse(logic, judgements=30).gave_up == ["size"]
    assert analyse(logic, steps=30).gave_up == ["gaps"]
    assert analyse(logic).gave_up == []
    same = model(["n"], ["- => 1"] * 60, types={"n": "number"}).tables[0]
    assert analyse(same, steps=1000).gave_up == ["overlaps"]


def test_what_was_not_finished_is_told() -> None:
    found = analyse(model(["n"], ["1 => 1"], types={"n": "number"}).tables[0], judgements=1)
    assert [(p.code, p.message) for p in report(found, None)] == [
        ("DMN-analysis-limit", "决策表“D1”未分析完：决策表太大，没有查找漏项和重叠")
    ]


@pytest.mark.parametrize(
    ("texts", "ordered", "expected"),
    [
        (["2026-02-06", "2026-02-07", "2026-02-10"], True, "05 06 07 08 10 11"),
        (["2026-02-06", "2026-02-07"], False, "06 07 08"),
    ],
)
def test_representatives_of_dates(texts: list[str], ordered: bool, expected: str) -> None:
    found = between(Date, [read_temporal(text) for text in texts], ordered=ordered)
    assert [str(value)[-2:] for value in found] == expected.split()


@pytest.mark.parametrize(
    "texts",
    [
        "10:00:00 10:00:01 23:59:59.999999999",
        "00:00:00",
        "2026-01-01T00:00:00Z 2026-01-01T00:00:01Z",
        "P1M P2M P4M",
        "PT1H P1D P3D",
        "-P1D P0D",
    ],
)
def test_representatives_lie_between_their_points(texts: str) -> None:
    points = sorted(map(read_temporal, texts.split()))
    found = between(type(points[0]), points, ordered=True)
    assert all(a < b for a, b in pairwise(found))
    assert {*points} <= {*found}


def test_every_type_has_a_representative() -> None:
    kinds = [kind for kind, name in TYPE_NAMES.items() if kind not in (int, float, list, tuple, dict, bool)]
    for kind in kinds:
        if TYPE_NAMES[kind] not in ("range", "function"):
            assert type(between(kind, [], ordered=True)[0]) is kind
    assert between(str, ["其他"], ordered=False) == ["其他", "其他2"]
    assert between(str, ["a", "b"], ordered=True) == ["", "a", "a ", "b", "b0"]
    assert between(YearsMonths, [YearsMonths(1)], ordered=True) == [*map(YearsMonths, (0, 1, 2))]
    assert repr(ANY) == "ANY"
