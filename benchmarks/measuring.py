"""Figures, their bars, and how they are measured: CPU time, bytes of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time
from typing import Any

MILLI = 1000.0
#: For each figure that has one: ``>=`` or ``<=`` and how much.
Bars = Mapping[str, tuple[str, float]]


def cpu(action: Callable[[], Any], times: int = 1) -> float:
    """Milliseconds of CPU that one call takes, the median over *times*."""
    took = []
    for _ in range(times):
        begun = process_time()
        action()
        took.append(process_time() - begun)
    return median(took) * MILLI


def text_bytes(value: Any) -> int:
    """Length of the JSON text in bytes."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def record_bytes(records: list[Any]) -> int:
    """Bytes of the columns of the records, time and hash left out."""
    columns = ("type", "actor", "process_id", "element_id", "element_instance_id", "scope_id", "payload")
    return sum(text_bytes([getattr(record, name) for name in columns]) for record in records)


class Report:
    """What was measured, and whether the bars hold."""

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.cold = 0.0
        self.missed: list[str] = []

    def line(self, text: str) -> None:
        """A figure."""
        print(text, flush=True)

    def bar(self, name: str, found: float) -> None:
        """A figure that has a bar."""
        sign, wanted = self.bars[name]
        held = found >= wanted if sign == ">=" else found <= wanted
        self.line(f"  {'ok  ' if held else 'MISS'} {name}: {found:.4g} ({sign} {wanted:g})")
        if not held:
            self.missed.append(name)
