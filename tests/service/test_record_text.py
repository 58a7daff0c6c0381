"""Every kind of record has a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from processes.records import RecordType
from service.record_text import Told
from service.vocabulary import Vocabulary

WORDS = Vocabulary(
    titles={"wide": "涉及面广", "links": "双向链接校验", "links.ok": "结果", "d07": "发布完成度"},
    decisions={"D07": "发布完成度"},
)


def name(user_id: str | None) -> str:
    return {"lin": "林知远"}.get(user_id or "", user_id or "")


def flow(flow_id: str) -> str:
    return {"f": "是", "f1": "有效", "f2": "通往“修复”"}.get(flow_id, "")


def told(kind: str, element: str, payload: dict[str, Any]) -> Told:
    return Told(kind, payload, element, name, flow, WORDS)


@pytest.mark.parametrize("kind", list(RecordType))
def test_every_record_is_told_in_chinese(kind: RecordType) -> None:
    text = told(kind, "拟稿", {}).text()

    assert any("\u4e00" <= character <= "\u9fff" for character in text)
    assert str(kind) not in text


def test_people_are_named() -> None:
    assert told("user_task_assigned", "拟稿", {"assignee": "lin"}).text() == "“拟稿”由林知远办理"
    assert told("user_task_assigned", "拟稿", {"assignee": None, "previous": "lin"}).text() == (
        "“拟稿”放回待领（原由林知远办理）"
    )


def test_a_gateway_tells_what_it_read() -> None:
    taken = told(
        "sequence_flow_taken", "路线", {"flow_id": "f", "condition": "=wide", "values": {"wide": True}}
    )

    assert taken.text() == "从“路线”继续：是"
    assert taken.reasons() == ["条件成立：涉及面广", "当时 涉及面广 = 是"]


def test_a_default_flow_tells_which_conditions_did_not_hold() -> None:
    rejected = [{"flow_id": "f1", "condition": "links.ok = true", "values": {"links.ok": False}}]
    taken = told(
        "sequence_flow_taken", "链接有效？", {"flow_id": "f2", "default": True, "rejected": rejected}
    )

    assert taken.text() == "从“链接有效？”继续：通往“修复”"
    assert taken.reasons() == [
        "其他条件都不成立，走默认路径",
        "“有效”的条件不成立：双向链接校验·结果 = 是",
        "当时 双向链接校验·结果 = 否",
    ]


def test_a_condition_that_found_no_data_says_so() -> None:
    taken = told("sequence_flow_taken", "？", {"flow_id": "f", "condition": "wide", "values": {}})

    assert taken.reasons() == ["条件成立：涉及面广", "当时还没有这项数据"]


def test_a_decision_is_told_in_words() -> None:
    result = {"reasons": ["文件与解读材料未相互关联"], "result": "not_ok"}
    payload = {"decision_id": "D07", "result": result, "result_variable": "d07", "inputs": {"栏目": None}}
    decided = told("decision_evaluated", "核对", payload)

    assert decided.text() == "“核对”按决策表“发布完成度”判定：原因：文件与解读材料未相互关联；结果：未达标"
    assert decided.reasons() == ["栏目 = （空）"]


def test_decisions_made_on_the_way_are_told_with_their_rules_and_inputs() -> None:
    level = {"decision": "L", "name": "级别", "table": "t", "matched": [{"rule": "r", "index": 2}]}
    amount = {"decision": "A", "name": "金额", "inputs": {}, "result": 12}
    payload = {
        "decision_id": "D07",
        "result": "x",
        "inputs": {},
        "matched": [{"rule": "r1", "index": 1}],
        "required": [amount, {**level, "inputs": {"金额": 12}, "result": "高"}],
    }

    assert told("decision_evaluated", "核对", payload).reasons() == [
        "先判定“金额”：12",
        "先判定“级别”：高（命中第 2 行规则，金额 = 12）",
        "命中第 1 行规则",
    ]


def test_variables_are_called_by_their_titles_and_many_are_counted() -> None:
    assert told("variables_changed", "", {"values": {"wide": 1, "d07": 2}}).text() == (
        "数据更新：涉及面广、发布完成度"
    )
    many = {f"x{number}": number for number in range(9)}
    assert told("variables_changed", "", {"values": many}).text() == "数据更新：x0、x1、x2、x3、x4、x5等 9 项"


def test_a_deadline_tells_how_it_was_counted() -> None:
    payload = {
        "due": "2026-03-12T18:00:00+08:00",
        "explanation": {"explanation": "自2026年2月6日起算20个工作日"},
    }
    timer = told("timer_created", "20 个工作日", payload)

    assert timer.reasons() == ["自2026年2月6日起算20个工作日"]
    assert timer.text() == "设定时限“20 个工作日”：2026-03-12 18:00"
