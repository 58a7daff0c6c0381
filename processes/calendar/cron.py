"""Cron expressions: five fields, six as Camunda 8 writes them (seconds first), and our working days.

Every field takes ``*``, numbers, ranges, steps and lists.  Day of month also ``?``, ``L`` (last), ``L-3``,
``15W`` (the Monday to Friday nearest to the 15th), ``LW``, and by the calendar ``1WD`` (first working day),
``-1WD`` or ``LWD`` (last).  Day of week also ``?``, names, ``MON#2`` (second Monday), ``FRIL`` (last Friday),
and ``WD`` (every working day).  Only one of the two day fields may be restricted: whether both or either must
hold differs from one cron to the next.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import MONTHLY, rrule, weekday

from processes.calendar.days import BEIJING, instant_of
from processes.calendar.statutory import LAST_YEAR
from processes.calendar.working import WorkingCalendar
from processes.errors import InvalidArgument

MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_STEP = re.compile(r"(\*|[0-9A-Z]+(?:-[0-9A-Z]+)?)(?:/([0-9]{1,4}))?")
_FRIDAY = 4
_SUNDAY_AGAIN = 7
_MOST_WORKING_DAYS = 23
_LONGEST = 500
#: The last working days of a month are counted from the next, and the calendar ends with its last year.
_LAST_MONTH = datetime(LAST_YEAR, 11, 1)

#: The days of the month that begins at a date which fit a day field.
DayRule = Callable[[date, WorkingCalendar | None], Iterable[date]]


@dataclass(frozen=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    more: str = ""

    def wrong(self, text: str, got: str) -> InvalidArgument:
        allowed = f"{self.low}–{self.high}" + (f"、{self.names[0]}–{self.names[-1]}" if self.names else "")
        expected = f"*、{allowed}、a-b、*/n 或它们的列表{self.more}"
        message = f"cron 表达式“{text}”的{self.name}应为 {expected}，实际为“{got}”。"
        return InvalidArgument(message, field=self.name, expected=expected, got=got)

    def number(self, text: str, part: str) -> int:
        value = self.names.index(part) + self.low if part in self.names else None
        if value is None and part.isascii() and part.isdigit() and len(part) <= 4:
            value = int(part)
        if value is None or not self.low <= value <= self.high:
            raise self.wrong(text, part)
        return value

    def values(self, text: str, part: str) -> Iterator[int]:
        """The numbers of one entry of the list."""
        match = _STEP.fullmatch(part)
        if match is None or match[2] == "0":
            raise self.wrong(text, part)
        span, step = match[1], int(match[2] or 1)
        first, dash, last = span.partition("-")
        if span == "*":
            low, high = self.low, self.high
        else:
            low = self.number(text, first)
            high = self.number(text, last) if dash else (self.high if match[2] else low)
            if dash and self.high == _SUNDAY_AGAIN and high == 0:
                high = _SUNDAY_AGAIN  # FRI-SUN
        if low > high:
            raise self.wrong(text, part)
        yield from range(low, high + 1, step)


_SECOND, _MINUTE, _HOUR = _Field("秒", 0, 59), _Field("分", 0, 59), _Field("时", 0, 23)
_DAY = _Field("日", 1, 31, more="，或 L、L-3、15W、LW、1WD、LWD")
_MONTH = _Field("月", 1, 12, _MONTHS)
_WEEKDAY = _Field("星期", 0, 7, _WEEKDAYS, more="，或 MON#2、FRIL、WD")


@dataclass(frozen=True)
class Cron:
    """A parsed expression.  ``days`` gives the days of one month, in order."""

    text: str
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: tuple[int, ...]
    days: tuple[DayRule, ...]

    def after(self, moment: datetime, calendar: WorkingCalendar | None) -> datetime | None:
        """The first instant later than *moment*, on the clock of Beijing; None when there is none by 2098."""
        local = instant_of(moment).replace(tzinfo=None)
        begins = datetime.combine(local.date().replace(day=1), time())
        for first in rrule(MONTHLY, dtstart=begins, until=_LAST_MONTH, bymonth=self.months, bymonthday=1):
            for day in sorted({day for rule in self.days for day in rule(first.date(), calendar)}):
                found = self._on(day, local)
                if found is not None:
                    return found.replace(tzinfo=BEIJING)
        return None

    def _on(self, day: date, after: datetime) -> datetime | None:
        """The first time on *day* that is later than *after*."""
        if day < after.date():
            return None
        for hour in self.hours:
            if datetime.combine(day, time(hour, 59, 59)) <= after:
                continue
            for minute in self.minutes:
                if datetime.combine(day, time(hour, minute, 59)) <= after:
                    continue
                for second in self.seconds:
                    found = datetime.combine(day, time(hour, minute, second))
                    if found > after:
                        return found
        return None


def parse_cron(text: str) -> Cron:
    """Read a cron expression; raises :class:`InvalidArgument` that names field, expectation and finding."""
    if len(text) > _LONGEST:
        raise InvalidArgument(f"cron 表达式不超过{_LONGEST}个字符，实际为{len(text)}个。")
    fields = MACROS.get(text.strip().lower(), text).upper().split()
    if len(fields) not in (5, 6):
        raise InvalidArgument(
            f"cron 表达式应有五项（分 时 日 月 星期）或六项（前加秒），实际“{text}”有{len(fields)}项。",
            got=len(fields),
        )
    second, minute, hour, day, month, week = fields if len(fields) == 6 else ["0", *fields]
    restricted = [part for part in (day, week) if part not in ("*", "?")]
    if len(restricted) == 2:
        raise InvalidArgument(
            f"cron 表达式“{text}”同时限定了日和星期，含义不明：请把其中一项写成 *，"
            "例如每月第一个周一写作 MON#1。"
        )
    months = _numbers(_MONTH, text, month)
    if week in ("*", "?"):
        days = tuple(_day_rule(text, part, months) for part in ("*" if day == "?" else day).split(","))
    else:
        days = tuple(_week_rule(text, part) for part in week.split(","))
    times = (_numbers(_SECOND, text, second), _numbers(_MINUTE, text, minute), _numbers(_HOUR, text, hour))
    return Cron(text, *times, months, days)


def _numbers(field: _Field, text: str, value: str) -> tuple[int, ...]:
    return tuple(sorted({number for part in value.split(",") for number in field.values(text, part)}))


def _day_rule(text: str, part: str, months: tuple[int, ...]) -> DayRule:
    if part.endswith("WD"):
        return _working_day(text, part)
    if part == "LW":
        return lambda first, _: [_weekday_near(first, monthrange(first.year, first.month)[1])]
    if part.endswith("W"):
        target = _DAY.number(text, part[:-1])
        return lambda first, _: [_weekday_near(first, target)] if target <= _length(first) else []
    if part.startswith("L"):
        numbers = [-1 - (0 if part == "L" else _back(text, part))]
    else:
        numbers = sorted(set(_DAY.values(text, part)))
        if all(numbers[0] > monthrange(2000, month)[1] for month in months):
            names = "、".join(map(str, months))
            message = f"cron 表达式“{text}”的日“{part}”永远不会到：{names}月没有{numbers[0]}日。"
            raise InvalidArgument(message, field=_DAY.name, got=part)
    return lambda first, _: _by_rule(first, bymonthday=numbers)


def _back(text: str, part: str) -> int:
    match = re.fullmatch(r"L-([0-9]{1,2})", part)
    if match is None or not 1 <= int(match[1]) <= 27:
        raise _DAY.wrong(text, part)
    return int(match[1])


def _working_day(text: str, part: str) -> DayRule:
    """``1WD``, ``-2WD``, ``LWD``: a working day of the month, counted from its beginning or its end."""
    number = "-1" if part == "LWD" else part[:-2]
    if re.fullmatch(r"-?[0-9]{1,2}", number) is None or not 1 <= abs(int(number)) <= _MOST_WORKING_DAYS:
        raise _DAY.wrong(text, part)
    n = int(number)
    return lambda first, calendar: _nth(text, first, _length(first), n, calendar)


def _nth(text: str, first: date, length: int, n: int, calendar: WorkingCalendar | None) -> list[date]:
    found = nth_working_day(_needed(text, calendar), first, first + timedelta(days=length), n)
    return [] if found is None else [found]


def nth_working_day(calendar: WorkingCalendar, first: date, following: date, n: int) -> date | None:
    """The *n*-th working day (from the end for negative *n*) of the days from *first* up to *following*.

    None when there are not so many.  Raises InvalidArgument outside the years of the calendar.
    """
    if n > 0:
        day = calendar.next_working_day(first) if n == 1 else calendar.nth_working_day(first, n)
        if n > 1 and calendar.works_on(first):
            day = calendar.nth_working_day(first, n - 1)
        return day if day < following else None
    day = calendar.nth_working_day(following, n)
    return day if day >= first else None


def _needed(text: str, calendar: WorkingCalendar | None) -> WorkingCalendar:
    if calendar is None:
        raise InvalidArgument(f"cron 表达式“{text}”按工作日计算，需要工作日历。")
    return calendar


def _week_rule(text: str, part: str) -> DayRule:
    if part == "WD":
        return lambda first, calendar: [
            day for day in _by_rule(first, bymonthday=range(1, 32)) if _needed(text, calendar).works_on(day)
        ]
    name, hash_sign, nth = part.partition("#")
    if hash_sign:
        if nth not in ("1", "2", "3", "4", "5"):
            raise _WEEKDAY.wrong(text, part)
        days = [weekday(_iso(_WEEKDAY.number(text, name)), int(nth))]
    elif part.endswith("L") and len(part) > 1:
        days = [weekday(_iso(_WEEKDAY.number(text, part[:-1])), -1)]
    else:
        days = [weekday(_iso(number)) for number in sorted(set(_WEEKDAY.values(text, part)))]
    return lambda first, _: _by_rule(first, byweekday=days)


def _iso(number: int) -> int:
    """Cron counts from Sunday (0 and 7), Python from Monday."""
    return (number - 1) % 7


def _by_rule(
    first: date, bymonthday: Iterable[int] | None = None, byweekday: Iterable[weekday] | None = None
) -> list[date]:
    """The days of the month that begins at *first*, by the rule of RFC 5545."""
    begins = datetime.combine(first, time())
    ends = begins + timedelta(days=_length(first) - 1)
    rule = rrule(MONTHLY, dtstart=begins, until=ends, bymonthday=bymonthday, byweekday=byweekday)
    return [found.date() for found in rule]


def _weekday_near(first: date, number: int) -> date:
    """The Monday to Friday nearest to a day of the month, within the month."""
    day = first.replace(day=number)
    if day.weekday() <= _FRIDAY:
        return day
    earlier, later = day - timedelta(days=day.weekday() - _FRIDAY), day + timedelta(days=7 - day.weekday())
    wanted = [earlier, later] if day.weekday() == _FRIDAY + 1 else [later, earlier]
    return next(each for each in wanted if each.month == first.month)


def _length(first: date) -> int:
    return monthrange(first.year, first.month)[1]
