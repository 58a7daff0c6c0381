"""Date functions (DMN 1.5 §10.3.4.8, §10.3.4.12) and the clock."""

from __future__ import annotations

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from processes.feel.builtins.registry import builtin
from processes.feel.dates import Date, civil, day_number
from processes.feel.run import Run
from processes.feel.times import DateTime

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Days of government offices begin and end in this zone.
_OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@builtin("day of year", "date: date|datetime")
def _day_of_year(value: Date | DateTime) -> Decimal:
    date = _day(value)
    return Decimal(date.number - day_number(date.year, 1, 1) + 1)


@builtin("day of week", "date: date|datetime")
def _day_of_week(value: Date | DateTime) -> str:
    return _WEEKDAYS[_day(value).weekday - 1]


@builtin("month of year", "date: date|datetime")
def _month_of_year(value: Date | DateTime) -> str:
    return _MONTHS[_day(value).month - 1]


@builtin("week of year", "date: date|datetime")
def _week_of_year(value: Date | DateTime) -> Decimal:
    """ISO 8601: the week belongs to the year of its Thursday."""
    date = _day(value)
    thursday = date.number - date.weekday + 4
    return Decimal((thursday - day_number(civil(thursday)[0], 1, 1)) // 7 + 1)


def _moment(run: Run) -> DateTime:
    """The same moment however often one evaluation asks."""
    if run.moment is None:
        run.moment = _read_clock(run)
    return run.moment


def _read_clock(run: Run) -> DateTime:
    now = run.environment.now
    if now is None:
        now = datetime.datetime.now(_OFFICE_ZONE)
    if now.tzinfo is not None:
        local = now.astimezone(_OFFICE_ZONE)
        offset = local.utcoffset() or datetime.timedelta()
        now = local.replace(tzinfo=datetime.timezone(offset))
    return DateTime.from_host(now)


builtin("now", "", run=True)(_moment)


@builtin("today", "", run=True)
def _today(run: Run) -> Date:
    return _moment(run).date
