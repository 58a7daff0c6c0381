"""Counting: from a start and a length to the day or instant on which it ends.

民法典 201: the day of the start does not count, hours run from the instant; 203: a last day that is a rest
day moves to the working day after it, and the period ends at 24:00 or when business stops.  Counting
backwards (``-5WD``: at the latest five working days before) mirrors this: the start day does not count, and a
last day that is a rest day moves to the working day *before* it, so that the advance is never shortened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from processes.calendar.days import Day, instant_of, local_date, midnight
from processes.calendar.office_time import Piece, add_office_time
from processes.calendar.working import WorkingCalendar
from processes.errors import InvalidArgument

_QUARTER = 3


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Where a count ends.  ``due`` is the instant that counts for the work, ``legal_due`` the legal end.

    ``counted`` are the days that counted, ``skipped`` the rest days in between, ``makeup`` the make-up
    working days among the counted ones, ``worked`` the office time that counted.
    """

    due: datetime
    due_date: date
    legal_due: datetime
    provisional: bool = False
    counted: Sequence[date] = ()
    skipped: Sequence[Day] = ()
    makeup: Sequence[date] = ()
    worked: Sequence[Piece] = ()


@dataclass(frozen=True)
class Frame:
    """What all ways of counting share; *close* is when business stops, None: when the calendar says so."""

    calendar: WorkingCalendar
    start: date | datetime
    close: timedelta | None
    inclusive: bool

    def working_days(self, n: int) -> Counted:
        """WD: the n-th working day after the start (before it for negative *n*)."""
        due = self.calendar.nth_working_day(self._first(n), n)
        days = self._between(due, n)
        return self._ends(
            due,
            counted=[day.date for day in days if day.working],
            skipped=[day for day in days if not day.working],
            makeup=_makeup(days),
            provisional=any(day.provisional for day in days),
        )

    def calendar_days(self, n: int) -> Counted:
        """D: the n-th day after the start, moved past rest days (民法典 203); backwards to earlier ones."""
        return self._rolled(self._first(n) + timedelta(days=n), n)

    def months(self, n: int) -> Counted:
        """M: the corresponding day of the n-th month, else its last day (民法典 202); moved as days are."""
        return self._rolled(self._first(n) + relativedelta(months=n), n)

    def _rolled(self, last: date, n: int) -> Counted:
        nearest = self.calendar.next_working_day if n > 0 else self.calendar.previous_working_day
        due = nearest(last)
        rolled = list(self.calendar.days(min(last, due), max(last, due)))
        return self._ends(
            due,
            counted=[day.date for day in self._between(last, n)],
            skipped=[day for day in rolled if not day.working],
            makeup=_makeup(rolled),
            provisional=any(day.provisional for day in rolled),
        )

    def hours(self, n: int) -> Counted:
        """H: hours of the clock from the instant, rest days included (民法典 201 II)."""
        due = self._instant() + timedelta(hours=n)
        return Counted(due=due, due_date=due.date(), legal_due=due)

    def office_hours(self, n: int) -> Counted:
        """OH: hours of office time from the instant; only they pass."""
        begin = self._instant()
        due, worked = add_office_time(self.calendar, begin, timedelta(hours=n))
        days = list(self.calendar.days(min(begin, due).date(), max(begin, due).date()))
        counted = sorted({piece[0].date() for piece in worked})
        return Counted(
            due=due,
            due_date=worked[-1][0].date() if n > 0 else due.date(),
            legal_due=due,
            counted=counted,
            skipped=[day for day in days if not day.working],
            makeup=[day for day in _makeup(days) if day in counted],
            worked=worked,
            provisional=any(day.provisional for day in days),
        )

    def period_end(self, unit: str) -> Counted:
        """The last day of the quarter or year; it does not move, the duty belongs to the period."""
        day = local_date(self.start)
        month = 12 if unit == "year_end" else (day.month + _QUARTER - 1) // _QUARTER * _QUARTER
        following = date(day.year + month // 12, month % 12 + 1, 1)
        return self._ends(following - timedelta(days=1))

    def named(self, end: date | datetime) -> Counted:
        """A named end: an instant as it is, a date at its close of business."""
        if isinstance(end, datetime):
            moment = instant_of(end)
            return Counted(due=moment, due_date=moment.date(), legal_due=moment)
        return self._ends(end)

    def _first(self, n: int) -> date:
        """The day before the first counted one, in the direction of counting."""
        day = local_date(self.start)
        if not self.inclusive:
            return day
        return day - timedelta(days=1 if n > 0 else -1)

    def _between(self, last: date, n: int) -> list[Day]:
        """The days from the first that may count to *last*, in the order of time."""
        first = self._first(n)
        if n > 0:
            return list(self.calendar.days(first + timedelta(days=1), last))
        return list(self.calendar.days(last, first - timedelta(days=1)))

    def _instant(self) -> datetime:
        if not isinstance(self.start, datetime):
            raise InvalidArgument("按小时计算的期限须给出起算时刻（日期和时间），实际只有日期。")
        return instant_of(self.start)

    def _ends(
        self,
        day: date,
        *,
        counted: Sequence[date] = (),
        skipped: Sequence[Day] = (),
        makeup: Sequence[date] = (),
        provisional: bool = False,
    ) -> Counted:
        close = self.calendar.close_of_business(day) if self.close is None else self.close
        return Counted(
            due=midnight(day) + close,
            due_date=day,
            legal_due=midnight(day) + timedelta(days=1),
            counted=counted,
            skipped=skipped,
            makeup=makeup,
            provisional=provisional,
        )


def _makeup(days: Sequence[Day]) -> list[date]:
    return [day.date for day in days if day.kind in ("makeup", "open")]
