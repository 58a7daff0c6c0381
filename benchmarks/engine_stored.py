"""What a step costs on a database: the product's own functions on an SQLite file that syncs every commit."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import engine_models as models
from benchmarks.engine_models import CONTEXT, form, program
from benchmarks.measuring import Report, cpu
from processes import commands, engine, store
from processes.engine.commands import CompleteUserTask

ACTOR = commands.Actor("bench", "bench", "zjw", frozenset())


@contextmanager
def database() -> Iterator[Any]:
    """Sessions on a fresh SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        connected = store.connect(f"sqlite:///{Path(folder) / 'bench.db'}")
        store.upgrade(connected)
        yield store.sessions(connected)
        connected.dispose()


def on_sqlite(report: Report) -> None:
    """On a file: a step with its records and its state, and a whole completed task.

    Each is measured in turn with a cold step in memory, which like them has to find its way back into the
    processor's caches after the disk; one that runs over and over is quicker, and its ratios are told too.
    """
    took: dict[str, list[float]] = {"step": [], "task": [], "cold": []}
    with database() as sessions:
        bare, number = Stored(sessions), Stored(sessions).number
        for count in range(110):
            took["step"].append(cpu(partial(bare.step, count)))
            took["cold"].append(cpu(bare.in_memory))
            with sessions() as session:
                [task] = store_tasks(session, number)
            took["task"].append(cpu(partial(complete, sessions, commands.TaskRef(number, task), count)))
            took["cold"].append(cpu(bare.in_memory))
    step, task, cold = (median(times[10:]) for times in took.values())
    report.line(f"SQLite: step {step:.3f} ms, completed task {task:.3f} ms, cold step beside {cold:.3f} ms")
    report.bar("SQLite step against the cold step", step / cold)
    report.line(f"  completed task with its tables against the cold step: {task / cold:.3g}")
    alone = report.cold
    report.line(f"  against the cold step that runs over and over: {step / alone:.3g} and {task / alone:.3g}")


def complete(sessions: Any, task: commands.TaskRef, count: int) -> None:
    """As the service does it: lock, check, step, append, project on the read tables, commit."""
    with sessions.begin() as session:
        commands.complete_user_task(session, task, form(count, again=True), actor=ACTOR, now=CONTEXT.now)


class Stored:
    """An instance in a database that completes its task by what ``commands`` are made of."""

    def __init__(self, sessions: Any) -> None:
        self.engine, now = sessions.kw["bind"], CONTEXT.now
        with sessions.begin() as session:
            commands.deploy(session, {"m.bpmn": models.six_tasks(feel=True)}, "", actor=ACTOR, now=now)
        with sessions.begin() as session:
            row = commands.start_instance(session, "policy", {"again": False}, actor=ACTOR, now=now)
            [self.task] = store_tasks(session, row.id)
        self.number, self.text, self.program = row.id, row.state or "", program(models.six_tasks(feel=True))
        self.command = CompleteUserTask(self.task, form(0, again=True))

    def step(self, count: int) -> None:
        """Lock and load, step, append the records, keep the state, commit."""
        self.command = CompleteUserTask(self.task, form(count, again=True))
        with self.engine.begin() as connection:
            row = store.lock(connection, self.number)
            shelf = store.StoredShelf(connection, self.number)
            self.text = row.state
            step = engine.apply(self.program, store.parsed(row.state), self.command, CONTEXT, shelf)
            store.log(connection, row, step.records)
            store.keep(connection, row, step.state)
        created = (each for each in step.records if each.type == "user_task_created")
        self.task = next(created).element_instance_id or 0

    def in_memory(self) -> None:
        """The same step from text to text."""
        store.compact(engine.apply(self.program, store.parsed(self.text), self.command, CONTEXT).state)


def store_tasks(session: Any, number: int) -> list[int]:
    """Element instances of the open user tasks."""
    table = store.UserTask
    rows = session.query(table.element_instance_id).filter(
        table.instance_id == number, table.status == "open"
    )
    return [row[0] for row in rows]
