"""Statutory deadlines (时限) with their explanation: what was asked, where it ends, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from processes.calendar import wording
from processes.calendar.basis import Basis, parse_basis, parse_close, parse_steps
from processes.calendar.counting import Counted, Frame
from processes.calendar.days import instant_of, start_instant
from processes.calendar.reminders import Reminder, plan_reminders
from processes.calendar.working import WorkingCalendar
from processes.errors import InvalidArgument, ProcessError


@dataclass(frozen=True, kw_only=True)
class Deadline(Counted):
    """When something is due and why.

    ``due`` is the working deadline (close of business, or the instant for hours), ``legal_due`` the legal
    end (24:00 of ``due_date``, written as 00:00 of the next day).  ``n`` is negative when the count goes
    backwards.  ``close`` is the close of business that was asked for, None for the calendar's own;
    ``end`` are the steps of a ``custom`` deadline that was given by steps.
    """

    basis: str
    start: date | datetime
    n: int | None
    calendar: str
    rule: str | None = None
    inclusive: bool = False
    close: str | None = None
    end: str | None = None
    reminders: Sequence[Reminder] = ()
    explanation: str = ""

    def as_context(self) -> dict[str, Any]:
        """The deadline as plain JSON: the value of a timer expression and its stored explanation."""
        context: dict[str, Any] = {
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
        if self.end is not None:
            context["end"] = self.end
        if self.worked:
            context["worked"] = [{"from": a.isoformat(), "to": b.isoformat()} for a, b in self.worked]
        return context

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
    close: str | None = None,
    *,
    rule: str | None = None,
    inclusive: bool = False,
    end: date | datetime | str | None = None,
) -> Deadline:
    """The deadline of *basis* that starts at *start*.

    Bases: ``20WD`` (or ``nWD`` with *n*) working days; ``30D`` calendar days, ``3M`` months, ``1Y`` years;
    ``24H`` hours of the clock; ``8OH`` hours of office time; negative ones count backwards (``-5WD``);
    ``quarter_end`` and ``year_end`` of the quarter or year of *start*; ``custom`` with its *end*: a date, an
    instant, or steps such as ``30D -5WD`` that are counted one after the other.  *close* is the close of
    business ``HH:MM`` (24:00 allowed), else that of the calendar.  *inclusive* counts the day of the start
    too (the stricter reading of the catalogue, A2).  Raises :class:`InvalidArgument`.
    """
    asked = parse_basis(basis, n)
    calendar.works_on(start)  # a start outside the calendar has no end in it
    frame = Frame(calendar, start, None if close is None else parse_close(close), inclusive)
    result = Deadline(
        **vars(_counted(frame, asked, end)),
        basis=str(asked),
        start=instant_of(start) if isinstance(start, datetime) else start,
        n=asked.n,
        calendar=calendar.version,
        rule=rule,
        inclusive=inclusive,
        close=close,
        end=end if isinstance(end, str) else None,
    )
    result = replace(result, reminders=plan_reminders(calendar, asked, start, result.due))
    return replace(result, explanation=wording.explain(result, calendar))


def _counted(frame: Frame, asked: Basis, end: date | datetime | str | None) -> Counted:
    if asked.unit != "custom":
        return _count(frame, asked)
    return _steps(frame, end) if isinstance(end, str) else _named(frame, end)


def _count(frame: Frame, basis: Basis) -> Counted:
    if basis.n is None:
        return frame.period_end(basis.unit)
    if basis.unit in ("M", "Y"):
        return frame.months(basis.n * (12 if basis.unit == "Y" else 1))
    ways = {"WD": frame.working_days, "D": frame.calendar_days, "H": frame.hours, "OH": frame.office_hours}
    return ways[basis.unit](basis.n)


def _steps(frame: Frame, text: str) -> Counted:
    counted, provisional = None, False
    for step in parse_steps(text):
        counted = _count(frame, step)
        provisional |= counted.provisional
        begins = counted.due if step.unit in ("H", "OH") else counted.due_date
        frame = replace(frame, start=begins, inclusive=False)
    if counted is None:
        raise InvalidArgument("期限算式至少应有一步。")
    return replace(counted, provisional=provisional)


def _named(frame: Frame, end: date | datetime | None) -> Counted:
    if end is None:
        raise InvalidArgument("指定日期的期限须给出截止日期或时刻。")
    counted = frame.named(end)
    if counted.due <= start_instant(frame.start):
        raise InvalidArgument(
            f"截止时间 {counted.due.isoformat()} 应晚于起算时间 {frame.start.isoformat()}。"
        )
    return counted


def recompute(calendar: WorkingCalendar, context: Mapping[str, Any]) -> Deadline:
    """The deadline of a stored :meth:`Deadline.as_context` once more, with another version of the calendar.

    Start, length, close of business, rule and reading stay.  A ``custom`` end that was named stays the date
    or instant it was; one that was given by steps is counted again.  Raises :class:`InvalidArgument` when
    *context* is no such context.
    """
    try:
        basis, end = str(context["basis"]), context.get("end")
        if basis == "custom" and not isinstance(end, str):
            end = datetime.fromisoformat(context["due"])
        return deadline(
            calendar,
            basis,
            _read(str(context["start"])),
            context.get("n"),
            _close(context),
            rule=context.get("rule"),
            inclusive=context.get("inclusive") is True,
            end=end if basis == "custom" else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidArgument(f"不是可以重算的时限：{error!r}。") from error


def counted_again(context: Mapping[str, Any], calendar: WorkingCalendar) -> dict[str, Any]:
    """*context* counted with *calendar*; as it is when there is nothing to count or it only looks like one.

    A ``custom`` deadline whose end was named has nothing to count: its date is what the document says.
    """
    named = context.get("basis") == "custom" and not isinstance(context.get("end"), str)
    if named or context.get("calendar") == calendar.version:
        return dict(context)
    try:
        return recompute(calendar, context).as_context()
    except ProcessError:
        return dict(context)  # data of a form that has the same keys


def _read(text: str) -> date | datetime:
    bare = text.partition("@")[0]  # FEEL may write the zone behind the instant
    return datetime.fromisoformat(bare) if "T" in bare else date.fromisoformat(bare)


def _close(context: Mapping[str, Any]) -> str | None:
    """The close of business that was asked for; contexts without the field have it in their due instant."""
    if "close" in context:
        return None if context["close"] is None else str(context["close"])
    due = str(context["due"])
    return due[11:16] if due[:10] == context.get("due_date", due[:10]) else "24:00"
