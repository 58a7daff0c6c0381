"""Every kind of record has a sentence."""

from __future__ import annotations

import pytest

from processes.records import RecordType
from service.record_text import reasons, sentence


def name(user_id: str | None) -> str:
    return {"lin": "林知远"}.get(user_id or "", user_id or "")


@pytest.mark.parametrize("kind", list(RecordType))
def test_every_record_is_told_in_chinese(kind: RecordType) -> None:
    text = sentence(kind, "拟稿", {}, name)

    assert any("\u4e00" <= character <= "\u9fff" for character in text)
    assert str(kind) not in text


def test_people_are_named() -> None:
    assert sentence("user_task_assigned", "拟稿", {"assignee": "lin"}, name) == "“拟稿”由林知远办理"
    assert sentence("user_task_assigned", "拟稿", {"assignee": None, "previous": "lin"}, name) == (
        "“拟稿”放回待领（原由林知远办理）"
    )


def test_a_gateway_tells_what_it_read() -> None:
    payload = {"flow_id": "f", "condition": "=wide", "values": {"wide": True}}

    assert reasons("sequence_flow_taken", payload) == ["条件：=wide", "wide = 是"]


def test_a_deadline_tells_how_it_was_counted() -> None:
    payload = {
        "due": "2026-03-12T18:00:00+08:00",
        "explanation": {"explanation": "自2026年2月6日起算20个工作日"},
    }

    assert reasons("timer_created", payload) == ["自2026年2月6日起算20个工作日"]
    assert (
        sentence("timer_created", "20 个工作日", payload, name) == "设定时限“20 个工作日”：2026-03-12 18:00"
    )
