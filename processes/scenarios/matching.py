"""Comparing what a scenario found with what it wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from processes.engine.running.instants import parse_instant


def differences(what: str, got: Sequence[Any], wanted: Sequence[Any] | None) -> list[str]:
    """Exact multisets of names."""
    have, want = Counter(got), Counter(wanted or [])
    if have == want:
        return []
    parts = [f"{what}应为 {_names(want)}，实际是 {_names(have)}"]
    if missing := want - have:
        parts.append(f"缺 {_names(missing)}")
    if extra := have - want:
        parts.append(f"多 {_names(extra)}")
    return ["；".join(parts)]


def _names(counted: Counter[Any]) -> str:
    return (
        "、".join(f"{name}×{n}" if n > 1 else str(name) for name, n in sorted(counted.items(), key=str))
        or "（无）"
    )


def matches(got: Any, wanted: Any) -> bool:
    """Equal; a wanted mapping only speaks of its own keys; instants are compared as instants."""
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        return all(key in got and matches(got[key], value) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(got, list):
        return len(got) == len(wanted) and all(map(matches, got, wanted))
    if isinstance(wanted, datetime | date):
        return isinstance(got, str) and instant(got) == instant(wanted)
    return bool(got == wanted) and isinstance(got, bool) == isinstance(wanted, bool)


def instant(value: Any) -> datetime | None:
    """The instant that a value of YAML or of a record means; ``None`` if it is none."""
    try:
        return parse_instant(value.isoformat() if isinstance(value, datetime | date) else str(value))
    except ValueError:
        return None
