"""What each hit policy makes of no, one and several matching rules (DMN 1.5 §8.2.8–8.2.11)."""

from __future__ import annotations

from typing import Any

import pytest

from processes.decisions import DecisionError, Model
from processes.feel import to_plain

from .documents import decision, definitions, table

RULES = ['> 10 => "high"', '> 5 => "middle"', '> 0 => "low"']


def model(rules: list[str] = RULES, outputs: list[str] | None = None, **options: Any) -> Model:
    return Model.load(definitions(decision("D1", table(["n"], outputs or ["out"], rules, **options))))


@pytest.mark.parametrize(
    ("policy", "results", "indexes"),
    [
        ("FIRST", [None, "low", "middle", "high"], [[], [3], [2], [1]]),
        (
            "RULE ORDER",
            [[], ["low"], ["middle", "low"], ["high", "middle", "low"]],
            [[], [3], [2, 3], [1, 2, 3]],
        ),
        (
            "COLLECT",
            [[], ["low"], ["middle", "low"], ["high", "middle", "low"]],
            [[], [3], [2, 3], [1, 2, 3]],
        ),
    ],
)
def test_policies_that_admit_several_rules(policy: str, results: list[Any], indexes: list[list[int]]) -> None:
    decide = model(policy=policy).decide
    outcomes = [decide("D1", {"n": n}) for n in (0, 1, 6, 11)]
    assert [outcome.result for outcome in outcomes] == results
    assert [[match["index"] for match in outcome.matched] for outcome in outcomes] == indexes


def test_unique_answers_for_one_rule() -> None:
    outcome = model().decide("D1", {"n": 3})
    assert outcome.result == "low"
    assert outcome.matched == [{"rule": "r3", "index": 3}]
    assert outcome.inputs == {"n": 3}
    assert outcome.trace == [{"table": "table", "rule": "r3", "index": 3}]


def test_unique_names_the_rules_that_overlap() -> None:
    with pytest.raises(DecisionError, match="规则 2、3 却同时命中") as caught:
        model().decide("D1", {"n": 6})
    assert caught.value.context == {
        "decision": "D1",
        "table": "table",
        "rules": ["r2", "r3"],
        "indexes": [2, 3],
        "inputs": {"n": 6},
    }
    assert str(caught.value).endswith("（输入：n = 6）")
    assert model().evaluate("D1", {"n": 6}) is None


def test_any_wants_agreement() -> None:
    agreeing = model(['> 5 => "x"', '> 0 => "x"', "< 0 => 1"], policy="ANY")
    assert agreeing.decide("D1", {"n": 6}).result == "x"
    assert [m["index"] for m in agreeing.decide("D1", {"n": 6}).matched] == [1, 2]
    assert agreeing.decide("D1", {"n": 0}).result is None
    with pytest.raises(DecisionError, match="规则 1、2、3 的结果却不同"):
        model(policy="ANY").decide("D1", {"n": 11})
    assert model(policy="ANY").evaluate("D1", {"n": 11}) is None


def test_priority_and_output_order_follow_the_output_values() -> None:
    values = {"out": '"low", "high", "middle"'}
    assert model(policy="PRIORITY", values=values).decide("D1", {"n": 11}).result == "low"
    ordered = model(policy="OUTPUT ORDER", values=values).decide("D1", {"n": 11})
    assert ordered.result == ["low", "high", "middle"]
    assert [match["index"] for match in ordered.matched] == [3, 1, 2]
    assert model(policy="OUTPUT ORDER", values=values).decide("D1", {"n": 0}).result == []


def test_priority_of_two_outputs_looks_at_the_first_first() -> None:
    rules = [
        "> 0 => 'b' | 1".replace("'", '"'),
        "> 0 => 'a' | 2".replace("'", '"'),
        "> 0 => 'a' | 1".replace("'", '"'),
    ]
    found = model(rules, ["x", "y"], policy="PRIORITY", values={"x": '"a", "b"', "y": "1, 2"})
    assert found.decide("D1", {"n": 1}).result == {"x": "a", "y": 1}


@pytest.mark.parametrize(
    ("aggregation", "none", "one", "three"),
    [("SUM", None, 1, 6.5), ("MIN", None, 1, 1), ("MAX", None, 1, 3.5), ("COUNT", 0, 1, 3)],
)
def test_collect_aggregates(aggregation: str, none: Any, one: Any, three: Any) -> None:
    found = model(["> 10 => 3.5", "> 5 => 2", "> 0 => 1"], policy="COLLECT", aggregation=aggregation)
    assert [found.decide("D1", {"n": n}).result for n in (0, 1, 11)] == [none, one, three]


def test_default_output_is_for_no_match() -> None:
    found = model(defaults={"out": '"none"'})
    assert found.decide("D1", {"n": 0}).result == "none"
    assert found.decide("D1", {"n": 0}).matched == []
    both = model(["> 5 => 1 | 2"], ["x", "y"], defaults={"y": "9"})
    assert both.decide("D1", {"n": 0}).result == {"x": None, "y": 9}


def test_several_outputs_are_a_context() -> None:
    found = model(['> 5 => "a" | n * 2', "- => -1 | "], ["kind", "value"], policy="FIRST")
    assert found.decide("D1", {"n": 6}).result == {"kind": "a", "value": 12}
    assert found.decide("D1", {"n": 1}).result == {"kind": -1, "value": None}


def test_a_table_without_inputs_collects_all_its_rules() -> None:
    found = Model.load(definitions(decision("D1", table([], ["out"], ["=> 1", "=> 2"], policy="COLLECT"))))
    assert found.decide("D1", {}).result == [1, 2]


def test_cells_see_the_data_and_the_value() -> None:
    found = model(['? > limit and ? < 100 => "in"', 'not(1, 2), null => "x"'], policy="FIRST")
    assert found.decide("D1", {"n": 50, "limit": 10}).result == "in"
    assert found.decide("D1", {"n": None, "limit": 10}).result == "x"


def test_input_of_the_wrong_type_is_reported() -> None:
    found = model(types={"n": "number"})
    with pytest.raises(DecisionError, match='输入“n”应为 number，实际是 "six"'):
        found.decide("D1", {"n": "six"})
    assert found.decide("D1", {"n": None}).result is None
    assert found.decide("D1", {"n": [3]}).result == "low"


def test_input_that_is_not_allowed_is_reported() -> None:
    found = model(allowed={"n": "[0..20]"})
    assert found.decide("D1", {"n": 3}).result == "low"
    with pytest.raises(DecisionError, match="输入“n”不允许取值 30"):
        found.decide("D1", {"n": 30})
    assert found.evaluate("D1", {"n": 30}) is None


def test_output_of_the_wrong_type_is_reported_with_its_rule() -> None:
    found = model(['- => "x"'], types={"out": "number"})
    with pytest.raises(DecisionError, match="规则 1 的输出“out”应为 number") as caught:
        found.decide("D1", {"n": 1})
    assert caught.value.context["rules"] == ["r1"]


def test_many_rules_share_one_budget_and_are_quick() -> None:
    rules = [f"[{i}..{i + 1}) => {i}" for i in range(300)]
    assert to_plain(model(rules).evaluate("D1", {"n": 299})) == 299
