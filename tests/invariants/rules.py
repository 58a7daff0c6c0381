"""The invariants, each as a function from an instance to what breaks it (nothing when it holds)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from chinese_calendar import is_workday

from processes.records import Record, RecordType
from processes.sandbox.view import SandboxInstance

Broken = Iterator[str]
#: The days that the other calendar knows.
_KNOWN = (date(2004, 1, 1), date(2026, 12, 31))


def only_what_was_approved_is_published(instance: SandboxInstance) -> Broken:
    """1: no ``published_at`` without an approval over the same SM3 fingerprint (S2-40)."""
    for scope in instance.history.variables.values():
        approved = scope.get("approved_versions") or {}
        known = {approved.get("document_sm3"), approved.get("text_sm3")}
        known |= {each.get("sm3") for each in approved.get("products") or ()}
        known |= {each.get("sm3") for each in scope.get("product_reviews") or ()}
        for publication in (scope.get("publications") or ()) if approved else ():
            if publication.get("sm3") and publication["sm3"] not in known:
                yield f"发布了未经审核的内容：{publication.get('form_type')}"


def the_site_comes_first(instance: SandboxInstance) -> Broken:
    """2: a channel that was earlier than the site is among the violations (S2-51)."""
    for scope in _publishing(instance):
        site = [
            p
            for p in scope["publications"]
            if p.get("channel") == "政府网站" and p.get("form_type") == "文字"
        ]
        first = scope.get("first_publications") or ()
        early = [p for p in first if site and p.get("published_at") and _before(p, site[0])]
        if early and not any(v["rule"] == "S2-51" for v in scope.get("violations") or ()):
            yield "先于网站发布而没有列为违规"


def document_and_interpretation_link_to_each_other(instance: SandboxInstance) -> Broken:
    """3: links in both directions at the end of the publication (S1-38, S2-52)."""
    for scope in _publishing(instance):
        if (scope.get("links") or {}).get("ok") is not True:
            yield "双向链接没有建立"


def the_package_is_one(instance: SandboxInstance) -> Broken:
    """4: one package id, and no review of a later round than the package's (S2-19)."""
    for scope in instance.history.variables.values():
        locked = scope.get("package_version")
        if locked and locked["package_id"] != scope.get("package_id", locked["package_id"]):
            yield "三件套的案卷号不一致"
        rounds = [review.get("round") or 0 for review in scope.get("reviews") or ()]
        if rounds and rounds != sorted(rounds):
            yield f"审校轮次倒退：{rounds}"


def two_forms_are_published(instance: SandboxInstance) -> Broken:
    """5: at least two distinct forms at the end of the publication (S2-64)."""
    for scope in _publishing(instance):
        counted = {"文字", "图表图解", "动漫", "音频", "视频"}
        forms = {p.get("form_type") for p in scope["publications"] if p.get("channel") == "政府网站"}
        if len(forms & counted) < 2:
            yield f"只有 {len(forms & counted)} 种展现形式"


def due_dates_are_those_of_another_calendar(instance: SandboxInstance) -> Broken:
    """6: every deadline in working days is the day that chinesecalendar counts (S2-62, S2-73)."""
    for scope in instance.history.variables.values():
        for found in _deadlines(scope):
            start, days = date.fromisoformat(found["start"][:10]), int(found["n"])
            if days > 0 and not found["inclusive"] and _end(start, days) not in (found["due_date"], "?"):
                yield f"{found['start']} 起 {days} 个工作日应为 {_end(start, days)}，实际 {found['due_date']}"


def a_return_says_why_and_begins_a_new_round(instance: SandboxInstance) -> Broken:
    """7: a return note has a missing item or a reason, and its number is one more (S2-47)."""
    for scope in instance.history.variables.values():
        note = scope.get("return_note")
        if note and not (note.get("missing") or note.get("extra_missing") or note.get("reason")):
            yield "退文没有缺项也没有原因"
        if (
            note
            and note.get("round") is not None
            and note["round"] > (scope.get("submission_round") or note["round"])
        ):
            yield "退文的报送次数不对"


def search_comes_before_dispatch(instance: SandboxInstance) -> Broken:
    """8: the search of the library is recorded before any dispatch (S2-71)."""
    searched = False
    for record in instance.records:
        if record.process_id != "jd_inquiry":
            continue
        searched |= record.type is RecordType.JOB_COMPLETED and record.element_id == "X1"
        if record.type is RecordType.USER_TASK_CREATED and record.element_id == "T3" and not searched:
            yield "没有检索就交办"


def a_late_response_is_marked_late(instance: SandboxInstance) -> Broken:
    """9: the first response within 24 or 48 hours of detection, or it counts as overdue (S2-82, S2-83)."""
    seen = instance.variables
    response, plan = seen.get("first_response"), seen.get("opinion_plan")
    if (
        instance.state != "completed"
        or instance.process_id != "jd_opinion_response"
        or not response
        or not plan
    ):
        return
    late = _at(response["first_response_at"]) > _at(plan["legal_due"])
    if late is not bool((seen.get("guard_result") or {}).get("late")):
        yield f"首次回应 {response['first_response_at']}，到期 {plan['legal_due']}，逾期标记不符"


RULES: tuple[Callable[[SandboxInstance], Broken], ...] = (
    only_what_was_approved_is_published,
    the_site_comes_first,
    document_and_interpretation_link_to_each_other,
    the_package_is_one,
    two_forms_are_published,
    due_dates_are_those_of_another_calendar,
    a_return_says_why_and_begins_a_new_round,
    search_comes_before_dispatch,
    a_late_response_is_marked_late,
)


def _publishing(instance: SandboxInstance) -> Iterator[Mapping[str, Any]]:
    """The variables of publications that have come to their end."""
    ended = {
        record.element_instance_id
        for record in instance.records
        if _is_end_of_publication(record) and record.scope_id is not None
    }
    if ended and instance.state == "completed":
        for scope in instance.history.variables.values():
            if scope.get("publications") and "d07" in scope:
                yield scope


def _is_end_of_publication(record: Record) -> bool:
    ends = record.type is RecordType.ELEMENT_COMPLETED and record.element_id in ("E1", "E2")
    return ends and record.process_id == "jd_publication"


def _before(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    return _at(first["published_at"]) < _at(second["published_at"])


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _deadlines(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if {"basis", "due_date", "start", "n", "inclusive"} <= value.keys() and str(value["basis"]).endswith(
            "WD"
        ):
            yield value
        for inner in value.values():
            yield from _deadlines(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _deadlines(inner)


def _end(start: date, days: int) -> str:
    """The last of so many working days after *start*; within what the other calendar knows."""
    day = start
    while days:
        day += timedelta(days=1)
        if day > _KNOWN[1]:
            return "?"
        days -= is_workday(day)
    return day.isoformat()
