"""Values that are given on the command line: JSON objects, also from files, and moments."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from processes.calendar import BEIJING


def read_object(option: str, given: str, example: str, *, exact: bool = True) -> dict[str, Any]:
    """The object of an option: JSON, or ``@`` and the name of a file with JSON.

    *exact* keeps numbers with a fraction as decimals.  Raises ``click.UsageError``, which names the option
    and shows the *example*.
    """
    text = given
    if given.startswith("@"):
        try:
            text = Path(given[1:]).read_text(encoding="utf8")
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"读不到 {option} 的文件 {given[1:]}：{error}") from error
    try:
        data = json.loads(text, parse_float=Decimal if exact else None)
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{option} 应为 JSON 对象或 @文件：{error}") from error
    if not isinstance(data, dict):
        raise click.UsageError(f"{option} 应为 JSON 对象，例如 {example}")
    return data


def read_moment(text: str | None) -> datetime | None:
    """The moment of ``--at``, in Beijing unless it says where; raises ``click.UsageError``."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"--at 应为 2026-02-06T09:00 这样的时刻，实际是 {text}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
