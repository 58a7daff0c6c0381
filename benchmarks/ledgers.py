"""How long the ledgers of a district take: ``python -m benchmarks.ledgers [matters]`` (CPU seconds).

The facts of invented matters (``tests/processes/ledgers/stories.py``) are put into a database of its own.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import process_time
from typing import Any

from processes import store
from processes.calendar import BEIJING
from processes.ledgers import Period, statistics
from processes.store import Deployment, Instance, LedgerFact
from tests.processes.ledgers import stories

UNITS = [(unit, unit) for unit in stories.UNITS]
QUARTER = Period(stories.FIRST, stories.LAST)


def main(size: int) -> None:
    """Measure reading, counting and the whole, for a quarter and for a year."""
    told = stories.district(1, size)
    rows = stories.rows(told)
    with tempfile.TemporaryDirectory() as folder:
        engine = store.connect(f"sqlite:///{Path(folder) / 'ledgers.sqlite3'}")
        store.upgrade(engine)
        _fill(engine, told, rows)
        print(f"{size} matters, {len(rows)} facts")
        for name, first, last in (
            ("quarter", QUARTER.first, QUARTER.last),
            ("year", date(2025, 7, 1), QUARTER.last),
        ):
            _measure(engine, name, Period(first, last))
        engine.dispose()


def _fill(engine: Any, told: list[stories.Told], rows: list[Any]) -> None:
    """Instances without records: the ledgers read none."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    common = {"version": 1, "deployment_id": 1, "content_hash": "", "status": "active", "started_by": "x"}
    common |= {"context": {}, "algorithm": "", "seq": 0, "step": 0, "head": "", "seal": "", "started_at": now}
    with engine.begin() as connection:
        deployment = {"id": 1, "content_hash": "", "note": "", "deployed_by": "x", "deployed_at": now}
        connection.execute(Deployment.__table__.insert(), deployment)
        instances = [
            {
                "id": number,
                "process_id": each.process_id,
                "owner_unit": each.unit,
                "ended_at": each.ended,
                **common,
            }
            for number, each in enumerate(told, start=1)
        ]
        connection.execute(Instance.__table__.insert(), instances)
        names = ("instance_id", "scope", "name", "at", "value")
        facts = [{name: getattr(row, name) for name in names} for row in rows]
        connection.execute(LedgerFact.__table__.insert(), facts)


def _measure(engine: Any, name: str, period: Period) -> None:
    since = datetime.combine(period.first, time(), BEIJING)
    with store.readers(engine)() as session:
        begun = process_time()
        found = store.cases(session, since)
        read = process_time()
        statistics(found, period, stories.NOW, UNITS)
        done = process_time()
    size = len(found.documents) + len(found.inquiries) + len(found.opinions)
    print(f"{name}: {size} cases read in {read - begun:.3f} s, counted in {done - read:.3f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
