"""Several workers write to the library at once: nobody waits for ever, nothing is lost or counted twice."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from processes import library, store
from tests.processes.jobs.library_jobs import DOCUMENT, ENTRIES, Desk


@pytest.mark.rule("S2-65")
def test_workers_side_by_side(sessions: sessionmaker[Session]) -> None:
    Desk(sessions).furnish()
    barrier, faults = threading.Barrier(3), list[BaseException]()

    def run(name: int) -> None:
        desk = Desk(sessions)
        desk.number = 1000 * name
        barrier.wait()
        try:
            for turn in range(4):
                status = "已废止" if (turn + name) % 2 else "现行有效"
                desk.do("document_status", **DOCUMENT, status=status)
                desk.do("qa_store", entries=ENTRIES, unit="wjw", policy_ref=DOCUMENT["doc_no"], status="有效")
        except BaseException as error:  # told by the test, not by the thread
            faults.append(error)

    threads = [threading.Thread(target=run, args=(name,)) for name in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(store.QaEntry)) == 2 + 3 * 4 * 2
        assert library.broken_entries(session) == []
        assert library.wrong_counts(session) == {}


def test_two_tries_of_one_job_write_once(sessions: sessionmaker[Session]) -> None:
    Desk(sessions).do("document_status", **DOCUMENT, status="现行有效")
    barrier, results = threading.Barrier(2), list[object]()

    def run() -> None:
        barrier.wait()
        results.append(Desk(sessions).do("qa_store", number=77, entries=ENTRIES, unit="wjw", status="草稿"))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results[0] == results[1]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(store.QaEntry)) == 2
