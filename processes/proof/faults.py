"""What a proof finds, and how it tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Where a proof fails: instance (None: not of an instance), number of the record (None.

    Its head), why.
    """

    instance_id: int | None
    seq: int | None
    text: str


@dataclass
class Seen:
    """How much a proof has looked at; ``told`` hears of it after every page of instances."""

    instances: int = 0
    records: int = 0
    anchors: int = 0
    told: Callable[[Seen], None] = lambda _: None
