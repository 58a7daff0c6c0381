"""How much the database is asked when somebody hands in a task of case A."""

from __future__ import annotations

import pytest

from processes.store import UserTask
from tests.case_a.conftest import LogIn, OpenAt
from tests.case_a.measure import Transaction, transactions
from tests.case_a.stages import Stages
from tests.case_a.walk import CASE

#: Counted are all statements of the transaction, from the lock of the instance to the last write.
USUAL = 7
#: One more each for two of those that a step does not do every day: facts of the ledgers, timers or
#: subscriptions that come or go, a job with its effect, a message that leaves.
MOST, RARE = 9, 8


def test_every_completion_of_the_case_by_command(stages: Stages) -> None:
    assert len(stages.handed_in) == len(CASE["timeline"])
    assert all(transaction.committed for _, transaction in stages.handed_in)
    counts = {ref: len(transaction.statements) for ref, transaction in stages.handed_in}
    most = max(counts, key=lambda ref: counts[ref])
    listing = "\n".join(dict(stages.handed_in)[most].statements)
    assert counts[most] <= MOST, f"task {most} takes {counts[most]} statements:\n{listing}"
    above = {ref: count for ref, count in counts.items() if count > USUAL}
    assert len(above) <= RARE, above


@pytest.mark.parametrize(
    ("stage", "now", "number"),
    [("drafted", "2026-01-19T10:00+08:00", 17), ("signed", "2026-02-06T10:00+08:00", 29)],
)
def test_a_completion_over_http(open_at: OpenAt, log_in: LogIn, stage: str, now: str, number: int) -> None:
    walk, step = open_at(stage, now), CASE["timeline"][number]
    assert step["at"] == now
    data = walk.data(step["data"])
    ref = walk.task(1, step["step"], data)
    browser = log_in(walk, CASE["people"][step["by"]])
    with walk.state.readers() as session:
        revision = session.get_one(UserTask, (1, ref.element_instance_id)).revision
    state = browser.client.application.extensions["jiedu"]
    with transactions(state.engine) as found:
        answer = browser.complete(str(ref), data, revision)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    writing: list[Transaction] = [transaction for transaction in found if transaction.wrote]
    assert [transaction.committed for transaction in writing] == [True]
    count = len(writing[0].statements)
    assert count <= MOST, f"{step['step']} takes {count} statements:\n" + "\n".join(writing[0].statements)
    print(f"{walk.state.engine.dialect.name} {step['step']}: {count} of {[len(t.statements) for t in found]}")
