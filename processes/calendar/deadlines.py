"""Statutory deadlines (时限) with their explanation.

Counting follows 民法典 201 (the day of the start does not count; hours run from the instant) and 203 (a last
day that is a rest day moves to the day after; a day ends at 24:00, in an office at close of business).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from processes.calendar import wording
from processes.calendar.reminders import Reminder, plan_reminders
from processes.calendar.working import BEIJING, Day, WorkingCalendar, local_date
from processes.errors import InvalidArgument

_COUNTED = re.compile(r"(\d{1,6}|n)?(WD|D|H)\Z")
#: The longest period that is counted: about ten years in each unit.
_LIMITS = {"WD": 2500, "D": 3660, "H": 87_840}
_QUARTER = 3


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When something is due and why.

    ``due`` is the working deadline (close of business, or the instant for hours), ``legal_due`` the legal
    end (24:00 of ``due_date``, written as 00:00 of the next day).  ``counted`` are the days that counted,
    ``skipped`` the rest days in between, ``makeup`` the make-up working days among the counted ones.
    """

    basis: str
    start: date | datetime
    n: int | None
    due: datetime
    due_date: date
    legal_due: datetime
    provisional: bool
    calendar: str
    rule: str | None = None
    inclusive: bool = False
    close: str = "18:00"
    counted: Sequence[date] = ()
    skipped: Sequence[Day] = ()
    makeup: Sequence[date] = ()
    reminders: Sequence[Reminder] = ()
    explanation: str = ""

    def as_context(self) -> dict[str, Any]:
        """The deadline as plain JSON: the value of a timer expression and its stored explanation."""
        return {
            "due": self.due.isoformat(),
            "due_date": self.due_date.isoformat(),
            "legal_due": self.legal_due.isoformat(),
            "basis": self.basis,
            "start": self.start.isoformat(),
            "n": self.n,
            "inclusive": self.inclusive,
            "close": self.close,
            "provisional": self.provisional,
            "calendar": self.calendar,
            "rule": self.rule,
            "reminders": [self._reminder(reminder) for reminder in self.reminders],
            "counted": [day.isoformat() for day in self.counted],
            "skipped": [{"date": day.date.isoformat(), "why": day.name} for day in self.skipped],
            "makeup": [day.isoformat() for day in self.makeup],
            "explanation": self.explanation,
        }

    def _reminder(self, reminder: Reminder) -> dict[str, Any]:
        # Each reminder stands on its own as the explanation of the timer that it becomes.
        return {
            "due": reminder.at.isoformat(),
            "due_date": reminder.at.date().isoformat(),
            "label": reminder.label,
            "deadline": self.due.isoformat(),
            "basis": self.basis,
            "rule": self.rule,
            "calendar": self.calendar,
            "provisional": self.provisional,
            "explanation": reminder.explanation,
        }


def deadline(
    calendar: WorkingCalendar,
    basis: str,
    start: date | datetime,
    n: int | None = None,
    close: str = "18:00",
    *,
    rule: str | None = None,
    inclusive: bool = False,
    end: date | datetime | None = None,
) -> Deadline:
    """The deadline of *basis* that starts at *start*.

    Bases: ``20WD`` (or ``nWD`` with *n*) working days; ``30D`` calendar days; ``24H`` hours of the clock;
    ``quarter_end`` and ``year_end`` of the quarter or year of *start*; ``custom`` with its *end*.
    *close* is the close of business ``HH:MM`` (24:00 allowed).  *inclusive* counts the day of the start too
    (the stricter reading of the catalogue, A2).  Raises :class:`InvalidArgument`.
    """
    unit, amount = _parse_basis(basis, n)
    frame = _Frame(calendar, unit, amount, start, _close(close), rule, inclusive)
    if unit == "WD":
        result = frame.working_days()
    elif unit == "D":
        result = frame.calendar_days()
    elif unit == "H":
        result = frame.hours()
    elif unit == "custom":
        result = frame.custom(end)
    else:
        result = frame.period_end()
    result = replace(result, reminders=plan_reminders(calendar, unit, amount, start, result.due))
    result = replace(result, close=close)
    return replace(result, explanation=wording.explain(result, calendar))


def recompute(calendar: WorkingCalendar, context: Mapping[str, Any]) -> Deadline:
    """The deadline of a stored :meth:`Deadline.as_context` once more, with another version of the calendar.

    Start, length, close of business, rule and reading stay; a ``custom`` end stays the instant it was.
    Raises :class:`InvalidArgument` when *context* is no such context.
    """
    try:
        basis = str(context["basis"])
        return deadline(
            calendar,
            basis,
            _read(context["start"]),
            context.get("n"),
            str(context.get("close", "18:00")),
            rule=context.get("rule"),
            inclusive=context.get("inclusive") is True,
            end=datetime.fromisoformat(context["due"]) if basis == "custom" else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidArgument(f"不是可以重算的时限：{error!r}。") from error


def _read(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _parse_basis(basis: str, n: int | None) -> tuple[str, int | None]:
    if basis in ("quarter_end", "year_end", "custom"):
        return basis, None
    match = _COUNTED.match(basis)
    if match is None:
        raise InvalidArgument(
            f"期限类型“{basis}”无法识别，应为 20WD、5WD、nWD（工作日）、nD（自然日）、nH（小时）、"
            "quarter_end（季末）、year_end（年末）或 custom（指定日期）。",
            got=basis,
        )
    number, unit = match.groups()
    amount = int(number) if number not in (None, "n") else n
    if amount is None:
        raise InvalidArgument(f"期限类型“{basis}”须给出数量 n。", got=basis)
    if number not in (None, "n") and n is not None and n != amount:
        raise InvalidArgument(f"期限类型“{basis}”与数量 {n} 不一致。", got=basis)
    if not 1 <= amount <= _LIMITS[unit]:
        raise InvalidArgument(f"期限数量应为1至{_LIMITS[unit]}之间的整数，实际为 {amount}。", got=amount)
    return unit, amount


def _close(text: str) -> timedelta:
    match = re.fullmatch(r"([01]?\d|2[0-4]):([0-5]\d)", text)
    span = timedelta(hours=int(match[1]), minutes=int(match[2])) if match else None
    if span is None or span > timedelta(days=1):
        raise InvalidArgument(f"下班时间应为 HH:MM（如 18:00），实际为“{text}”。", got=text)
    return span


@dataclass(frozen=True)
class _Frame:
    """What all bases share."""

    calendar: WorkingCalendar
    unit: str
    n: int | None
    start: date | datetime
    close: timedelta
    rule: str | None
    inclusive: bool

    @property
    def first(self) -> date:
        """The day before the first counted one."""
        day = local_date(self.start)
        return day - timedelta(days=1) if self.inclusive else day

    @property
    def count(self) -> int:
        if self.n is None:
            raise InvalidArgument("缺少期限数量。")
        return self.n

    def working_days(self) -> Deadline:
        """WD: the n-th working day after the start."""
        due = self.calendar.add_working_days(self.first, self.count)
        days = list(self.calendar.days(self.first + timedelta(days=1), due))
        return replace(
            self._ends(due),
            basis=f"{self.count}WD",
            counted=[day.date for day in days if day.working],
            skipped=[day for day in days if not day.working],
            makeup=[day.date for day in days if day.kind == "makeup"],
            provisional=any(day.provisional for day in days),
        )

    def calendar_days(self) -> Deadline:
        """D: the n-th day after the start, moved past rest days (民法典 203)."""
        last = self.first + timedelta(days=self.count)
        due = self.calendar.next_working_day(last)
        days = list(self.calendar.days(self.first + timedelta(days=1), last))
        rolled = list(self.calendar.days(last, due))
        return replace(
            self._ends(due),
            basis=f"{self.count}D",
            counted=[day.date for day in days],
            skipped=[day for day in rolled if not day.working],
            makeup=[day.date for day in rolled if day.kind == "makeup"],
            provisional=any(day.provisional for day in rolled),
        )

    def hours(self) -> Deadline:
        """H: hours of the clock from the instant, rest days included (民法典 201 II)."""
        if not isinstance(self.start, datetime):
            raise InvalidArgument("按小时计算的期限须给出起算时刻（日期和时间），实际只有日期。")
        begin = _instant(self.start)
        due = begin + timedelta(hours=self.count)
        return replace(self._ends(due.date()), basis=f"{self.count}H", due=due, legal_due=due)

    def period_end(self) -> Deadline:
        """The last day of the quarter or year; it does not move, the duty belongs to the period."""
        day = local_date(self.start)
        month = 12 if self.unit == "year_end" else (day.month + _QUARTER - 1) // _QUARTER * _QUARTER
        following = date(day.year + month // 12, month % 12 + 1, 1)
        return self._ends(following - timedelta(days=1))

    def custom(self, end: date | datetime | None) -> Deadline:
        """A named end: an instant as it is, a date at its close of business."""
        if end is None:
            raise InvalidArgument("指定日期的期限须给出截止日期或时刻。")
        result = self._ends(local_date(end))
        if isinstance(end, datetime):
            result = replace(result, due=_instant(end), legal_due=_instant(end))
        if result.due <= start_instant(self.start):
            raise InvalidArgument(
                f"截止时间 {result.due.isoformat()} 应晚于起算时间 {self.start.isoformat()}。"
            )
        return result

    def _ends(self, day: date) -> Deadline:
        midnight = datetime.combine(day, time(), BEIJING)
        return Deadline(
            basis=self.unit,
            start=_instant(self.start) if isinstance(self.start, datetime) else self.start,
            n=self.n,
            due=midnight + self.close,
            due_date=day,
            legal_due=midnight + timedelta(days=1),
            provisional=False,
            calendar=self.calendar.version,
            rule=self.rule,
            inclusive=self.inclusive,
        )


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(BEIJING) if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def start_instant(start: date | datetime) -> datetime:
    """*start* as an instant in Beijing; a date begins at 00:00."""
    return _instant(start) if isinstance(start, datetime) else datetime.combine(start, time(), BEIJING)
