"""Numbers in addresses and forms: at most 18 digits, so that every one of them fits into the database."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from flask import Flask
from werkzeug.routing import IntegerConverter

from processes.engine.running.instants import parse_duration
from processes.errors import InvalidArgument

LARGEST = 10**18 - 1
_DIGITS = re.compile(r"[0-9]{1,18}")


class Identifier(IntegerConverter):
    """``<int:…>`` in rules; a longer number is no address of ours (404)."""

    regex = _DIGITS.pattern


def install(app: Flask) -> None:
    """Let every rule that is registered from now on read numbers so."""
    app.url_map.converters["int"] = Identifier


def number(text: str) -> int | None:
    """What was typed as a natural number; None for anything else."""
    return int(text) if _DIGITS.fullmatch(text) else None


def duration(text: str) -> timedelta:
    """Seconds or an ISO 8601 duration; raises InvalidArgument."""
    if text.isdecimal():
        return timedelta(seconds=int(text))
    try:
        delta = parse_duration(text)
    except ValueError as error:
        raise InvalidArgument(f"保留时间应为秒数或 ISO 时长（例如 PT1H），实际为“{text}”") from error
    begin = datetime(2000, 1, 1, tzinfo=UTC)  # months and years are counted from some day
    return begin + delta - begin
