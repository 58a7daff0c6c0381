"""The two durations of FEEL; they do not mix (DMN 1.5 §10.3.2.3.7, §10.3.2.3.8)."""

from __future__ import annotations

import datetime

from processes.feel.dates import InvalidTemporal

NANOSECONDS = 10**9
DAY = 86_400 * NANOSECONDS
# Months or nanoseconds; far beyond any calendar, yet quick to compute with and to write out.
_LIMIT = 10**40


def _limited(amount: int) -> int:
    if abs(amount) > _LIMIT:
        raise InvalidTemporal("时长超出范围")
    return amount


class YearsMonths:
    """A years and months duration: a signed number of ``months``."""

    __slots__ = ("months",)

    def __init__(self, months: int) -> None:
        self.months = _limited(months)

    def __eq__(self, other: object) -> bool:
        return type(other) is YearsMonths and self.months == other.months

    def __lt__(self, other: YearsMonths) -> bool:
        return self.months < other.months

    def __hash__(self) -> int:
        return hash(("months", self.months))

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (text or "0M")

    def __repr__(self) -> str:
        return f"YearsMonths({self})"


class DaysTime:
    """A days and time duration: a signed number of ``nanoseconds``."""

    __slots__ = ("nanoseconds",)

    def __init__(self, nanoseconds: int) -> None:
        self.nanoseconds = _limited(nanoseconds)

    @classmethod
    def from_host(cls, value: datetime.timedelta) -> DaysTime:
        """A Python timedelta as FEEL duration."""
        return cls((value.days * 86_400 + value.seconds) * NANOSECONDS + value.microseconds * 1000)

    def to_host(self) -> datetime.timedelta:
        """As Python timedelta, cut to microseconds; ``OverflowError`` beyond 10^9 days."""
        return datetime.timedelta(microseconds=self.nanoseconds // 1000)

    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds, nanoseconds of the absolute value."""
        seconds, fraction = divmod(abs(self.nanoseconds), NANOSECONDS)
        return seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60, fraction

    def __eq__(self, other: object) -> bool:
        return type(other) is DaysTime and self.nanoseconds == other.nanoseconds

    def __lt__(self, other: DaysTime) -> bool:
        return self.nanoseconds < other.nanoseconds

    def __hash__(self) -> int:
        return hash(("nanoseconds", self.nanoseconds))

    def __str__(self) -> str:
        days, hours, minutes, seconds, fraction = self.parts()
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or fraction:
            clock += f"{seconds}" + (f".{fraction:09d}".rstrip("0") if fraction else "") + "S"
        text = (f"{days}D" if days else "") + ("T" + clock if clock else "")
        return ("-" if self.nanoseconds < 0 else "") + "P" + (text or "T0S")

    def __repr__(self) -> str:
        return f"DaysTime({self})"
