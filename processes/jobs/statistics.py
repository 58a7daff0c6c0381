"""``statistics``: the numbers of a period for each unit, for inspections (P21) and the assessment (P24)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from processes import store
from processes.calendar import BEIJING
from processes.jobs.settings import WorkerSettings
from processes.jobs.work import JobFailed, Work
from processes.ledgers import Period, statistics
from processes.papers.wording import as_day


def count(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Count ``period_from`` to ``period_to`` (days, both included) for ``units`` ([{value, label}]).

    Returns ``{"statistics": [one row for each unit]}`` (``processes.ledgers.statistics``).
    """
    first, last = as_day(work.value("period_from")), as_day(work.value("period_to"))
    if first is None or last is None or last < first:
        raise JobFailed(
            "统计期间应为先后两个日期（period_from、period_to），"
            f"得到“{work.value('period_from')}”“{work.value('period_to')}”"
        )
    units = [
        (str(unit.get("value")), str(unit.get("label") or unit.get("value")))
        for unit in work.value("units") or ()
        if isinstance(unit, Mapping)
    ]
    with sessions() as session:
        found = store.cases(session, datetime.combine(first, time(), BEIJING))
    return {"statistics": statistics(found, Period(first, last), work.now, units)}
