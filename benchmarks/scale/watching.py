"""What the product asks the database, and what the database does for it: blocks touched and indexes used.

Blocks (8 kB) do not depend on who else is using the machine, seconds do; so blocks are what is compared.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, event

_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Asked:
    """Statements with their parameters, in order."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def hear(self, _c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, many: bool) -> None:
        """A listener for ``before_cursor_execute``."""
        self.statements.append((statement, parameters[0] if many and parameters else parameters))


@contextmanager
def asked(engine: Engine) -> Iterator[Asked]:
    """Everything that is asked within the block."""
    found = Asked()
    event.listen(engine, "before_cursor_execute", found.hear)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", found.hear)


@dataclass
class Plan:
    """What the database does: blocks touched, indexes used, tables that are read from end to end."""

    blocks: int = 0
    indexes: set[str] = field(default_factory=set)
    scanned: set[str] = field(default_factory=set)

    def add(self, other: Plan) -> None:
        """Both."""
        self.blocks += other.blocks
        self.indexes |= other.indexes
        self.scanned |= other.scanned


def explain(connection: Connection, statements: list[tuple[str, Any]]) -> Plan:
    """The plans of what was asked, run again in the transaction of *connection*, to be rolled back."""
    whole = Plan()
    for statement, parameters in statements:
        if not statement.lstrip().upper().startswith(("SELECT", "WITH", *_WRITES)):
            continue
        told = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement
        answer = connection.exec_driver_sql(told, parameters).scalar_one()
        found = json.loads(answer) if isinstance(answer, str) else answer
        whole.add(_read(found[0]["Plan"]))
    return whole


def _read(node: dict[str, Any]) -> Plan:
    """The counts of a node include those of the nodes below it."""
    plan = Plan(node.get("Shared Hit Blocks", 0) + node.get("Shared Read Blocks", 0))
    for each in _nodes(node):
        if "Index Name" in each:
            plan.indexes.add(each["Index Name"])
        if each["Node Type"] == "Seq Scan":
            plan.scanned.add(each["Relation Name"])
    return plan


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from _nodes(each)


def timed(action: Callable[[], Any], times: int = 30) -> float:
    """Milliseconds of the wall clock, the median."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        took.append(time.perf_counter() - begun)
    return median(took) * 1000
