"""ISO 8601 texts to FEEL temporal values.  Every reader raises ``InvalidTemporal`` on other text."""

from __future__ import annotations

import re

from processes.feel.dates import Date, InvalidTemporal
from processes.feel.durations import DAY, NANOSECONDS, DaysTime, YearsMonths
from processes.feel.times import DateTime, Time, zone

_DATE = r"(-?(?:\d{4}|[1-9]\d{4,8}))-(\d\d)-(\d\d)"
_CLOCK = (
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
    r"(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+\-]*(?:/[\w+\-]+)*)?"
)
_DATE_ONLY = re.compile(f"^{_DATE}\\Z", re.ASCII)
_TIME_ONLY = re.compile(f"^{_CLOCK}\\Z", re.ASCII)
_BOTH = re.compile(f"^{_DATE}T{_CLOCK}\\Z", re.ASCII)
_DURATION = re.compile(
    r"^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?\Z", re.ASCII
)
_MAX_OFFSET = 18 * 3600
# Longer digit strings cannot be dates or durations of this world, and int() of them is slow.
_MAX_LENGTH = 200

Temporal = Date | Time | DateTime | YearsMonths | DaysTime


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.match(text) if len(text) <= _MAX_LENGTH else None
    if found is None:
        raise InvalidTemporal(text[:_MAX_LENGTH])
    return found


def read_date(text: str) -> Date:
    """``2026-02-06``."""
    found = _match(_DATE_ONLY, text)
    return Date(int(found[1]), int(found[2]), int(found[3]))


def read_time(text: str) -> Time:
    """``18:00:00``, ``18:00:00.5+08:00``, ``18:00:00@Asia/Shanghai``; ``24:00:00`` is midnight."""
    nanoseconds, fixed, name = _clock(_match(_TIME_ONLY, text).groups())
    return Time(nanoseconds % DAY, fixed, name)


def read_date_time(text: str) -> DateTime:
    """``2026-02-06T18:00:00+08:00``; 24:00:00 is midnight of the next day."""
    groups = _match(_BOTH, text).groups()
    date = Date(int(groups[0]), int(groups[1]), int(groups[2]))
    nanoseconds, fixed, name = _clock(groups[3:])
    if nanoseconds == DAY:
        return DateTime(Date.from_number(date.number + 1), Time(0, fixed, name))
    return DateTime(date, Time(nanoseconds, fixed, name))


def _clock(groups: tuple[str | None, ...]) -> tuple[int, int | None, str | None]:
    """Nanoseconds (a whole day for 24:00), fixed offset, zone name."""
    hour, minute, second = (int(part or 0) for part in groups[:3])
    fraction, where = groups[3] or "", groups[4]
    nanoseconds = int((fraction + "0" * 9)[:9])
    midnight = hour == 24 and minute == second == 0 and not int(fraction or 0)
    if not midnight and (hour > 23 or minute > 59 or second > 59):
        raise InvalidTemporal("时刻超出范围")
    nanoseconds += (hour * 3600 + minute * 60 + second) * NANOSECONDS
    if not where:
        return nanoseconds, None, None
    if where in "Zz":
        return nanoseconds, 0, None
    if where[0] == "@":
        zone(where[1:])
        return nanoseconds, None, where[1:]
    parts = [int(part) for part in where[1:].split(":")]
    offset = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    if parts[1] > 59 or offset > _MAX_OFFSET:
        raise InvalidTemporal("时区偏移超出范围")
    return nanoseconds, -offset if where[0] == "-" else offset, None


def read_duration(text: str) -> YearsMonths | DaysTime:
    """``P1Y6M`` or ``P3DT4H``; the two kinds do not mix."""
    found = _match(_DURATION, text)
    if text[-1] in "PT":
        raise InvalidTemporal(text)
    sign = -1 if found[1] else 1
    years, months, days, hours, minutes, seconds = (int(found[i] or 0) for i in (2, 3, 4, 6, 7, 8))
    has_months = found[2] is not None or found[3] is not None
    has_days = found[4] is not None or found[5] is not None
    if has_months == has_days:
        raise InvalidTemporal(text)
    if has_months:
        return YearsMonths(sign * (years * 12 + months))
    fraction = int(((found[9] or "") + "0" * 9)[:9])
    total = days * 86_400 + hours * 3600 + minutes * 60 + seconds
    return DaysTime(sign * (total * NANOSECONDS + fraction))


def read_temporal(text: str) -> Temporal | None:
    """Whatever of the five kinds the text is, as in the literal ``@"2026-02-06"``; None when it is none."""
    for read in (read_date, read_date_time, read_time, read_duration):
        try:
            return read(text)
        except InvalidTemporal:
            continue
    return None
