"""What differs between two states of the data, path by path."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MISSING: Any = object()


@dataclass(frozen=True)
class Change:
    """``before`` or ``after`` is None where the path did not exist; values are shown as text."""

    path: str
    before: str | None
    after: str | None


def _as_json(_path: str, value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], say: Callable[[str, Any], str] = _as_json
) -> list[Change]:
    """The changed paths in the order of *after*, removed ones last; *say* writes the value at a path."""
    return [
        Change(path, None if old is _MISSING else say(path, old), None if new is _MISSING else say(path, new))
        for path, old, new in _compare("", before, after)
    ]


def _compare(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, Mapping) and after is _MISSING and before:
        after = {}
    elif isinstance(after, Mapping) and before is _MISSING and after:
        before = {}
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*after, *(key for key in before if key not in after)]:
            inner = f"{path}.{key}" if path else str(key)
            yield from _compare(inner, before.get(key, _MISSING), after.get(key, _MISSING))
    elif before is _MISSING or after is _MISSING or before != after:
        yield path, before, after
