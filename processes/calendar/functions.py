"""The calendar as FEEL functions: what diagrams, forms and decision tables call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from processes.calendar.basis import are_steps
from processes.calendar.cron import nth_working_day
from processes.calendar.days import instant_of, local_date
from processes.calendar.deadlines import deadline
from processes.calendar.office_time import add_office_time, in_office_hours, office_time_between
from processes.calendar.recurrence import next_occurrence
from processes.calendar.statutory import FIRST_YEAR, LAST_YEAR
from processes.calendar.working import WorkingCalendar
from processes.errors import InvalidArgument
from processes.feel import Function, to_host
from processes.feel.fingerprint import FINGERPRINT

_MOST_HOURS = 20_000
T = TypeVar("T")


def feel_functions(calendar: WorkingCalendar) -> Mapping[str, Function]:
    """The functions over *calendar*, and ``fingerprint``, ready for ``feel.Environment.functions``.

    Days and instants may be dates, date-times or their ISO texts.  A value of the wrong kind gives null, as
    everywhere in FEEL.
    """
    functions = _Functions(calendar)
    of_calendar = {
        name: Function(
            parameters,
            getattr(functions, name.replace(" ", "_")),
            4 if name == "deadline" else 0,
            meaning=meaning,
            example=example,
        )
        for name, parameters, meaning, example in _REFERENCE
    }
    return {**of_calendar, "fingerprint": FINGERPRINT}


class _Functions:
    """The calls, each under its name with underscores; what they give is in the table below."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar

    def deadline(
        self,
        basis: Any,
        start: Any,
        n: Any = None,
        rule: Any = None,
        inclusive: Any = None,
        close: Any = None,
    ) -> dict[str, Any]:
        if not isinstance(basis, str):
            raise ValueError(f'期限类型应为文字（如 "20WD"），实际为 {basis!r}。')
        custom = basis == "custom"
        return _accepted(
            lambda: deadline(
                self._calendar,
                basis,
                _moment(start),
                None if custom or n is None else _count(n),
                close if isinstance(close, str) else None,
                rule=rule if isinstance(rule, str) else None,
                inclusive=inclusive is True,
                end=_end(n) if custom else None,
            ).as_context()
        )

    def working_days_after(self, start: Any, n: Any) -> date:
        return _accepted(lambda: self._calendar.nth_working_day(_moment(start), _count(n)))

    def working_days_between(self, first: Any, last: Any) -> int:
        return _accepted(lambda: self._calendar.working_days_between(_moment(first), _moment(last)))

    def is_working_day(self, day: Any) -> bool:
        return _accepted(lambda: self._calendar.works_on(_moment(day)))

    def next_working_day(self, day: Any) -> date:
        return _accepted(lambda: self._calendar.next_working_day(_moment(day)))

    def previous_working_day(self, day: Any) -> date:
        return _accepted(lambda: self._calendar.previous_working_day(_moment(day)))

    def working_day_of_month(self, day: Any, n: Any) -> date:
        return self._nth(_moment(day), _count(n), 1)

    def working_day_of_quarter(self, day: Any, n: Any) -> date:
        return self._nth(_moment(day), _count(n), 3)

    def working_day_of_year(self, day: Any, n: Any) -> date:
        return self._nth(_moment(day), _count(n), 12)

    def _nth(self, moment: date, n: int, months: int) -> date:
        if n == 0:
            raise ValueError("序号应为不是0的整数。")
        day = local_date(moment)
        first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
        following = (first.replace(day=28) + timedelta(days=31 * months - 27)).replace(day=1)
        found = _accepted(lambda: nth_working_day(self._calendar, first, following, n))
        if found is None:
            raise ValueError(f"自 {first} 起没有第 {n} 个工作日。")
        return found

    def office_hours_after(self, start: Any, hours: Any) -> datetime:
        return _accepted(lambda: add_office_time(self._calendar, _instant(start), _hours(hours))[0])

    def office_hours_between(self, first: Any, last: Any) -> timedelta:
        return _accepted(lambda: office_time_between(self._calendar, _instant(first), _instant(last)))

    def is_office_time(self, moment: Any) -> bool:
        return _accepted(lambda: in_office_hours(self._calendar, _instant(moment)))

    def next_occurrence(self, recurrence: Any, after: Any) -> datetime | None:
        if not isinstance(recurrence, str):
            raise ValueError(f"周期应为文字，实际为 {recurrence!r}。")
        return _accepted(lambda: next_occurrence(recurrence, _instant(after), self._calendar))


#: Name, parameters, meaning and example; the reference of FEEL is made from it.
_REFERENCE: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "deadline",
        ("basis", "from", "n", "rule", "inclusive", "close"),
        "法定期限及其说明（due、due_date、provisional、reminders、explanation 等）。basis 为 20WD（工作日）、"
        "30D（自然日，末日休息顺延）、3M、1Y（月、年）、24H（小时）、8OH（办公小时），负数为提前（-5WD）；"
        "nWD 等由 n 给出数量；quarter_end、year_end；custom 时 n 为截止日期、时刻或算式（如 30D -5WD）。"
        "rule 为依据的条款，inclusive 为 true 时起算当日计入，close 为下班时间（HH:MM），没有的按工作日历。"
        "n 以后的都可省略。",
        'deadline("20WD", date("2026-02-06")).due_date',
    ),
    (
        "working days after",
        ("from", "n"),
        "其后第 n 个工作日；n 为负时是其前第 n 个。",
        'working days after(date("2026-02-13"), 2)',
    ),
    (
        "working days between",
        ("a", "b"),
        "a 之后到 b（含）的工作日数；b 在前时为负。",
        'working days between(date("2026-02-13"), date("2026-02-24"))',
    ),
    (
        "is working day",
        ("d",),
        "是否工作日：调休上班日是，放假和停止办公日不是。",
        'is working day(date("2026-02-14"))',
    ),
    (
        "next working day",
        ("d",),
        "当日是工作日的为当日，否则为其后第一个工作日（民法典 203）。",
        'next working day(date("2026-02-15"))',
    ),
    (
        "previous working day",
        ("d",),
        "当日是工作日的为当日，否则为其前最后一个工作日。",
        'previous working day(date("2026-02-23"))',
    ),
    (
        "working day of month",
        ("d", "n"),
        "所在月份的第 n 个工作日；n 为负时从月末数，没有那么多时为空值。",
        'working day of month(date("2026-10-20"), 1)',
    ),
    (
        "working day of quarter",
        ("d", "n"),
        "所在季度的第 n 个工作日；n 为负时从季末数。",
        'working day of quarter(date("2026-02-06"), -1)',
    ),
    (
        "working day of year",
        ("d", "n"),
        "所在年度的第 n 个工作日；n 为负时从年末数。",
        'working day of year(date("2026-02-06"), 1)',
    ),
    (
        "office hours after",
        ("from", "hours"),
        "自该时刻起满若干办公小时的时刻，只计工作日的办公时间；负数向前推算。恰在下班时满的，为该下班时刻。",
        'office hours after(date and time("2026-02-14T17:00:00+08:00"), 1.5)',
    ),
    (
        "office hours between",
        ("a", "b"),
        "两个时刻之间的办公时间，为时长；后者在前时为负。",
        'office hours between("2026-02-14T17:00", "2026-02-24T09:30")',
    ),
    (
        "is office time",
        ("moment",),
        "该时刻是否在办公时间内：含上班时刻，不含下班时刻。",
        'is office time("2026-02-14T12:00")',
    ),
    (
        "next occurrence",
        ("recurrence", "after"),
        "周期（R/P1M、cron）在该时刻之后的下一次；没有下一次时为空值。",
        'next occurrence("0 9 1WD 1,4,7,10 *", date and time("2026-02-06T10:00:00+08:00"))',
    ),
)


def _accepted(compute: Callable[[], T]) -> T:
    """What the calendar refuses becomes null with a warning."""
    try:
        return compute()
    except InvalidArgument as error:
        raise ValueError(str(error)) from error


def _count(value: Any) -> int:
    number = to_host(value)
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    raise ValueError(f"天数应为整数，实际为 {value!r}。")


def _hours(value: Any) -> timedelta:
    if isinstance(value, Decimal) and abs(value) <= _MOST_HOURS:
        return timedelta(seconds=float(value * 3600))
    raise ValueError(f"小时数应为不超过{_MOST_HOURS}的数，实际为 {value!r}。")


def _end(value: Any) -> date | str:
    return value if isinstance(value, str) and are_steps(value) else _moment(value)


def _instant(value: Any) -> datetime:
    moment = _moment(value)
    if not isinstance(moment, datetime):
        raise ValueError(f"应为日期和时间，实际为日期 {moment.isoformat()}。")
    return instant_of(moment)


def _moment(value: Any) -> date:
    """A date or date-time, or the ISO text of one; within the years of the calendar."""
    moment = to_host(value)
    if isinstance(moment, str):
        parse = date.fromisoformat if len(moment) == len("2026-02-06") else datetime.fromisoformat
        moment = parse(moment.partition("@")[0])
    if not isinstance(moment, date):
        raise ValueError(f"应为日期或日期时间，实际为 {value!r}。")
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise ValueError(f"工作日历不含 {moment.isoformat()}。")
    return moment
