"""台账: who sees which units, which period is asked for, and the tables that pages, files and the API show.

Staff see their own unit, staff of overseeing offices, the competent office and the auditor all units (S2-04,
S2-07); who holds a mere role sees none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from processes import store
from processes.calendar import BEIJING
from processes.errors import Forbidden, InvalidArgument
from processes.ledgers import Cases, Period, statistics
from service import ledger_tables
from service.identity.people import Person, office_day
from service.ledger_tables import Table
from service.policy.units import visible_units

_NAMED = re.compile(r"(\d{4})(?:Q([1-4]))?")

VIEWS: Mapping[str, str] = {
    "statistics": "统计",
    "documents": "应解读清单",
    "inquiries": "咨询台账",
    "opinions": "舆情台账",
    "assessment": "考核指标",
}


@dataclass(frozen=True)
class Asked:
    """What is asked for: units as (id, name), a period, and its name."""

    units: tuple[tuple[str, str], ...]
    period: Period
    name: str


def ask(session: Session, person: Person, values: Mapping[str, str], now: datetime) -> Asked:
    """From a query: ``unit``; ``period`` (``2026``, ``2026Q1``), or ``from`` and ``to``; else this quarter.

    Raises Forbidden for a unit that is not the person's to see, InvalidArgument for a period that is none.
    """
    seen, unit = visible_units(session, person), values.get("unit", "")
    if unit:
        seen = tuple(each for each in seen if each[0] == unit)
        if not seen:
            raise Forbidden("您只能查看本单位的台账", unit=unit)
    first, last = values.get("from", ""), values.get("to", "")
    if first or last:
        period = _between(first, last)
        return Asked(seen, period, f"{period.first}至{period.last}")
    return Asked(seen, *named(values.get("period", "") or quarter(office_day(now))))


def quarter(day: date) -> str:
    """``2026Q1``."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def named(text: str) -> tuple[Period, str]:
    """A year or a quarter, with its name; raises InvalidArgument."""
    found = _NAMED.fullmatch(text)
    if found is None or not 1 <= int(found[1]) < 9999:
        raise _no_period("统计期间应为年度或季度，例如 2026、2026Q1", text, "period")
    year, part = int(found[1]), found[2]
    if part is None:
        return Period(date(year, 1, 1), date(year, 12, 31)), f"{year}年"
    month = int(part) * 3 - 2
    following = date(year + month // 10, month % 12 + 3 if month < 10 else 1, 1)
    return Period(
        date(year, month, 1), following - timedelta(days=1)
    ), f"{year}年第{'一二三四'[int(part) - 1]}季度"


def periods(now: datetime) -> list[tuple[str, str]]:
    """The periods that a page offers: this year and last, the latest first."""
    year, today = office_day(now).year, quarter(office_day(now))
    names = [f"{year}Q{part}" for part in "4321" if f"{year}Q{part}" <= today] + [str(year)]
    names += [f"{year - 1}Q{part}" for part in "4321"] + [str(year - 1)]
    return [(name, named(name)[1]) for name in names]


def read(session: Session, asked: Asked) -> Cases:
    """The cases that may belong to the period."""
    return store.cases(session, datetime.combine(asked.period.first, time(), BEIJING))


def count(cases: Cases, asked: Asked, now: datetime) -> list[dict[str, Any]]:
    """The statistics of the units that are asked for."""
    return statistics(cases, asked.period, now, asked.units)


def table(view: str, cases: Cases, asked: Asked, now: datetime) -> Table:
    """One of ``VIEWS``."""
    make: Mapping[str, Callable[[], Table]] = {
        "statistics": lambda: ledger_tables.of_statistics(count(cases, asked, now)),
        "assessment": lambda: ledger_tables.of_assessment(
            count(cases, asked, now), cases, asked.period.first.year
        ),
        "documents": lambda: ledger_tables.of_documents(cases, asked.units, asked.period, now),
        "inquiries": lambda: ledger_tables.of_inquiries(cases, asked.units, asked.period, now),
        "opinions": lambda: ledger_tables.of_opinions(cases, asked.units, asked.period, now),
    }
    return make[view]()


def _between(first: str, last: str) -> Period:
    try:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError as error:
        raise _no_period("起止日期应形如 2026-01-01", f"{first}至{last}", "from") from error
    if period.last < period.first:
        raise _no_period("截止日期不能早于起始日期", f"{first}至{last}", "to")
    return period


def _no_period(expected: str, got: str, name: str) -> InvalidArgument:
    text = f"{expected}，得到“{got}”"
    return InvalidArgument(text, errors={name: [text]})
