"""The built-in functions of FEEL, one module per family (DMN 1.5 §10.3.4)."""

from __future__ import annotations

from processes.feel.builtins import (
    aggregates,
    booleans,
    calendar,
    contexts,
    conversion,
    intervals,
    lists,
    numbers,
    strings,
)
from processes.feel.builtins.registry import BUILTINS

__all__ = [
    "BUILTINS",
    "aggregates",
    "booleans",
    "calendar",
    "contexts",
    "conversion",
    "intervals",
    "lists",
    "numbers",
    "strings",
]
