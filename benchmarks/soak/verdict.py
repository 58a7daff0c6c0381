"""What must hold afterwards, with the counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.soak.clients import Client
from benchmarks.soak.office import Stock
from benchmarks.soak.receiver import Receiver
from processes import proof, soundness, store
from processes.store import Delivery, Effect, Instance, JobFault, RecordRow, Timer
from service.state import State


class Verdict:
    """Prints lines; ``failed`` holds those that should not be."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def expect(self, what: str, found: object, wanted: object) -> None:
        """A count and what it must be."""
        good = found == wanted
        print(
            f"  {'ok ' if good else 'BAD'} {what}: {found}" + ("" if good else f" (expected {wanted})"),
            flush=True,
        )
        if not good:
            self.failed.append(what)

    def enough(self, what: str, done: int, asked: int, share: float) -> None:
        """How often something happened that should have happened *asked* times, or that share of them."""
        good = done >= int(share * asked)
        print(f"  {'ok ' if good else 'BAD'} {what} {done} of {asked}", flush=True)
        if not good:
            self.failed.append(what)

    def timers(self, session: Session, stock: Stock) -> None:
        """Each once, none early."""
        columns = (RecordRow.instance_id, RecordRow.element_instance_id, RecordRow.at, RecordRow.payload)
        rows = session.execute(select(*columns).where(RecordRow.type == "timer_fired")).all()
        late = sorted(
            (row.at - datetime.fromisoformat(json.loads(row.payload)["due"])).total_seconds() for row in rows
        )
        self.expect("timers fired", len(rows), stock.timers)
        self.expect("distinct timers fired", len({(row[0], row[1]) for row in rows}), stock.timers)
        self.expect("fired early", sum(seconds < 0 for seconds in late), 0)
        if late:
            points = ", ".join(
                f"p{p} {late[min(len(late) * p // 100, len(late) - 1)]:.2f} s" for p in (50, 99, 100)
            )
            print(f"      lateness under fire: {points}")

    def tasks(self, session: Session, stock: Stock, clients: Sequence[Client]) -> None:
        """What was acknowledged is there, once."""
        columns = (RecordRow.instance_id, RecordRow.element_instance_id)
        rows = session.execute(select(*columns).where(RecordRow.type == "user_task_completed"))
        completed = Counter(f"{row[0]}-{row[1]}" for row in rows)
        acknowledged = set[str]().union(*(client.done for client in clients))
        known = set[str]().union(*(client.known for client in clients))
        answers = sum((client.answers for client in clients), Counter[str]())
        print(f"      answers: {dict(sorted(answers.items()))}")
        print(f"      told 'done already' after an answer was lost: {len(known)}")
        self.expect("acknowledged completions that are lost", len(acknowledged - set(completed)), 0)
        self.expect("tasks completed", sum(completed.values()), len(stock.tasks))
        self.expect("tasks completed twice", sum(n > 1 for n in completed.values()), 0)
        self.expect("answers that are bugs", [bug for client in clients for bug in client.bugs][:3], [])

    def effects(self, stock: Stock, receiver: Receiver) -> None:
        """Each key at least once; the receiver that deduplicates saw each exactly once."""
        self.expect("effects by key (publication, message)", len(receiver.keys), 2 * stock.instances)
        more = sum(receiver.keys.values()) - len(receiver.keys)
        print(f"      deliveries repeated with the same key (at least once, as documented): {more}")

    def rest(self, session: Session, stock: Stock) -> None:
        """Nobody is stuck, nothing is left."""
        done = select(func.count()).select_from(Instance).where(Instance.status == "completed")
        self.expect("instances completed", session.scalar(done), stock.instances)
        for model in (Timer, Effect, Delivery, JobFault):
            count = session.scalar(select(func.count()).select_from(model))
            self.expect(f"rows left in {model.__tablename__}", count, 0)

    def agreement(self, state: State) -> None:
        """History ≡ tables ≡ engine."""
        with state.readers() as session:
            self.expect("breaches of the invariants", soundness.check(session)[:3], [])
            self.expect("faults of the hash chains", proof.verify(session)[:3], [])
            ids = list(session.scalars(select(Instance.id).order_by(Instance.id)))
        breaches = [breach for group in _groups(ids) for breach in _compared(state, group)]
        self.expect(f"of {len(ids)} instances, history ≠ tables ≠ engine", breaches[:3], [])


def _groups(ids: list[int]) -> Iterator[list[int]]:
    return (ids[first : first + 50] for first in range(0, len(ids), 50))


def _compared(state: State, ids: list[int]) -> list[soundness.Breach]:
    with state.sessions() as session:
        found = [breach for number in ids for breach in soundness.compare(session, number)]
        session.rollback()
    return found


def waiting(state: State) -> dict[str, int]:
    """What is still to do."""
    with state.readers() as session:
        found = {
            model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Timer, Effect, Delivery, JobFault)
        }
        tasks = select(func.count()).select_from(store.UserTask).where(store.UserTask.status == "open")
        active = select(func.count()).select_from(Instance).where(Instance.ended_at.is_(None))
        return found | {"user_task": session.scalar(tasks) or 0, "instance": session.scalar(active) or 0}
