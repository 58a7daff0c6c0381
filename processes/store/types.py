"""Column types: canonical JSON and instants.  Both read back the same value on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
#: orjson would write dates and data classes; in a state they are a mistake.
_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(value: Any) -> str:
    """*value* (plain JSON data) as canonical JSON text: keys sorted, no blanks, Chinese as it is.

    Raises ``TypeError`` or ``ValueError`` for what JSON cannot hold (NaN, dates, objects).
    """
    try:
        return storable("".join(_encode(value, 0)))
    except RecursionError as error:
        raise ValueError("数据嵌套过深，或者包含自身") from error


def _encoder() -> Callable[[Any, int], Iterable[str]]:
    """What ``JSONEncoder.encode`` makes anew for each value: making it costs as much as encoding a record."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # a Python without the C part
        return lambda value, _: _CANONICAL.iterencode(value)
    encoder: Callable[[Any, int], Iterable[str]] = make(
        None, _CANONICAL.default, json.encoder.encode_basestring, None, ":", ",", True, False, False
    )
    return encoder


_encode = _encoder()


def compact(value: Any) -> str:
    """*value* as JSON text in its own order, for ``parsed``: what only has to be read again.

    What orjson cannot write (whole numbers beyond 64 bits, lone surrogates, 254 levels) begins with a blank:
    orjson would read such a number as a float.
    """
    try:
        return orjson.dumps(value, option=_STRICT).decode()
    except TypeError:
        return " " + storable(_COMPACT.encode(value))


def parsed(text: str) -> Any:
    """The data of a text that ``compact`` wrote."""
    return json.loads(text) if text[:1] == " " else orjson.loads(text)


def storable(text: str) -> str:
    """JSON *text* with lone surrogates escaped, because no database stores them as they are."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return text


class Json(TypeDecorator[Any]):
    """Plain JSON data, stored as canonical text so that a hash over it is the same on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write canonical text; ``None`` stays NULL."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read the data back."""
        return None if value is None else json.loads(value)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC.  A naive one is refused: nobody could know which instant it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; SQLite has no zones, so the zone is dropped there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"时刻应带时区，实际为 {value.isoformat()}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
