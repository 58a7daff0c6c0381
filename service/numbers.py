"""Numbers in addresses and forms: at most 18 digits, so that every one of them fits into the database."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.routing import IntegerConverter

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
