"""The Chinese sentence that explains a deadline to the people who have to keep it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from processes.calendar.basis import PERIODS, Basis, parse_steps
from processes.calendar.days import Day
from processes.calendar.hours import show
from processes.calendar.working import WorkingCalendar

if TYPE_CHECKING:
    from processes.calendar.deadlines import Deadline

_WEEKDAYS = "一二三四五六日"
_PERIODS = dict(zip(PERIODS, ("所在季度最后一日", "所在年度最后一日"), strict=True))
_UNITS = {"WD": "个工作日", "D": "日", "M": "个月", "Y": "年", "H": "小时", "OH": "个办公小时"}
_NAMED_KINDS = ("holiday", "closed")


def explain(deadline: Deadline, calendar: WorkingCalendar) -> str:
    """One paragraph: start, what counted, what did not, the end, and whether it is provisional."""
    parts = [_counting(deadline, calendar), *_days(deadline), _end(deadline), *_remarks(deadline, calendar)]
    return "".join(parts)


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def _moment(moment: date) -> str:
    if isinstance(moment, datetime):
        return f"{_long(moment.date())}{moment:%H:%M}"
    return _long(moment)


def _length(basis: Basis) -> str:
    """``20个工作日``, ``提前5个工作日``, ``所在季度最后一日``."""
    if basis.n is None:
        return _PERIODS[basis.unit]
    return f"{'提前' if basis.n < 0 else ''}{abs(basis.n)}{_UNITS[basis.unit]}"


def _counting(deadline: Deadline, calendar: WorkingCalendar) -> str:
    start = _moment(deadline.start)
    if deadline.basis in _PERIODS:
        return f"自{start}起，期限为{_PERIODS[deadline.basis]}"
    if deadline.n is None:
        steps = "，再".join(_length(step) for step in parse_steps(deadline.end)) if deadline.end else None
        return f"自{start}起，期限为{'依次计算：' + steps if steps else '指定时间'}"
    unit = deadline.basis.lstrip("-0123456789")
    begins = f"自{start}起算{deadline.n}" if deadline.n > 0 else f"自{start}向前推算{-deadline.n}"
    return f"{begins}{_UNITS[unit]}{_manner(deadline, unit, calendar)}"


def _manner(deadline: Deadline, unit: str, calendar: WorkingCalendar) -> str:
    if unit == "H":
        return "，按钟点连续计算，不扣除休息日（民法典第二百零一条）"
    if unit == "OH":
        hours = dict.fromkeys(show(calendar.office_hours(day)) for day in deadline.counted)
        return f"，自该时刻起只计工作日的办公时间（{'；'.join(hours)}）"
    law = "起算当日计入" if deadline.inclusive else "起算当日不计入，民法典第二百零一条"
    return f"（{law}{'；到期月的对应日为末日，第二百零二条' if unit in ('M', 'Y') else ''}）"


def _days(deadline: Deadline) -> Iterable[str]:
    if deadline.basis.endswith(("WD", "OH")):
        yield from _skipped(deadline)
    elif deadline.skipped and deadline.n is not None and deadline.n < 0:
        last = deadline.skipped[-1]
        yield f"；末日{last.date.month}月{last.date.day}日为{_rest(last)}，提前至其前一工作日，不缩短提前量"
    elif deadline.skipped and deadline.n is not None:
        first = deadline.skipped[0]
        yield f"；末日{first.date.month}月{first.date.day}日为{_rest(first)}，顺延（民法典第二百零三条）"


def _skipped(deadline: Deadline) -> Iterable[str]:
    holidays = _runs([day for day in deadline.skipped if day.kind in _NAMED_KINDS])
    if holidays:
        yield f"；不计入：{'、'.join(holidays)}"
    weekends = sum(1 for day in deadline.skipped if day.kind == "weekend")
    if weekends:
        yield f"{'，' if holidays else '；不计入：'}双休日{weekends}天"
    if deadline.makeup:
        yield f"；调休上班计入：{'、'.join(f'{day.month}月{day.day}日' for day in deadline.makeup)}"


def _rest(day: Day) -> str:
    if day.kind == "weekend":
        return f"{day.name}休息日"
    return str(day.name) if day.kind == "closed" else f"{day.name}放假"


def _runs(days: Sequence[Day]) -> list[str]:
    """Neighbouring days of one holiday as ``2月15日至23日春节``."""
    groups: list[list[Day]] = []
    for day in days:
        last = groups[-1][-1] if groups else None
        if last and last.name == day.name and day.date - last.date == timedelta(days=1):
            groups[-1].append(day)
        else:
            groups.append([day])
    return [_run(group[0], group[-1]) for group in groups]


def _run(first: Day, last: Day) -> str:
    begin, end = first.date, last.date
    if begin == end:
        return f"{begin.month}月{begin.day}日{first.name}"
    until = f"{end.day}日" if begin.month == end.month else f"{end.month}月{end.day}日"
    return f"{begin.month}月{begin.day}日至{until}{first.name}"


def _end(deadline: Deadline) -> str:
    if deadline.due.date() > deadline.due_date:
        return f"；截止 {_long(deadline.due_date)}24:00。"
    if deadline.due == deadline.legal_due:
        return f"；截止 {_moment(deadline.due)}。"
    return f"；截止 {_long(deadline.due_date)}，请于{deadline.due:%H:%M}前办结，法定截止为当日24:00。"


def _remarks(deadline: Deadline, calendar: WorkingCalendar) -> Iterable[str]:
    if deadline.n is None:
        day = calendar.day(deadline.due_date)
        if not day.working:
            yield f"截止日为{_rest(day)}，请提前办结。"
    if deadline.rule:
        yield f"依据：{deadline.rule}。"
    if deadline.provisional:
        year = deadline.due_date.year
        missing = year if year not in calendar.years else year + 1
        yield f"{missing}年节假日安排通知尚未载入，本结果暂定，通知载入后重新计算。"
    yield f"工作日历版本 {deadline.calendar}。"
