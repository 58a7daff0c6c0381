"""Which working calendar holds.

The packaged notices and those that were loaded into the database, in order.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from processes.calendar import WorkingCalendar, default_calendar, load_notice
from processes.errors import NotFound
from processes.store import CalendarNotice


def newest() -> ScalarSelect[int | None]:
    """The number of the last loaded notice, as a column for a query that is made anyway."""
    return select(func.max(CalendarNotice.version)).scalar_subquery()


def current(session: Session) -> WorkingCalendar:
    """The calendar of all notices known now; one cheap query when it has not changed."""
    return numbered(session, session.scalar(select(func.max(CalendarNotice.version))))


def numbered(session: Session, number: int | None) -> WorkingCalendar:
    """The calendar after the loaded notice *number* (None: the packaged ones alone)."""
    return default_calendar() if number is None else _calendar(_texts(session, number))


def of_version(session: Session, version: str) -> WorkingCalendar:
    """The calendar that was current when commands recorded *version*; raises NotFound."""
    packaged = default_calendar()
    if packaged.version == version:
        return packaged
    query = select(CalendarNotice.version).where(CalendarNotice.calendar_version == version)
    newest = session.scalar(query.order_by(CalendarNotice.version.desc()).limit(1))
    if newest is None:
        raise NotFound(f"没有版本为 {version} 的工作日历", version=version)
    return _calendar(_texts(session, newest))


def _texts(session: Session, newest: int) -> tuple[str, ...]:
    key = (id(session.get_bind()), newest)
    known: dict[tuple[int, int], tuple[str, ...]] = session.info.setdefault("jiedu_notices", {})
    if key not in known:
        query = (
            select(CalendarNotice.text)
            .where(CalendarNotice.version <= newest)
            .order_by(CalendarNotice.version)
        )
        known[key] = tuple(session.scalars(query))
    return known[key]


@lru_cache(maxsize=16)
def _calendar(texts: tuple[str, ...]) -> WorkingCalendar:
    calendar = default_calendar()
    for text in texts:
        calendar = calendar.with_notice(load_notice(text))
    return calendar
