"""Which working calendar holds for whom.

The packaged notices, and the notices and arrangements of units that were loaded into the database, in order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processes.calendar import (
    EVERY_UNIT,
    Arrangement,
    Notice,
    WorkingCalendar,
    default_calendar,
    load_document,
)
from processes.errors import NotFound
from processes.store import CalendarNotice

Document = Notice | Arrangement
#: Version and text of what was loaded, in order.
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class CalendarBook:
    """The calendars of all units at one moment: one for everybody, and those of units with arrangements."""

    notices: tuple[Notice, ...] = field(default_factory=lambda: default_calendar().notices)
    arrangements: tuple[Arrangement, ...] = ()

    def of(self, unit: str | None = None) -> WorkingCalendar:
        """The calendar of *unit*; a unit that has arranged nothing (or is None) has the general one."""
        own = unit is not None and any(each.unit == unit for each in self.arrangements)
        return _calendar(self, unit if own else None)

    @property
    def units(self) -> list[str]:
        """The units with arrangements of their own."""
        return sorted({each.unit for each in self.arrangements} - {EVERY_UNIT})

    def with_document(self, document: Document) -> CalendarBook:
        """The next book: this one and one more notice or arrangement."""
        if isinstance(document, Notice):
            return CalendarBook((*self.notices, document), self.arrangements)
        return CalendarBook(self.notices, (*self.arrangements, document))

    def in_force(self, document: Document) -> bool:
        """Whether *document* says word for word what holds already for its year or unit."""
        if isinstance(document, Notice):
            return [each for each in self.notices if each.year == document.year][-1:] == [document]
        return [each for each in self.arrangements if each.unit == document.unit][-1:] == [document]


@dataclass(frozen=True)
class Loaded:
    """A document that the calendars are made of, and who loaded it when; the packaged ones nobody.

    ``version`` is the calendar that came of it; ``in_force`` is false once another one of its year or unit
    came.
    """

    document: Document
    in_force: bool
    version: str | None = None
    loaded_by: str | None = None
    loaded_at: datetime | None = None


def documents(session: Session) -> list[Loaded]:
    """All notices and arrangements, the last loaded first, the packaged ones behind them."""
    rows = session.scalars(select(CalendarNotice).order_by(CalendarNotice.version.desc())).all()
    known: list[tuple[Document, CalendarNotice | None]] = [(_document(row.text), row) for row in rows]
    known += [(notice, None) for notice in reversed(default_calendar().notices)]
    found, seen = [], set[int | str]()
    for document, row in known:
        told = () if row is None else (row.calendar_version, row.loaded_by, row.loaded_at)
        found.append(Loaded(document, _subject(document) not in seen, *told))
        seen.add(_subject(document))
    return found


def _subject(document: Document) -> int | str:
    """What a document is about: a year, or a unit."""
    return document.year if isinstance(document, Notice) else document.unit


def book(session: Session) -> CalendarBook:
    """The calendars that hold now; one cheap query when they have not changed."""
    return _book(_rows(session, session.scalar(select(func.max(CalendarNotice.version)))))


def current(session: Session, unit: str | None = None) -> WorkingCalendar:
    """The calendar that holds now for *unit*, else for everybody."""
    return book(session).of(unit)


def numbered(session: Session, number: int | None, unit: str | None = None) -> WorkingCalendar:
    """The calendar of *unit* after the loaded notice *number* (None: the packaged ones alone)."""
    return _book(_rows(session, number)).of(unit)


def of_version(session: Session, version: str) -> WorkingCalendar:
    """The calendar that was current when commands recorded *version*; raises NotFound."""
    rows = _rows(session, session.scalar(select(func.max(CalendarNotice.version))))
    found = _of_version(rows, version)
    if found is None:
        raise NotFound(f"没有版本为 {version} 的工作日历", version=version)
    return found


@lru_cache(maxsize=64)
def _of_version(rows: Rows, version: str) -> WorkingCalendar | None:
    general, *parts = version.split("+")
    notices, arrangements = _notices(rows, general), list[Arrangement]()
    for unit, _, count in (part.rpartition(".") for part in parts):
        own = [each for each in _book(rows).arrangements if each.unit == unit]
        arrangements += own[: int(count)] if count.isdecimal() else []
    if notices is None:
        return None
    found = WorkingCalendar(notices, arrangements)
    return found if found.version == version else None


def _notices(rows: Rows, version: str) -> tuple[Notice, ...] | None:
    """The notices that gave the general *version*.

    Loaded ones up to the row that says so, if there is one; before them so many packaged ones as were
    packaged then: a later release may bring more.
    """
    loaded = [(row.partition("+")[0], _document(text)) for row, text in rows]
    ends = [end for end, (row, _) in enumerate(loaded, 1) if row == version]
    later = tuple(each for _, each in loaded[: max(ends, default=0)] if isinstance(each, Notice))
    packaged = default_calendar().notices
    for count in range(len(packaged), -1, -1):
        if WorkingCalendar(packaged[:count] + later).version == version:
            return packaged[:count] + later
    return None


def _rows(session: Session, last: int | None) -> Rows:
    """What was loaded, up to the row *last*."""
    if last is None:
        return ()
    key = (id(session.get_bind()), last)
    known: dict[tuple[int, int], Rows] = session.info.setdefault("jiedu_notices", {})
    if key not in known:
        query = select(CalendarNotice.calendar_version, CalendarNotice.text)
        rows = session.execute(query.where(CalendarNotice.version <= last).order_by(CalendarNotice.version))
        known[key] = tuple((row.calendar_version, row.text) for row in rows)
    return known[key]


@lru_cache(maxsize=16)
def _book(rows: Rows) -> CalendarBook:
    found = CalendarBook()
    for _, text in rows:
        found = found.with_document(_document(text))
    return found


@lru_cache(maxsize=256)
def _document(text: str) -> Document:
    return load_document(text)


@lru_cache(maxsize=64)
def _calendar(held: CalendarBook, unit: str | None) -> WorkingCalendar:
    if held.notices == default_calendar().notices and not held.arrangements:
        return default_calendar()
    own = [each for each in held.arrangements if each.unit in (EVERY_UNIT, unit)]
    return WorkingCalendar(held.notices, own)
