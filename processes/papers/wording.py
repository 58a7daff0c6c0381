"""Values of variables as a paper writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

_BEIJING = timezone(timedelta(hours=8))
#: To be written in by hand.
NO_DATE = "＿＿＿＿年＿＿月＿＿日"
BLANK = "＿＿＿＿＿＿"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a context, else an empty one: a paper is also made when something is missing."""
    return value if isinstance(value, Mapping) else {}


def sequence(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """A text without blanks around it; nothing for null."""
    return "" if value is None else str(value).strip()


def day(value: object) -> str:
    """``2026年3月5日`` for a date or an instant in ISO form (in Beijing time), else blanks to fill in."""
    found = as_day(value)
    return NO_DATE if found is None else f"{found.year}年{found.month}月{found.day}日"


def as_day(value: object) -> date | None:
    """The day of an ISO date or instant (in Beijing time); None when it is neither."""
    given = text(value)
    try:
        if _DAY.fullmatch(given):
            return date.fromisoformat(given)
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    return (moment.astimezone(_BEIJING) if moment.tzinfo else moment).date()


def readable(text: str) -> str:
    """Without the characters that XML 1.0 §2.2 does not allow: no file can hold them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in text if each in "\t\n" or (each >= " " and not _forbidden(ord(each))))


def _forbidden(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)
