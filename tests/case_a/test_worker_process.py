"""The worker as a process of its own, after days in which none was running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime
from threading import Event

from sqlalchemy import exists, or_, select

from processes import proof, store
from processes.calendar import BEIJING
from processes.records import Record, RecordType
from tests.case_a.conftest import OpenAt
from tests.case_a.walk import ROOT, Walk

NOW = "2026-03-10T08:00+08:00"
MISSED = ["2026-02-27T09:00:00+08:00", "2026-03-05T09:00:00+08:00", "2026-03-09T09:00:00+08:00"]
#: Those and the two before the end of the consultation, which came in time.
REMINDED = ("2026-01-02", "2026-01-06", *MISSED)
#: ``jiedu worker`` with a clock that stands: nothing else is different.
_WORKER = """
import sys
from dataclasses import replace
from datetime import datetime
from service.cli import main, server
from service.cli.state import installation
from service.state import open_state

moment = datetime.fromisoformat(sys.argv[1])
settings = replace(installation().settings, clock=lambda: moment)
server.installation = lambda: open_state(settings)
main(["worker", "--interval", "0.05"])
"""


def work(walk: Walk, quiet: int = 1) -> None:
    """Start the worker; end it by SIGTERM when nothing has been due for *quiet* looks in a row."""
    environment = {
        **os.environ,
        "JIEDU_DATABASE_URL": walk.state.settings.database_url,
        "JIEDU_SECRET_KEY": "only for tests",
        "JIEDU_SMTP_HOST": "",
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, NOW], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    try:
        assert worker.stdout.readline() == "后台进程已启动\n"
        waiter, still = Event(), 0
        while still < quiet:
            assert worker.poll() is None
            waiter.wait(0.05)
            still = 0 if is_due(walk) else still + 1
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    finally:
        worker.kill()
        worker.stdout.close()


def is_due(walk: Walk) -> bool:
    """Whether the worker has anything left to do."""
    now = datetime.fromisoformat(NOW)
    with walk.state.readers() as session:
        due = (exists().where(store.Timer.due <= now), exists().where(store.Effect.seq > 0))
        return bool(session.scalar(select(or_(*due))))


def records(walk: Walk) -> list[Record]:
    with walk.state.readers() as session:
        return [entry.record for entry in store.entries(session, 1)]


def test_what_was_missed_is_told_once_and_in_order(open_at: OpenAt) -> None:
    walk = open_at("issued", NOW)
    before = len(records(walk))
    work(walk)
    after = records(walk)[before:]
    fired = [record for record in after if record.type == "timer_fired"]
    assert [(record.element_id, record.payload["due"]) for record in fired] == [
        ("TM1", due) for due in MISSED
    ]
    assert {record.at.astimezone(BEIJING).isoformat() for record in fired} == {"2026-03-10T08:00:00+08:00"}
    jobs = [record.payload["variables"]["subject"][:8] for record in after if record.type == "job_created"]
    assert [subject.partition("）")[0] for subject in jobs] == ["提醒（T-10", "提醒（T-5", "提醒（T-3"]
    assert [record.type for record in after].count(RecordType.JOB_COMPLETED) == len(MISSED)
    assert notified(walk) == sorted((person, "reminder") for person in DRAFTERS for _ in REMINDED)

    done = records(walk)
    work(walk, quiet=10)
    assert records(walk) == done
    assert notified(walk) == sorted((person, "reminder") for person in DRAFTERS for _ in REMINDED)
    with walk.state.readers() as session:
        assert proof.verify(session) == []


DRAFTERS = ("zjw-chengban", "zjw-chengban2")


def notified(walk: Walk) -> list[tuple[str, str]]:
    """Who was reminded of case A how often."""
    with walk.state.readers() as session:
        found = session.query(store.Notification).filter_by(kind="reminder", instance_id=1)
        return sorted((row.user_id, row.kind) for row in found)
