"""Working days of Chinese government offices, on workalendar's core with our own table of notices.

workalendar's own China knows no notice after 2023 and calls make-up weekends of later years rest days without
a word; only its core and its interface are used here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib import resources

from workalendar.core import SAT, SUN

from processes.calendar.arrangement import EVERY_UNIT, Arrangement
from processes.calendar.days import BEIJING, Day, DayChange, local_date
from processes.calendar.hours import OfficeHours, Spans
from processes.calendar.inherited import TableCalendar
from processes.calendar.notice import Notice, read_notice
from processes.calendar.statutory import FIRST_YEAR, LAST_YEAR, provisional_days
from processes.calendar.yamlnodes import packaged
from processes.errors import InvalidArgument

__all__ = ["BEIJING", "Day", "DayChange", "WorkingCalendar", "changed_days", "default_calendar", "local_date"]

_WEEKEND_NAMES = {SAT: "周六", SUN: "周日"}
_TUESDAY = 1


class WorkingCalendar(TableCalendar):
    """The working days of 2000–2098; immutable, one object per version.

    *notices* hold for everybody, *arrangements* for every unit (``*``) or for the one unit whose calendar
    this is; both in loading order, the last of a year or unit holds.  ``version`` is the newest year with a
    notice, a dot, and a count that grows with every notice that replaces an earlier one of its year
    (``2026.1``), then for each kind of arrangement the unit and how many it has had (``2026.1+*.1+zjw.2``).
    Arithmetic is a binary search in the sorted working days.  Dates outside the range raise
    :class:`InvalidArgument`.
    """

    def __init__(self, notices: Iterable[Notice] = (), arrangements: Iterable[Arrangement] = ()) -> None:
        super().__init__()
        self._notices = tuple(notices)
        self._arrangements = tuple(arrangements)
        by_year = {notice.year: notice for notice in self._notices}
        self._years = frozenset(by_year)
        self._off: dict[date, str] = {}
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            if year not in by_year:
                self._off.update(provisional_days(year))
        self._work: dict[date, str] = {}
        for _, notice in sorted(by_year.items()):
            self._apply(notice)
        self._local: dict[date, tuple[str, str]] = {}
        own = self._in_force()
        for arrangement in own:
            self._local.update((day, ("closed", name)) for day, name in arrangement.closed.items())
            self._local.update((day, ("open", name)) for day, name in arrangement.open.items())
        self._hours = OfficeHours([arrangement.hours for arrangement in reversed(own)])
        self._version = f"{max(by_year, default=0)}.{len(self._notices) - len(by_year) + 1}" + "".join(
            f"+{arrangement.unit}.{self._count(arrangement.unit)}" for arrangement in own
        )
        self._ordinals = self._working_ordinals()

    def _in_force(self) -> list[Arrangement]:
        """The last arrangement for everybody, then that of the unit."""
        last = {arrangement.unit: arrangement for arrangement in self._arrangements}
        if len(last.keys() - {EVERY_UNIT}) > 1:
            raise InvalidArgument(f"一个工作日历只属于一个单位，实际有 {'、'.join(sorted(last))}。")
        return sorted(last.values(), key=lambda arrangement: arrangement.unit != EVERY_UNIT)

    def _count(self, unit: str) -> int:
        return sum(1 for arrangement in self._arrangements if arrangement.unit == unit)

    def _apply(self, notice: Notice) -> None:
        # A later year's notice may take back what the earlier one said of its December.
        for day in notice.off:
            self._work.pop(day, None)
        for day in notice.work:
            self._off.pop(day, None)
        self._off.update(notice.off)
        self._work.update(notice.work)

    def _working_ordinals(self) -> list[int]:
        days = set(_weekdays())
        days -= {day.toordinal() for day in self._off}
        days |= {day.toordinal() for day in self._work}
        days -= {day.toordinal() for day, (kind, _) in self._local.items() if kind == "closed"}
        days |= {day.toordinal() for day, (kind, _) in self._local.items() if kind == "open"}
        return sorted(days)

    @classmethod
    def from_notices(cls, notices: Iterable[Notice]) -> WorkingCalendar:
        """The calendar of *notices* in loading order; a later one of a year replaces an earlier."""
        return cls(notices)

    def with_notice(self, notice: Notice) -> WorkingCalendar:
        """The next version: this calendar and one more notice."""
        return type(self)((*self._notices, notice), self._arrangements)

    def with_arrangement(self, arrangement: Arrangement) -> WorkingCalendar:
        """The next version: this calendar and one more arrangement, for everybody or for one unit."""
        return type(self)(self._notices, (*self._arrangements, arrangement))

    @property
    def version(self) -> str:
        """For example ``2026.1``."""
        return self._version

    @property
    def years(self) -> frozenset[int]:
        """The years whose notice is known."""
        return self._years

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All notices in the order they were loaded, replaced ones included."""
        return self._notices

    @property
    def arrangements(self) -> tuple[Arrangement, ...]:
        """All arrangements in the order they were loaded, replaced ones included."""
        return self._arrangements

    def days_off(self, year: int) -> list[tuple[date, str]]:
        """The named days off of *year* in order: holidays, and days on which the unit is closed."""
        first, last = self._ordinal(date(year, 1, 1)), self._ordinal(date(year, 12, 31))
        names = self._off | {day: name for day, (kind, name) in self._local.items() if kind == "closed"}
        opened = {day for day, (kind, _) in self._local.items() if kind == "open"}
        return sorted(
            (day, name)
            for day, name in names.items()
            if first <= day.toordinal() <= last and day not in opened
        )

    def works_on(self, day: date) -> bool:
        """Whether offices work on *day* (a datetime counts as its date in Beijing)."""
        ordinal = self._ordinal(day)
        index = bisect_left(self._ordinals, ordinal)
        return index < len(self._ordinals) and self._ordinals[index] == ordinal

    def nth_working_day(self, day: date, n: int) -> date:
        """The *n*-th working day after *day* (before it for negative *n*); *day* itself for 0."""
        ordinal = self._ordinal(day)
        if n == 0:
            return date.fromordinal(ordinal)
        if n > 0:
            index = bisect_right(self._ordinals, ordinal) + n - 1
        else:
            index = bisect_left(self._ordinals, ordinal) + n
        if not 0 <= index < len(self._ordinals):
            raise _out_of_range(f"{date.fromordinal(ordinal).isoformat()} 加 {n} 个工作日")
        return date.fromordinal(self._ordinals[index])

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days follow *start* up to and including *end*; negative when *end* is earlier.

        So ``working_days_between(d, add_working_days(d, n)) == n`` for every n.
        """
        first, last = self._ordinal(start), self._ordinal(end)
        if first <= last:
            return bisect_right(self._ordinals, last) - bisect_right(self._ordinals, first)
        return bisect_left(self._ordinals, last) - bisect_left(self._ordinals, first)

    def next_working_day(self, day: date) -> date:
        """*day* itself when offices work on it, otherwise the first working day after it (民法典 203)."""
        return self._nearest(day, 1)

    def previous_working_day(self, day: date) -> date:
        """*day* itself when offices work on it, otherwise the last working day before it."""
        return self._nearest(day, -1)

    def _nearest(self, day: date, direction: int) -> date:
        local = date.fromordinal(self._ordinal(day))
        return local if self.works_on(local) else self.nth_working_day(local, direction)

    def day(self, day: date) -> Day:
        """What kind of day *day* is and why."""
        local = date.fromordinal(self._ordinal(day))
        provisional = self.is_provisional(local)
        if local in self._local:
            kind, name = self._local[local]
            return Day(local, kind, name, provisional=False)
        if local in self._work:
            return Day(local, "makeup", self._work[local], provisional)
        if local in self._off:
            return Day(local, "holiday", self._off[local], provisional)
        weekend = _WEEKEND_NAMES.get(local.weekday())
        return Day(local, "weekend" if weekend else "workday", weekend, provisional)

    def days(self, first: date, last: date) -> Iterator[Day]:
        """Every day from *first* to *last*, both included."""
        for offset in range((last - first).days + 1):
            yield self.day(first + timedelta(days=offset))

    def office_hours(self, day: date) -> Spans:
        """The office hours of *day*; none on a day without work."""
        return self._hours.of(local_date(day)) if self.works_on(day) else ()

    def close_of_business(self, day: date) -> timedelta:
        """When business stops on *day*, from 00:00 (民法典 203); for a rest day as if there were work."""
        return timedelta(minutes=self._hours.of(local_date(day))[-1].end)

    def is_provisional(self, day: date) -> bool:
        """Whether a notice that is not known yet may still change *day* (暂定).

        Besides the days of a year without a notice these are 29–31 December before a 1 January that is a
        Tuesday: by the rule of the notices New Year then borrows the Monday (2018-12-29 … 31).
        """
        if day.year not in self._years:
            return True
        new_year = date(day.year + 1, 1, 1)
        return (
            day.year + 1 not in self._years and new_year.weekday() == _TUESDAY and (new_year - day).days <= 3
        )

    def _ordinal(self, day: date) -> int:
        local = local_date(day)
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            raise _out_of_range(local.isoformat())
        return local.toordinal()

    @property
    def working_ordinals(self) -> list[int]:
        """A copy of the sorted proleptic ordinals of all working days."""
        return list(self._ordinals)


@cache
def _weekdays() -> frozenset[int]:
    first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
    # Ordinal 1 was a Monday, so ordinal % 7 is 6 on a Saturday and 0 on a Sunday.
    return frozenset(ordinal for ordinal in range(first, last + 1) if ordinal % 7 not in (6, 0))


def changed_days(old: WorkingCalendar, new: WorkingCalendar) -> list[DayChange]:
    """The days that became working or rest days between two versions, in order."""
    changed = set(old.working_ordinals) ^ set(new.working_ordinals)
    dates = (date.fromordinal(ordinal) for ordinal in sorted(changed))
    return [DayChange(day, old.day(day), new.day(day)) for day in dates]


@cache
def default_calendar() -> WorkingCalendar:
    """The calendar of the packaged notices (2018–2026)."""
    folder = resources.files("processes.calendar") / "notices"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda f: f.name)
    nodes = (packaged(file.read_text(encoding="utf-8")) for file in files)
    return WorkingCalendar.from_notices(read_notice(node) for node in nodes)


def _out_of_range(got: str) -> InvalidArgument:
    return InvalidArgument(
        f"工作日历只能计算{FIRST_YEAR}年至{LAST_YEAR}年的日期，实际为 {got}。",
        expected=f"{FIRST_YEAR}–{LAST_YEAR}",
        got=got,
    )
