"""Calendar dates of FEEL: proleptic Gregorian, years -999,999,999 to 999,999,999 (DMN 1.5 §10.3.2.3.4)."""

from __future__ import annotations

import datetime

MAX_YEAR = 999_999_999
_UNIX_EPOCH = 719_468  # days from 0000-03-01 to 1970-01-01


class InvalidTemporal(ValueError):
    """There is no such date, time or duration.  Never leaves an evaluation: it becomes null."""


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01, by the usual 400-year era arithmetic with years that begin in March."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return (
        era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - _UNIX_EPOCH
    )


def civil(number: int) -> tuple[int, int, int]:
    """(year, month, day) of a day number; the inverse of ``day_number``."""
    era, day_of_era = divmod(number + _UNIX_EPOCH, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


class Date:
    """A FEEL date; ``number`` counts days since 1970-01-01."""

    __slots__ = ("day", "month", "number", "year")

    def __init__(self, year: int, month: int, day: int) -> None:
        """Raises ``InvalidTemporal`` for a day the calendar does not have."""
        if not (
            -MAX_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)
        ):
            raise InvalidTemporal(f"没有这一天：{year}-{month}-{day}")
        self.year, self.month, self.day = year, month, day
        self.number = day_number(year, month, day)

    @classmethod
    def from_number(cls, number: int) -> Date:
        """The date ``number`` days after 1970-01-01."""
        return cls(*civil(number))

    @classmethod
    def from_host(cls, value: datetime.date) -> Date:
        """A Python date as FEEL date."""
        return cls(value.year, value.month, value.day)

    def to_host(self) -> datetime.date:
        """As Python date; raises ``InvalidTemporal`` outside the years 1 to 9999."""
        if not 1 <= self.year <= 9999:
            raise InvalidTemporal(f"年份超出 1–9999：{self.year}")
        return datetime.date(self.year, self.month, self.day)

    def add_months(self, months: int) -> Date:
        """The same day of another month, or its last day when it is shorter."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Date(year, month + 1, min(self.day, days_in_month(year, month + 1)))

    @property
    def weekday(self) -> int:
        """1 = Monday … 7 = Sunday."""
        return (self.number + 3) % 7 + 1

    def __eq__(self, other: object) -> bool:
        return type(other) is Date and self.number == other.number

    def __lt__(self, other: Date) -> bool:
        return self.number < other.number

    def __hash__(self) -> int:
        return hash(("date", self.number))

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"

    def __repr__(self) -> str:
        return f"Date({self})"
