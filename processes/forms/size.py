"""How much one submission may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.errors import InvalidArgument
from processes.forms import words

_MAX_VALUES = 20_000
_MAX_CHARACTERS = 2_000_000
_MAX_BYTES = 4_000_000
_MAX_DEPTH = 32


def measure(data: Any) -> None:
    """Refuse a submission that is larger or deeper than any form needs.  Raises InvalidArgument."""
    values = characters = octets = 0
    pending: list[tuple[Any, int]] = [(data, 0)]
    while pending:
        value, depth = pending.pop()
        values += 1
        if isinstance(value, str):
            characters += len(value)
            octets += len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))
        elif isinstance(value, Mapping):
            characters += sum(len(str(key)) for key in value)
            pending.extend((item, depth + 1) for item in value.values())
        elif isinstance(value, list):
            pending.extend((item, depth + 1) for item in value)
        for what, size, limit in (
            ("数据项数", values + len(pending), _MAX_VALUES),
            ("文字总数", characters, _MAX_CHARACTERS),
            ("字节总数", octets, _MAX_BYTES),
            ("嵌套层数", depth, _MAX_DEPTH),
        ):
            if size > limit:
                raise InvalidArgument(words.TOO_BIG.format(what=what, limit=limit), limit=limit)
