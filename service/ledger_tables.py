"""Ledgers as tables: the same columns and cells for the page, the Excel file and the interface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from processes.calendar import BEIJING
from processes.ledgers import COUNTS, RATES, Cases, Period
from processes.ledgers.model import Score
from processes.ledgers.statistics import answered_late, is_late, responded_late

Kind = Literal["text", "count", "share", "points", "day", "moment"]
Units = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """``width`` is that of the Excel column, in characters."""

    key: str
    label: str
    kind: Kind = "text"
    width: int = 12


@dataclass(frozen=True)
class Table:
    """Rows hold a value for each column: text, int, float (share), date or aware datetime; or None.

    ``instance_id`` in a row is the matter that it is about.
    """

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]


_UNIT = Column("unit_name", "单位", width=22)
_LATE = {None: "办理中", True: "逾期", False: "按期"}
_COUNTS = tuple(Column(key, label, "count", max(8, 2 * len(label))) for key, label in COUNTS.items())
_RATES = tuple(Column(f"rate_{key}", label, "share", 10) for key, (label, *_) in RATES.items())
#: The four dimensions of the assessment (S1-48) that the ledgers have numbers for.
_ASSESSED = (
    (
        "材料质量",
        ("to_interpret", "interpreted", "rate_interpreted", "rate_multi_form", "returned", "copied"),
    ),
    ("发布及时性", ("on_time", "overdue", "rate_on_time")),
    ("传播效果", ("rate_linked", "channels_unpublished", "head_spoke")),
    (
        "公众反馈处理",
        ("inquiries", "inquiries_on_time", "inquiries_overdue", "rate_instant", "opinions_overdue"),
    ),
)


def of_statistics(counted: Iterable[Mapping[str, Any]]) -> Table:
    """One row for each unit."""
    missing = Column("missing", "保障缺项", width=30)
    return Table((_UNIT, *_COUNTS, *_RATES, missing), tuple(map(_flat, counted)))


def of_assessment(counted: Iterable[Mapping[str, Any]], cases: Cases, year: int) -> Table:
    """One row for each unit: numbers by the four dimensions, points and result of the year (S1-45, S2-93)."""
    known = {column.key: column for column in (*_COUNTS, *_RATES)}
    columns = [
        Column(key, f"{dimension}·{known[key].label}", known[key].kind, 14)
        for dimension, keys in _ASSESSED
        for key in keys
    ]
    points = [Column(f"part_{name}", f"{name}·得分", "points", 14) for name, _ in _ASSESSED]
    ends = (Column("score", "考核得分", "points", 10), Column("outcome", "考核结果", width=12))
    scores = {score.unit: score for score in cases.scores if score.year == year}
    rows = ({**_flat(row), **_scored(scores.get(row["unit"]))} for row in counted)
    return Table((_UNIT, *columns, *points, *ends), tuple(rows))


def _scored(score: Score | None) -> dict[str, Any]:
    if score is None:
        return {"outcome": "尚未考核"}
    parts = {f"part_{name}": part for name, part in score.parts.items()}
    return {**parts, "score": score.score, "outcome": score.outcome}


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    rates = {f"rate_{key}": value for key, value in row["rates"].items()}
    return {**row, **rates, "missing": "；".join(row["safeguards_missing"])}


def of_documents(cases: Cases, units: Units, period: Period, now: datetime) -> Table:
    """应解读清单 (S2-11): the documents of the period that are in scope, by day of issue."""
    names = dict(units)
    shown = [
        document
        for document in cases.documents
        if document.in_scope and document.unit in names and period.has(document.day)
    ]
    columns = (
        Column("title", "文件", width=48),
        _UNIT,
        Column("doc_no", "发文字号", width=22),
        Column("doc_type", "文件类型", width=16),
        Column("t0", "印发日期", "day"),
        Column("due_date", "解读期限", "day"),
        Column("interpreted", "解读发布", "day"),
        Column("forms", "展现形式", width=24),
        Column("linked", "双向关联", width=10),
        Column("returned", "退文次数", "count", 10),
        Column("state", "情况", width=10),
    )
    rows = [
        {
            "instance_id": each.instance_id,
            "unit_name": names[each.unit],
            **{name: getattr(each, name) for name in ("title", "doc_no", "doc_type", "t0", "due_date")},
            "interpreted": each.interpreted,
            "forms": "、".join(each.forms),
            "linked": "是" if each.linked else "否",
            "returned": len(each.returns),
            "state": _LATE[is_late(each, now)],
        }
        for each in sorted(shown, key=lambda each: (each.day or date.min, each.instance_id))
    ]
    return Table(columns, tuple(rows))


def of_inquiries(cases: Cases, units: Units, period: Period, now: datetime) -> Table:
    """The inquiries that were received in the period."""
    names = dict(units)
    shown = [each for each in cases.inquiries if each.unit in names and period.holds(each.received_at)]
    columns = (
        Column("number", "编号", width=18),
        _UNIT,
        Column("channel", "渠道", width=14),
        Column("question", "咨询内容", width=48),
        Column("policy_ref", "涉及政策", width=30),
        Column("received_at", "受理时间", "moment", 17),
        Column("due_date", "答复期限", "day"),
        Column("replied_at", "答复时间", "moment", 17),
        Column("mode", "办理方式", width=10),
        Column("state", "情况", width=10),
    )
    rows = [
        {
            "instance_id": each.instance_id,
            "unit_name": names[each.unit],
            **{name: getattr(each, name) for name in ("number", "channel", "question", "policy_ref")},
            **{name: getattr(each, name) for name in ("received_at", "due_date", "replied_at")},
            "mode": "即时答复" if each.instant else "交办答复",
            "state": _LATE[answered_late(each, now)],
        }
        for each in sorted(shown, key=lambda each: (str(each.received_at), each.number))
    ]
    return Table(columns, tuple(rows))


def of_opinions(cases: Cases, units: Units, period: Period, now: datetime) -> Table:
    """The public opinion events that were detected in the period."""
    names = dict(units)
    shown = [each for each in cases.opinions if each.unit in names and period.holds(each.detected_at)]
    columns = (
        Column("number", "编号", width=18),
        _UNIT,
        Column("summary", "舆情摘要", width=48),
        Column("source", "来源", width=20),
        Column("detected_at", "发现时间", "moment", 17),
        Column("due", "回应期限", "moment", 17),
        Column("responded_at", "首次回应", "moment", 17),
        Column("state", "情况", width=12),
    )
    rows = [
        {
            "instance_id": each.instance_id,
            "unit_name": names[each.unit],
            **{name: getattr(each, name) for name in ("number", "summary", "source")},
            **{name: getattr(each, name) for name in ("detected_at", "due", "responded_at")},
            "state": "无需回应" if each.needs_response is False else _LATE[responded_late(each, now)],
        }
        for each in sorted(shown, key=lambda each: (str(each.detected_at), each.number))
    ]
    return Table(columns, tuple(rows))


def told(column: Column, value: Any) -> str:
    """A cell as people read it."""
    if value is None or value == "":
        return "—"
    if column.kind == "share":
        return f"{value:.1%}"
    if column.kind == "points":
        return f"{value:g}"
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    return str(value)
