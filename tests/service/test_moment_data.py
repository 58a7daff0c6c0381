"""The data at a moment, scope by scope, and what a record changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from processes.history import Entry, View
from processes.records import Record, RecordType
from service import moment_data
from service.vocabulary import Vocabulary

WORDS = Vocabulary(titles={"round": "审校轮次", "plan": "解读方案"}, fields={"title": "标题"})


def record(kind: RecordType, element: int | None, scope: int | None, payload: dict[str, Any]) -> Record:
    at = datetime(2026, 2, 6, tzinfo=UTC)
    return Record(
        type=kind,
        at=at,
        actor="lin",
        process_id="p",
        element_id="call",
        element_instance_id=element,
        scope_id=scope,
        payload=payload,
    )


def change(
    view: View, kind: RecordType, element: int | None, scope: int | None, payload: dict[str, Any]
) -> Any:
    before = moment_data.held(view)
    view.take(Entry(view.seq + 1, 1, record(kind, element, scope, payload)))
    return moment_data.difference(before, moment_data.held(view), WORDS)


def test_copies_of_outer_data_are_counted_and_not_listed() -> None:
    view = View()
    values = {"values": {"round": 1, "plan": {"title": "甲"}}}
    first = change(view, RecordType.VARIABLES_CHANGED, None, None, values)
    assert [(scope, title, told.after) for scope, title, told in first.changes] == [
        ("", "审校轮次", "1"),
        ("", "解读方案·标题", "甲"),
    ]

    change(view, RecordType.ELEMENT_ACTIVATED, 7, None, {"kind": "callActivity", "name": "路线B审核"})
    inner = {"values": {"round": 1, "plan": {"title": "甲"}, "own": True}, "local": True}
    second = change(view, RecordType.VARIABLES_CHANGED, 7, 7, inner)
    assert [(scope, title, told.after) for scope, title, told in second.changes] == [
        ("路线B审核", "own", "是")
    ]
    assert second.notes == ["“路线B审核”沿用外层数据 2 项"]

    scopes = moment_data.shown(moment_data.held(view), WORDS)
    assert [(scope.label, [item.title for item in scope.variables], scope.copies) for scope in scopes] == [
        ("", ["审校轮次", "解读方案"], 0),
        ("路线B审核", ["own"], 2),
    ]

    third = change(view, RecordType.ELEMENT_COMPLETED, 7, None, {"kind": "callActivity"})
    assert (third.changes, third.notes) == ([], ["“路线B审核”结束，其内部数据（3 项）不再保留"])
