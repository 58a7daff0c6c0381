"""ISO 8601 instants and durations as timers write them (BPMN 2.0.2 table 10.101)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from processes.calendar import BEIJING

#: Government offices work in one time zone; bare date-times of a model are meant in it.
OFFICE_ZONE = BEIJING

_DURATION = re.compile(
    r"(?P<sign>-?)P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.\d+)?S)?)?",
    re.ASCII | re.IGNORECASE,
)
_UNITS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")


def parse_instant(text: str) -> datetime:
    """An aware instant; a bare date-time (or date: its midnight) is meant in the office's zone.

    ValueError if it is none.
    """
    bare, _, zone = text.strip().partition("@")
    moment = datetime.fromisoformat(bare)
    if moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=type(OFFICE_ZONE)(zone) if zone else OFFICE_ZONE)


@lru_cache(1_024)
def parse_duration(text: str) -> relativedelta | timedelta:
    """A duration such as ``P20D``, ``PT36H`` or ``P1M``, months by the calendar; ValueError if it is none."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} 不是 ISO 8601 时长")
    amounts = {unit: int(found[unit] or 0) for unit in _UNITS}
    years, months = amounts.pop("years"), amounts.pop("months")
    delta: relativedelta | timedelta = timedelta(**amounts)
    if years or months:
        delta = relativedelta(years=years, months=months) + delta
    return -delta if found["sign"] else delta


def in_office(moment: datetime) -> datetime:
    """The same instant as the office's clock shows it."""
    return moment if moment.tzinfo is OFFICE_ZONE else moment.astimezone(OFFICE_ZONE)


def plus(start: datetime, duration: str) -> datetime:
    """``start`` + ``duration``, months by the calendar (31 January + P1M = 28 or 29 February)."""
    return in_office(start) + parse_duration(duration)


def iso(moment: datetime) -> str:
    """The instant as the office writes it: with +08:00, to the second."""
    return in_office(moment).isoformat()
