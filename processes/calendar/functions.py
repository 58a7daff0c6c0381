"""The calendar as FEEL functions: what diagrams, forms and decision tables call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from processes.calendar.deadlines import Deadline, deadline
from processes.calendar.statutory import FIRST_YEAR, LAST_YEAR
from processes.calendar.working import WorkingCalendar
from processes.errors import InvalidArgument
from processes.feel import Function, to_host


def feel_functions(calendar: WorkingCalendar) -> Mapping[str, Function]:
    """The functions over *calendar*, ready for ``feel.Environment.functions``.

    ``deadline(basis, from, n?, rule?)`` gives :meth:`Deadline.as_context`; for ``custom`` *n* is the end.
    ``working days after(from, n)``, ``working days between(a, b)``, ``is working day(d)`` and
    ``next working day(d)`` take dates, date-times or ISO strings.  A value of the wrong kind gives null, as
    everywhere in FEEL.
    """

    def deadline_context(basis: Any, start: Any, n: Any = None, rule: Any = None) -> dict[str, Any]:
        return _deadline(calendar, basis, _moment(start), n, rule).as_context()

    def working_days_after(start: Any, n: Any) -> date:
        return calendar.add_working_days(_moment(start), _count(n))

    def working_days_between(first: Any, last: Any) -> int:
        return calendar.working_days_between(_moment(first), _moment(last))

    def is_working_day(day: Any) -> bool:
        return calendar.is_working_day(_moment(day))

    def next_working_day(day: Any) -> date:
        return calendar.next_working_day(_moment(day))

    return {
        "deadline": Function(("basis", "from", "n", "rule"), deadline_context, optional=2),
        "working days after": Function(("from", "n"), working_days_after),
        "working days between": Function(("a", "b"), working_days_between),
        "is working day": Function(("d",), is_working_day),
        "next working day": Function(("d",), next_working_day),
    }


def _deadline(calendar: WorkingCalendar, basis: Any, start: date, n: Any, rule: Any) -> Deadline:
    if not isinstance(basis, str):
        raise ValueError(f'期限类型应为文字（如 "20WD"），实际为 {basis!r}。')
    text = rule if isinstance(rule, str) else None
    try:
        if basis == "custom":
            return deadline(calendar, basis, start, end=_moment(n), rule=text)
        return deadline(calendar, basis, start, None if n is None else _count(n), rule=text)
    except InvalidArgument as error:
        raise ValueError(str(error)) from error


def _count(value: Any) -> int:
    number = to_host(value)
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    raise ValueError(f"天数应为整数，实际为 {value!r}。")


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
