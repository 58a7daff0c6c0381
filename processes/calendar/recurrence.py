"""When something comes again: ISO 8601 repeating intervals and cron, pure in the instant asked from.

``R/P1D``, ``R3/PT12H`` repeat from an anchor (the creation of the timer); ``R/2026-01-31T09:00/P1M`` from a
start, which is the first time; ``R5/2026-01-05/2026-01-12`` at the distance of two instants.  Months are
counted from the start, so 31 January + P1M, + P2M is 28 February, 31 March: a day that a month does not have
is its last.  Everything is read on the clock of Beijing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.relativedelta import relativedelta

from processes.calendar.cron import MACROS, Cron, parse_cron
from processes.calendar.days import instant_of
from processes.calendar.working import WorkingCalendar
from processes.errors import InvalidArgument

_REPEATS = re.compile(r"R([0-9]{0,6})", re.IGNORECASE)
_PERIOD = re.compile(
    r"P(?=.)(?:([0-9]{1,5})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?"
    r"(?:T(?=.)(?:([0-9]{1,7})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,9})S)?)?",
    re.IGNORECASE,
)
_CRON = re.compile(r"[0-9*]\S*(\s+\S+){4,5}")
_UNITS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")


@dataclass(frozen=True)
class Repeating:
    """An ISO 8601 repeating interval; ``times`` None: for ever; ``start`` None: the anchor is."""

    times: int | None
    start: datetime | None
    period: relativedelta

    def after(self, moment: datetime, anchor: datetime) -> datetime | None:
        """The first occurrence later than *moment*; None when all have been, or the years are used up."""
        base = instant_of(anchor) if self.start is None else self.start
        first = 1 if self.start is None else 0
        try:
            number = max(first, self._estimate(base, moment))
            while (found := base + self.period * number) <= moment:
                number += 1
        except (OverflowError, ValueError):
            return None
        return None if self.times is not None and number - first >= self.times else found

    def _estimate(self, base: datetime, moment: datetime) -> int:
        """A number of periods that does not reach past *moment*."""
        months = self.period.years * 12 + self.period.months
        longest = timedelta(days=31 * months + self.period.days) + timedelta(
            hours=self.period.hours, minutes=self.period.minutes, seconds=self.period.seconds
        )
        return (moment - base) // longest


Recurrence = Repeating | Cron


def is_recurrence(text: str) -> bool:
    """Whether a literal is meant as a recurrence: ``R…/``, cron, or a macro such as ``@daily``."""
    stripped = text.strip()
    repeats = _REPEATS.match(stripped)
    return (
        (repeats is not None and stripped[repeats.end() :].startswith("/"))
        or stripped.lower() in MACROS
        or _CRON.fullmatch(stripped) is not None
    )


def parse_recurrence(text: str) -> Recurrence:
    """Read a recurrence; raises :class:`InvalidArgument` in Chinese with what was expected and what came."""
    stripped = text.strip()
    if stripped[:1] in ("R", "r"):
        return _repeating(stripped)
    if stripped[:1] == "@" and stripped.lower() not in MACROS:
        raise InvalidArgument(f"周期“{text}”无法识别，以 @ 开头的只有 {'、'.join(MACROS)}。", got=text)
    return parse_cron(stripped)


def next_occurrence(
    text: str, after: datetime, calendar: WorkingCalendar | None = None, *, anchor: datetime | None = None
) -> datetime | None:
    """The first instant of the recurrence *text* later than *after*, on the clock of Beijing; None: no more.

    *anchor* is the instant from which ``R3/P1D`` counts its three days (when the timer was made); without it
    each call counts from *after* and never ends.  *calendar* answers working days; cron without ``WD`` and
    ``R…`` need none.  Raises :class:`InvalidArgument` when *text* is no recurrence.
    """
    moment, found = instant_of(after), parse_recurrence(text)
    if isinstance(found, Cron):
        return found.after(moment, calendar)
    return found.after(moment, moment if anchor is None else anchor)


def occurrences(text: str, after: datetime, calendar: WorkingCalendar | None = None) -> Iterator[datetime]:
    """All instants of the recurrence later than *after*, which is the anchor too; may have no end."""
    anchor = moment = instant_of(after)
    while (found := next_occurrence(text, moment, calendar, anchor=anchor)) is not None:
        yield found
        moment = found


def _repeating(text: str) -> Repeating:
    head, *parts = text.split("/")
    repeats = _REPEATS.fullmatch(head)
    if repeats is None or len(parts) not in (1, 2):
        raise _wrong(text)
    if repeats[1] and int(repeats[1]) == 0:
        raise InvalidArgument(f"周期“{text}”的次数应大于0；不限次数写作 R/…。", got=text)
    times = int(repeats[1]) if repeats[1] else None
    if len(parts) == 1:
        return Repeating(times, None, _period(text, parts[0]))
    if parts[0][:1] in ("P", "p"):
        raise InvalidArgument(
            f"周期“{text}”应写明起点（R/起点/时长），不支持只写终点（R/时长/终点）。", got=text
        )
    start = _instant(text, parts[0])
    if parts[1][:1] in ("P", "p"):
        return Repeating(times, start, _period(text, parts[1]))
    distance = _instant(text, parts[1]) - start
    if distance <= timedelta():
        raise InvalidArgument(f"周期“{text}”的第二个时刻应晚于第一个。", got=text)
    return Repeating(times, start, relativedelta(days=distance.days, seconds=distance.seconds))


def _wrong(text: str) -> InvalidArgument:
    return InvalidArgument(
        f"周期“{text[:80]}”应形如 R/P1D、R3/PT12H、R/2026-01-31T09:00/P1M 或 cron 表达式（0 9 * * *）。",
        got=text,
    )


def _period(text: str, part: str) -> relativedelta:
    match = _PERIOD.fullmatch(part)
    if match is None:
        raise InvalidArgument(f"周期“{text}”的时长应形如 P1D、PT12H、P1M，实际为“{part}”。", got=part)
    numbers = {unit: int(number or 0) for unit, number in zip(_UNITS, match.groups(), strict=True)}
    period = relativedelta(**numbers)  # type: ignore[arg-type]
    if not period:
        raise InvalidArgument(f"周期“{text}”的时长应大于零，实际为“{part}”。", got=part)
    return period


def _instant(text: str, part: str) -> datetime:
    bare, _, zone = part.partition("@")
    try:
        moment = datetime.fromisoformat(bare)
        if zone and moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return instant_of(moment)
    except (ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        message = f"周期“{text}”的起点应为 ISO 时刻（如 2026-01-31T09:00），实际为“{part}”。"
        raise InvalidArgument(message, got=part) from None
