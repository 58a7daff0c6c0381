"""台账: what the processes have written, boiled down to what ledgers and statistics count.  Pure."""

from __future__ import annotations

from processes.ledgers.cases import cases
from processes.ledgers.facts import FactRow, facts
from processes.ledgers.model import Cases, Document, Inquiry, Opinion, Row
from processes.ledgers.rounds import ROUNDS, rounds
from processes.ledgers.statistics import COUNTS, RATES, Period, statistics

__all__ = [
    "COUNTS",
    "RATES",
    "ROUNDS",
    "Cases",
    "Document",
    "FactRow",
    "Inquiry",
    "Opinion",
    "Period",
    "Row",
    "cases",
    "facts",
    "rounds",
    "statistics",
]
