"""workalendar's own interface over a table of working days.

What the core computes from weekdays and holiday lists is wrong for offices whose weekends move; every public
method is answered from the table here, or refused where there is no answer without a clock.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

from workalendar.core import SAT, SUN, Calendar

from processes.calendar.days import instant_of, local_date
from processes.errors import InvalidArgument

Days = Iterable[date] | None


class TableCalendar(Calendar):
    """A workalendar calendar whose days come from a table; the first five methods are the table's."""

    name = "cn"
    WEEKEND_DAYS = (SAT, SUN)
    include_new_years_day = False

    @abstractmethod
    def works_on(self, day: date) -> bool:
        """Whether offices work on *day*."""

    @abstractmethod
    def nth_working_day(self, day: date, n: int) -> date:
        """The *n*-th working day after *day* (before it for negative *n*), *day* itself for 0."""

    @abstractmethod
    def working_days_between(self, start: date, end: date) -> int:
        """How many working days follow *start* up to *end*."""

    @abstractmethod
    def next_working_day(self, day: date) -> date:
        """*day* or the first working day after it."""

    @abstractmethod
    def days_off(self, year: int) -> list[tuple[date, str]]:
        """The named days off of *year*, in order."""

    def get_variable_days(self, year: int) -> list[tuple[date, str]]:
        """The days off of *year* and their names: all of them change from year to year."""
        return self.days_off(year)

    def holidays(self, year: int | None = None) -> list[tuple[date, str]]:
        """The days off of *year*; the year must be given, the calendar has no clock."""
        if year is None:
            raise InvalidArgument("须给出年份：工作日历不读取系统时钟。", expected="年份", got=year)
        return self.days_off(year)

    def get_holiday_label(self, day: date) -> str | None:
        """The name of the holiday that *day* is off for."""
        local = local_date(day)
        return dict(self.days_off(local.year)).get(local)

    def is_holiday(self, day: date, extra_holidays: Days = None) -> bool:
        """Whether *day* is a named day off (a plain weekend is none)."""
        return local_date(day) in _dates(extra_holidays) or self.get_holiday_label(day) is not None

    def is_working_day(self, day: date, extra_working_days: Days = None, extra_holidays: Days = None) -> bool:
        """Whether offices work on *day* (a datetime counts as its date in Beijing); extra days win."""
        local = local_date(day)
        if extra_working_days is not None and local in _dates(extra_working_days):
            return True
        if extra_holidays is not None and local in _dates(extra_holidays):
            return False
        return self.works_on(local)

    def add_working_days(
        self,
        day: date,
        delta: int,
        extra_working_days: Days = None,
        extra_holidays: Days = None,
        keep_datetime: bool = False,
    ) -> date:
        """The *delta*-th working day after *day* (before it when negative), *day* itself for 0.

        With *keep_datetime* a datetime keeps its time of day, on the clock of Beijing.
        """
        extra = [_dates(days) for days in (extra_working_days, extra_holidays)]
        found = self._walk(local_date(day), delta, *extra) if any(extra) else self.nth_working_day(day, delta)
        if keep_datetime and isinstance(day, datetime):
            return datetime.combine(found, instant_of(day).timetz())
        return found

    def _walk(self, day: date, delta: int, working: frozenset[date], off: frozenset[date]) -> date:
        step = timedelta(days=1 if delta >= 0 else -1)
        left = abs(delta)
        while left:
            day += step
            left -= self.is_working_day(day, working, off)
        return day

    def get_working_days_delta(
        self,
        start: date,
        end: date,
        include_start: bool = False,
        extra_working_days: Days = None,
        extra_holidays: Days = None,
    ) -> int:
        """The working days from the day after the earlier date to the later one, whichever comes first."""
        first, last = sorted((local_date(start), local_date(end)))
        if first == last:
            return 0
        extra = [_dates(days) for days in (extra_working_days, extra_holidays)]
        count = 1 if include_start and self.is_working_day(first, *extra) else 0
        if not any(extra):
            return count + self.working_days_between(first, last)
        days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
        return count + sum(self.is_working_day(day, *extra) for day in days)

    def find_following_working_day(self, day: date) -> date:
        """*day* or the first working day after it; the core would look at weekends only."""
        return self.next_working_day(day)

    def export_to_ical(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: the format of the core has no make-up working days and stamps the system's clock."""
        raise InvalidArgument("工作日历不导出 iCal：该格式没有调休上班日。请用 jiedu calendar show --json。")


def _dates(days: Days) -> frozenset[date]:
    return frozenset(map(local_date, days)) if days else frozenset()
