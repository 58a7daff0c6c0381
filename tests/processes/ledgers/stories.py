"""Invented matters of a district: told as records, as a process would, and counted in the plainest way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from processes.calendar import BEIJING
from processes.ledgers import Row, facts
from processes.records import Record, RecordType

UNITS = ("zjw", "wjw", "czj")
FORMS = ("文字", "图表图解", "动漫", "音频", "视频")
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
NOW = datetime(2026, 4, 10, 9, tzinfo=BEIJING)


def at(day: date, hour: int = 10) -> datetime:
    """An instant of the office."""
    return datetime.combine(day, time(hour), BEIJING)


@dataclass(frozen=True)
class Told:
    """A matter: the process of its instance, the unit, what it wrote (scope, when, name, value), its end."""

    process_id: str
    unit: str
    written: tuple[tuple[int, datetime, str, Any], ...]
    ended: datetime | None
    counts: dict[str, int]


def rows(told: list[Told]) -> list[Row]:
    """As the read table would have them: the latest value of each name in each scope."""
    found: list[Row] = []
    for number, story in enumerate(told, start=1):
        latest: dict[tuple[int, str], Row] = {}
        for scope, when, name, value in story.written:
            payload = {"values": {name: value, "unrelated": [1]}, "local": False}
            record = Record(RecordType.VARIABLES_CHANGED, when, "worker", "p", "x", 9, scope or None, payload)
            for fact in facts(record):
                latest[fact.scope, fact.name] = Row(
                    number, story.process_id, story.unit, None, story.ended, *fact
                )
        found += sorted(latest.values(), key=lambda row: (row.at, row.scope))
    return found


def district(seed: int, size: int) -> list[Told]:
    """Documents, inquiries and opinion events, each with what it must add to the row of its unit."""
    random, numbers = Random(seed), count(1)
    makers = (_document, _document, _inquiry, _opinion)
    return [random.choice(makers)(random, next(numbers)) for _ in range(size)]


def _day(random: Random) -> date:
    return FIRST + timedelta(days=random.randint(-60, 120))


def _document(random: Random, number: int) -> Told:
    unit, t0 = random.choice(UNITS), _day(random)
    scope = random.choice([0, 40])
    in_scope, public = random.random() < 0.8, random.random() < 0.9
    text = t0 + timedelta(days=random.randint(1, 40)) if random.random() < 0.8 else None
    document = text if random.random() < 0.7 else t0 + timedelta(days=1)
    forms = random.sample(FORMS[1:], random.randint(0, 3)) if text else []
    linked = random.random() < 0.8
    due = at(t0 + timedelta(days=29), 0)
    complete = text is not None and bool(forms) and linked
    reached = at(max(text, t0) + timedelta(days=random.randint(0, 3)), 15) if complete and text else None
    notes = [
        {"round": turn, "returned_at": at(_day(random)).isoformat(), "missing": random.sample(_MISSING, 2)}
        for turn in range(1, random.randint(1, 3))
    ]
    written: list[tuple[int, datetime, str, Any]] = [
        (0, at(t0, 8), "registration", _registration(unit, number, public)),
        (0, at(t0, 8), "d01", {"in_scope": "yes" if in_scope else "no"}),
    ]
    for note in notes:  # the called process writes it, the caller gets it back
        written += [(52, at(t0, 8), "return_note", note), (0, at(t0, 8), "return_note", note)]
    if in_scope:
        written.append(
            (0, at(t0, 9), "issue", {"issue_date": str(t0), "doc_no": f"青岚府发〔2026〕{number}号"})
        )
        written.append((0, at(t0, 9), "t0", str(t0)))
        written.append((0, at(t0, 9), "deadline_plan", {"legal_due": due.isoformat(), "rule": "S2-62"}))
        shown = [_shown("政策性文件", document)] if text else []
        shown += [_shown("文字", text)] * bool(text) + [_shown(form, text) for form in forms]
        written.append((scope, at(t0, 11), "publications", shown))
        written.append((scope, at(t0, 12), "links", {"ok": linked}))
        if reached is not None:
            written.append((scope, reached, "goal", {"at": reached.isoformat(), "reached": True}))
    ended = at(t0, 20) if not in_scope else reached
    counts = _document_counts(t0 if in_scope or ended is None else ended.date(), in_scope, public)
    if counts.get("to_interpret"):
        done, several = text is not None, len(forms) >= 1
        late = reached > due if reached else due <= NOW
        counts |= {
            "interpreted": done,
            "multi_form": done and several,
            "one_form": done and not several,
            "synchronous": done and text == document,
            "linked": done and linked,
            "on_time": reached is not None and not late,
            "overdue": late,
        }
    for note in notes:
        if FIRST <= datetime.fromisoformat(note["returned_at"]).date() <= LAST:
            lacking = note["missing"]
            counts["returned"] = counts.get("returned", 0) + 1
            without = "缺解读方案" in lacking or "缺解读材料" in lacking
            counts["no_plan"] = counts.get("no_plan", 0) + without
            counts["no_disclosure"] = counts.get("no_disclosure", 0) + (_MISSING[2] in lacking)
    return Told("jd_main_district", unit, tuple(written), ended, {k: int(v) for k, v in counts.items()})


_MISSING = ["缺解读方案", "缺解读材料", "无公开属性建议或不公开理由", "缺区政府新闻办审核意见"]


def _document_counts(day: date, in_scope: bool, public: bool) -> dict[str, Any]:
    if not FIRST <= day <= LAST:
        return {}
    return {"public_docs": public, "to_interpret": in_scope}


def _registration(unit: str, number: int, public: bool) -> dict[str, Any]:
    disclosure = "主动公开" if public else "依申请公开"
    return {"title": f"第 {number} 号办法", "drafting_unit": unit, "disclosure": disclosure}


def _shown(form: str, day: date | None) -> dict[str, Any]:
    return {"channel": "政府网站", "form_type": form, "published_at": at(day).isoformat() if day else None}


def _inquiry(random: Random, number: int) -> Told:
    unit, day = random.choice(UNITS), _day(random)
    received, due = at(day, 16), at(day + timedelta(days=8), 0)
    replied = received + timedelta(days=random.choice([0, 2, 6, 12])) if random.random() < 0.8 else None
    instant = replied == received
    scope, owner = random.choice([0, 31]), random.choice(["zwb", unit])
    asked = {"inquiry_no": f"Q-2026-{number:06}", "received_at": received.isoformat(), "channel": "12345"}
    written: list[tuple[int, datetime, str, Any]] = [
        (scope, received, "inquiry", asked),
        (scope, received, "dispatch", {"unit": unit}),
        (scope, received, "inquiry_deadline", {"legal_due": due.isoformat()}),
    ]
    if replied is not None:
        outcome = {**asked, "replied_at": replied.isoformat(), "unit": unit, "instant": instant}
        outcome["late"] = replied > due
        written.append((scope, replied, "inquiry_outcome", outcome))
        if scope:  # handed back to the caller, which has no inquiry of its own
            written.append((0, replied, "inquiry_outcome", outcome))
    late = replied > due if replied else due <= NOW
    counts = {"inquiries": 1, "inquiries_instant": instant, "inquiries_overdue": late}
    counts["inquiries_on_time"] = replied is not None and not late
    inside = FIRST <= day <= LAST
    process_id = "jd_monitoring" if scope else "jd_inquiry"
    return Told(process_id, owner, tuple(written), replied, _of(unit, counts) if inside else {})


def _opinion(random: Random, number: int) -> Told:
    unit, day = random.choice(UNITS), _day(random)
    detected = at(day, random.randint(0, 23))
    due = detected + timedelta(hours=random.choice([24, 48]))
    responded = detected + timedelta(hours=random.randint(1, 72)) if random.random() < 0.8 else None
    needed = responded is not None or random.random() < 0.5
    told = {"detected_at": detected.isoformat(), "drafting_unit": unit, "summary": "传言"}
    written: list[tuple[int, datetime, str, Any]] = [
        (0, detected, "opinion", told),
        (0, detected, "opinion_no", f"Y-2026-{number:04}"),
        (0, detected, "opinion_plan", {"due": due.isoformat()}),
        (0, detected, "judgement", {"need_response": needed}),
    ]
    if responded is not None:
        written.append((0, responded, "first_response", {"first_response_at": responded.isoformat()}))
    late = responded > due if responded else needed and due <= NOW
    counts = {"opinions": 1, "opinions_on_time": responded is not None and not late, "opinions_overdue": late}
    inside = FIRST <= detected.date() <= LAST
    return Told("jd_opinion_response", "wxb", tuple(written), None, _of(unit, counts) if inside else {})


def _of(unit: str, counts: dict[str, Any]) -> dict[str, int]:
    return {"unit": UNITS.index(unit), **{name: int(value) for name, value in counts.items()}}


def expected(told: list[Told]) -> Iterator[tuple[str, dict[str, int]]]:
    """The counts of each unit by plain addition."""
    for index, unit in enumerate(UNITS):
        total: dict[str, int] = {}
        for story in told:
            own = story.counts.get("unit", UNITS.index(story.unit) if story.unit in UNITS else -1)
            if own == index:
                for name, value in story.counts.items():
                    if name != "unit":
                        total[name] = total.get(name, 0) + value
        yield unit, {name: value for name, value in total.items() if value}
