"""Two hundred people on sixteen connections: each signs his own task of the same instances, all at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Barrier, Lock, Thread

from sqlalchemy import select

from benchmarks.web.office import ENTERED, TOGETHER
from benchmarks.web.server import Running
from benchmarks.web.visitor import Answer, Visitor
from processes import commands
from processes.commands import SYSTEM
from processes.store import Instance, RecordRow, UserTask
from service.state import State

#: What everybody fills in, as a form carries it.
ENTERED_TEXT = json.dumps(ENTERED, ensure_ascii=False)


@dataclass
class Outcome:
    """What the people were answered, and how long each waited (seconds)."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def take(self, answer: Answer) -> None:
        self.statuses[answer.status] += 1
        self.seconds.append(answer.seconds)
        if answer.status >= 400:
            self.wrong.append(answer.text[:400])


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not below *share* of them."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def start(state: State, people: list[str], instances: int) -> list[int]:
    """Instances in which each of the people has a task."""
    found = []
    for _ in range(instances):
        with state.sessions.begin() as session:
            variables = {"people": people}
            found.append(
                commands.start_instance(session, TOGETHER, variables, actor=SYSTEM, now=state.now()).id
            )
    return found


def tasks_of(state: State, instances: list[int]) -> dict[str, list[str]]:
    """The references of everybody's tasks."""
    found: dict[str, list[str]] = {}
    with state.readers() as session:
        for task in session.scalars(select(UserTask).where(UserTask.instance_id.in_(instances))):
            ref = f"{task.instance_id}-{task.element_instance_id}"
            found.setdefault(str(task.assignee), []).append(ref)
    return found


def spread(running: Running, names: Sequence[str]) -> list[Visitor]:
    """People who have logged in, as many at each process of the server."""
    found: list[Visitor] = []
    Visitor(running.port, "nobody").get("/healthz")  # all of them have begun
    for name in names:
        before = running.connections()
        least = min(before.values())
        for _ in range(1000):
            visitor = Visitor(running.port, name)
            visitor.get("/healthz")
            now = running.connections()
            if any(now[pid] > before[pid] == least for pid in before):
                break
            visitor.connection.close()
        visitor.log_in()
        found.append(visitor)
    return found


def sign(port: int, tasks: dict[str, list[str]], connections: int, twice: bool = False) -> Outcome:
    """Everybody hands in all his tasks; *twice*: every fourth form is sent again under its key."""
    outcome, lock, barrier = Outcome(), Lock(), Barrier(connections)
    names = sorted(tasks)

    def work(mine: list[str]) -> None:
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        visitors = [Visitor(port, name, line) for name in mine]
        for visitor in visitors:
            visitor.log_in()
        barrier.wait()
        for number in range(max(len(refs) for refs in tasks.values())):
            for visitor in visitors:
                ref = tasks[visitor.name][number]
                answers = [visitor.complete(ref, ENTERED, key=f"key-{ref}")]
                if twice and names.index(visitor.name) % 4 == 0:
                    answers.append(visitor.complete(ref, ENTERED, key=f"key-{ref}"))
                with lock:
                    for answer in answers:
                        outcome.take(answer)

    _together(work, [names[at::connections] for at in range(connections)])
    return outcome


def _together(work: Callable[[list[str]], None], shares: list[list[str]]) -> None:
    threads = [Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def lost(state: State, instances: list[int], people: list[str]) -> list[str]:
    """What is not as it has to be afterwards: every completion once, in order, nothing else."""
    found = []
    with state.readers() as session:
        for number in instances:
            instance = session.get_one(Instance, number)
            query = select(RecordRow).where(RecordRow.instance_id == number).order_by(RecordRow.seq)
            rows = list(session.scalars(query))
            done = Counter(row.actor for row in rows if row.type == "user_task_completed")
            if instance.status != "completed":
                found.append(f"instance {number} is {instance.status}")
            if done != Counter(people):
                found.append(
                    f"instance {number}: {Counter(people) - done} missing, {done - Counter(people)} more"
                )
            if [row.seq for row in rows] != list(range(1, len(rows) + 1)) or instance.seq != len(rows):
                found.append(f"instance {number}: the records have gaps")
    return found
