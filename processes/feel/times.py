"""Times of day and instants of FEEL, with an offset, an IANA zone or neither (DMN 1.5 §10.3.2.3.5–6)."""

from __future__ import annotations

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from processes.feel.dates import Date, InvalidTemporal, civil
from processes.feel.durations import DAY, NANOSECONDS

# A time of day in a named zone has no date, so its offset is taken on this one, never on today.
_REFERENCE_DAY = 0
# Instants are compared to the millisecond (10^6 ns), as XML Schema engines do.
_RESOLUTION = 10**6


@lru_cache(512)
def zone(name: str) -> ZoneInfo:
    """The IANA zone; raises ``InvalidTemporal`` when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise InvalidTemporal(f"没有这个时区：{name}") from error


def offset_at(name: str, day: int, nanoseconds: int) -> int:
    """Seconds east of UTC in a named zone at a local day number and time of day."""
    year, month, day_of_month = civil(day)
    known_year = min(max(year, 1), 9999)
    if known_year != year:
        day_of_month = min(day_of_month, 28)
    seconds = nanoseconds // NANOSECONDS
    local = datetime.datetime(
        known_year, month, day_of_month, seconds // 3600, seconds // 60 % 60, seconds % 60, tzinfo=zone(name)
    )
    offset = local.utcoffset()
    return 0 if offset is None else offset.days * 86_400 + offset.seconds


def _same_instant(a: Time | DateTime, b: Time | DateTime) -> bool:
    return (a.offset() is None) == (b.offset() is None) and a.utc // _RESOLUTION == b.utc // _RESOLUTION


class Time:
    """A time of day: ``nanoseconds`` since midnight; ``fixed`` offset (s), ``zone_name``, or neither."""

    __slots__ = ("fixed", "nanoseconds", "zone_name")

    def __init__(self, nanoseconds: int, fixed: int | None = None, zone_name: str | None = None) -> None:
        if not 0 <= nanoseconds < DAY:
            raise InvalidTemporal("时刻应在 00:00:00 与 23:59:59.999999999 之间")
        self.nanoseconds, self.fixed, self.zone_name = nanoseconds, fixed, zone_name

    @classmethod
    def from_host(cls, value: datetime.time) -> Time:
        """A Python time as FEEL time; a named zone is kept."""
        nanoseconds = (value.hour * 3600 + value.minute * 60 + value.second) * NANOSECONDS
        nanoseconds += value.microsecond * 1000
        name = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
        offset = value.utcoffset()
        if name or offset is None:
            return cls(nanoseconds, None, name)
        return cls(nanoseconds, offset.days * 86_400 + offset.seconds)

    def to_host(self) -> datetime.time:
        """As Python time, cut to microseconds."""
        micro = self.nanoseconds // 1000
        seconds = micro // 10**6
        return datetime.time(seconds // 3600, seconds // 60 % 60, seconds % 60, micro % 10**6, self._tzinfo())

    def _tzinfo(self) -> datetime.tzinfo | None:
        if self.zone_name:
            return zone(self.zone_name)
        return None if self.fixed is None else datetime.timezone(datetime.timedelta(seconds=self.fixed))

    def offset(self) -> int | None:
        """Seconds east of UTC, or None for a local time."""
        return offset_at(self.zone_name, _REFERENCE_DAY, self.nanoseconds) if self.zone_name else self.fixed

    @property
    def utc(self) -> int:
        """Nanoseconds since midnight UTC; may be negative or more than a day."""
        return self.nanoseconds - (self.offset() or 0) * NANOSECONDS

    def __eq__(self, other: object) -> bool:
        return type(other) is Time and _same_instant(self, other)

    def __lt__(self, other: Time) -> bool:
        return self.utc < other.utc

    def __hash__(self) -> int:
        return hash(("time", self.utc // _RESOLUTION))

    def __str__(self) -> str:
        seconds, fraction = divmod(self.nanoseconds, NANOSECONDS)
        text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        if fraction:
            text += f".{fraction:09d}".rstrip("0")
        return text + self._zone_text()

    def _zone_text(self) -> str:
        if self.zone_name:
            return "@" + self.zone_name
        if self.fixed is None:
            return ""
        if self.fixed == 0:
            return "Z"
        size = abs(self.fixed)
        seconds = f":{size % 60:02d}" if size % 60 else ""
        return f"{'-' if self.fixed < 0 else '+'}{size // 3600:02d}:{size // 60 % 60:02d}{seconds}"

    def __repr__(self) -> str:
        return f"Time({self})"


class DateTime:
    """A date and time: ``date`` and ``time`` as read on the local clock."""

    __slots__ = ("date", "time")

    def __init__(self, date: Date, time: Time) -> None:
        self.date, self.time = date, time

    @classmethod
    def from_host(cls, value: datetime.datetime) -> DateTime:
        """A Python datetime, naive or aware."""
        date = Date(value.year, value.month, value.day)
        time = Time.from_host(value.time())
        name = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
        offset = value.utcoffset()
        if name or offset is None:
            return cls(date, Time(time.nanoseconds, None, name))
        return cls(date, Time(time.nanoseconds, offset.days * 86_400 + offset.seconds))

    def to_host(self) -> datetime.datetime:
        """As Python datetime, aware exactly when this value knows its offset."""
        return datetime.datetime.combine(self.date.to_host(), self.time.to_host())

    def offset(self) -> int | None:
        """Seconds east of UTC, or None for a local date and time."""
        if self.time.zone_name:
            return offset_at(self.time.zone_name, self.date.number, self.time.nanoseconds)
        return self.time.fixed

    @property
    def local(self) -> int:
        """Nanoseconds since 1970-01-01T00:00 on the local clock."""
        return self.date.number * DAY + self.time.nanoseconds

    @property
    def utc(self) -> int:
        """Nanoseconds since 1970-01-01T00:00Z; a local value counts as UTC."""
        return self.local - (self.offset() or 0) * NANOSECONDS

    def plus(self, nanoseconds: int) -> DateTime:
        """Later on the local clock, same offset or zone."""
        day, rest = divmod(self.local + nanoseconds, DAY)
        return DateTime(Date.from_number(day), Time(rest, self.time.fixed, self.time.zone_name))

    def __eq__(self, other: object) -> bool:
        return type(other) is DateTime and _same_instant(self, other)

    def __lt__(self, other: DateTime) -> bool:
        return self.utc < other.utc

    def __hash__(self) -> int:
        return hash(("instant", self.utc // _RESOLUTION))

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"

    def __repr__(self) -> str:
        return f"DateTime({self})"
