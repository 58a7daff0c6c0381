"""The statutory holidays of 全国年节及纪念日放假办法 and the calendar they give for a year without a notice.

The 办法 as revised on 2024-11-10 (in force from 2025) names 13 days: 元旦 1, 春节 4 (除夕 to 初三), 清明 1,
劳动节 2, 端午 1, 中秋 1, 国庆 3.  Before 2025 it named 11 (no 除夕, no 2 May).  A day that falls on a weekend
is compensated on a following working day (art. 6, 补假).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from lunardate import LunarDate  # type: ignore[import-untyped]

#: Years for which the lunar tables of lunardate and the 清明 formula hold.
FIRST_YEAR, LAST_YEAR = 2000, 2098

_REVISION = 2025
_SATURDAY = 5


def qingming(year: int) -> date:
    """The day of 清明 in Beijing time, 2000–2099, by the usual term formula ``[Y·0.2422 + 4.81] - [Y/4]``."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


def _lunar(year: int, month: int, day: int) -> date:
    solar: date = LunarDate(year, month, day).to_solar_date()
    return solar


def _festivals(year: int) -> Sequence[tuple[str, list[date]]]:
    revised = year >= _REVISION
    new_year = _lunar(year, 1, 1)
    return (
        ("元旦", [date(year, 1, 1)]),
        ("春节", [new_year + timedelta(days=offset) for offset in range(-1 if revised else 0, 3)]),
        ("清明节", [qingming(year)]),
        ("劳动节", [date(year, 5, day) for day in ((1, 2) if revised else (1,))]),
        ("端午节", [_lunar(year, 5, 5)]),
        ("中秋节", [_lunar(year, 8, 15)]),
        ("国庆节", [date(year, 10, day) for day in (1, 2, 3)]),
    )


def statutory_days(year: int) -> list[tuple[date, str]]:
    """The statutory days of *year* with their names, in order; 中秋 may coincide with 国庆."""
    return sorted((day, name) for name, days in _festivals(year) for day in days)


@cache
def provisional_days(year: int) -> dict[date, str]:
    """Days off of a year without a notice: the statutory days and the compensation for weekends (补假).

    No weekend becomes a working day here: make-up days are known only from the notice.
    """
    off: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for name, days in _festivals(year):
        lost = sum(1 for day in days if day.weekday() >= _SATURDAY or day in off)
        off.update(dict.fromkeys(days, name))
        owed += [(days[-1], name)] * lost
    for after, name in owed:
        day = after
        while day.weekday() >= _SATURDAY or day in off:
            day += timedelta(days=1)
        off[day] = f"{name}补假"
    return off
