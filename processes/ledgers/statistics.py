"""The numbers of a period, one row for each unit: never typed by hand, always counted from the cases.

Documents belong to the period of their day of issue (T0), returns to that of the return, inquiries to that of
receipt, opinion events to that of detection.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from processes.ledgers.model import Cases, Document, Inquiry, Opinion
from processes.papers.wording import as_day

#: What is counted, with its name in ledgers.
COUNTS: Mapping[str, str] = {
    "public_docs": "公开文件",
    "to_interpret": "应解读",
    "interpreted": "已解读",
    "multi_form": "多形式",
    "synchronous": "同步发布",
    "linked": "相互关联",
    "on_time": "按期",
    "overdue": "逾期",
    "one_form": "仅一种形式",
    "returned": "退文",
    "no_plan": "未附方案或材料",
    "no_disclosure": "未标公开属性",
    "copied": "照搬照抄（提示）",
    "channels_unpublished": "到期未发布渠道",
    "inquiries": "咨询",
    "inquiries_on_time": "咨询按期",
    "inquiries_overdue": "咨询逾期",
    "inquiries_instant": "即时答复",
    "opinions": "舆情",
    "opinions_on_time": "舆情按时回应",
    "opinions_overdue": "舆情逾期",
    "head_spoke": "主要负责人解读",
    "reviews_too_fast": "审校过快",
}
#: Shares (0..1, four digits), each a count over others; nothing when there is nothing to share.
RATES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "interpreted": ("解读率", "interpreted", ("to_interpret",)),
    "on_time": ("及时率", "on_time", ("on_time", "overdue")),
    "multi_form": ("多形式率", "multi_form", ("interpreted",)),
    "linked": ("关联率", "linked", ("interpreted",)),
    "instant": ("即时答复率", "inquiries_instant", ("inquiries",)),
}


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date

    def has(self, day: date | None) -> bool:
        """Whether a day lies in it."""
        return day is not None and self.first <= day <= self.last

    def holds(self, moment: datetime | None) -> bool:
        """The same for an instant, by its day in Beijing."""
        return moment is not None and self.has(as_day(moment.isoformat()))


def statistics(
    found: Cases, period: Period, now: datetime, units: Iterable[tuple[str, str]]
) -> list[dict[str, Any]]:
    """One row for each of *units* (id, name) in their order: the counts, ``rates``, ``safeguards_missing``.

    What is not done and is due before *now* is overdue.
    """
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for document in found.documents:
        counted[document.unit].update(_document(document, period, now))
    for inquiry in found.inquiries:
        if period.holds(inquiry.received_at):
            counted[inquiry.unit].update(_inquiry(inquiry, now))
    for opinion in found.opinions:
        if period.holds(opinion.detected_at):
            counted[opinion.unit].update(_opinion(opinion, now))
    for unit, day, times in found.spoken:
        counted[unit]["head_spoke"] += times * period.has(day)
    for unit, day in found.hasty:
        counted[unit]["reviews_too_fast"] += period.has(day)
    missing = _safeguards_missing(found, period)
    return [
        {**_row(unit, name, counted[unit]), "safeguards_missing": missing.get(unit, [])}
        for unit, name in units
    ]


def _safeguards_missing(found: Cases, period: Period) -> dict[str, list[str]]:
    """By unit, from the latest round of each office that was over by the end of the period (P32)."""
    latest = {}
    for each in sorted(found.safeguards, key=lambda each: each.day or date.min):
        if each.day is not None and each.day <= period.last:
            latest[each.owner] = each
    missing: dict[str, list[str]] = {}
    for each in latest.values():
        for unit, texts in each.missing.items():
            missing.setdefault(unit, []).extend(texts)
    return missing


def _row(unit: str, name: str, counts: Counter[str]) -> dict[str, Any]:
    rates = {}
    for key, (_, part, whole) in RATES.items():
        total = sum(counts[each] for each in whole)
        rates[key] = round(counts[part] / total, 4) if total else None
    return {"unit": unit, "unit_name": name, **{key: int(counts[key]) for key in COUNTS}, "rates": rates}


def _document(document: Document, period: Period, now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for note in document.returns:
        if period.has(note.day):
            without = any(text.startswith(("缺解读方案", "缺解读材料")) for text in note.missing)
            unmarked = any("公开属性" in text for text in note.missing)
            counts.update(returned=1, no_plan=without, no_disclosure=unmarked)
    if not period.has(document.day):
        return counts
    counts["public_docs"] = int(document.public)
    if document.in_scope:
        counts.update(_interpretation(document, now))
    return counts


def _interpretation(document: Document, now: datetime) -> Counter[str]:
    """What counts for a document that is to be interpreted."""
    late, done = is_late(document, now), document.interpreted is not None
    enough = len(document.forms) >= document.enough_forms
    over = document.due is not None and document.due <= now
    return Counter(
        to_interpret=1,
        interpreted=done,
        multi_form=done and enough,
        one_form=done and not enough,
        synchronous=done and document.interpreted == document.published,
        linked=done and document.linked,
        on_time=late is False,
        overdue=late is True,
        copied=document.copied,
        channels_unpublished=len(document.channels_missing) if over else 0,
    )


def is_late(document: Document, now: datetime) -> bool | None:
    """None while it may still be in time (S2-62): the guard knows, else the instants tell."""
    if document.reached is not None:
        return document.reached > document.due if document.due is not None else bool(document.late)
    if document.due is not None:
        return True if document.due <= now else None
    return document.late


def _inquiry(inquiry: Inquiry, now: datetime) -> Counter[str]:
    late = answered_late(inquiry, now)
    return Counter(
        inquiries=1,
        inquiries_instant=inquiry.instant,
        inquiries_on_time=late is False,
        inquiries_overdue=late is True,
    )


def answered_late(inquiry: Inquiry, now: datetime) -> bool | None:
    """None while an answer may still be in time (S2-73)."""
    if inquiry.late is not None:
        return inquiry.late
    return True if inquiry.due is not None and inquiry.due <= now else None


def _opinion(opinion: Opinion, now: datetime) -> Counter[str]:
    late = responded_late(opinion, now)
    return Counter(opinions=1, opinions_on_time=late is False, opinions_overdue=late is True)


def responded_late(opinion: Opinion, now: datetime) -> bool | None:
    """None for what needs no response, and while one may still be in time (S2-82, S2-83)."""
    if opinion.responded_at is not None and opinion.due is not None:
        return opinion.responded_at > opinion.due
    if opinion.needs_response is False:
        return None
    if opinion.late is not None:
        return opinion.late
    return True if opinion.due is not None and opinion.due <= now else None
