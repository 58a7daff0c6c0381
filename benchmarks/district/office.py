"""The people and machines of the district: they find what is open, and do it when its time has come."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from processes.records import Record, RecordType
from processes.sandbox import Sandbox
from processes.sandbox.view import SandboxInstance
from processes.visible import visible_variables

#: What somebody hands in: (random, what the task sees, now).
Answer = Callable[[Random, Mapping[str, Any], datetime], dict[str, Any]]
#: How long a task lies: (random, task record) in hours of the clock.
Delay = Callable[[Random, Record], float]


class Office:
    """A sandbox, a random generator, and everything that will be done, by time."""

    def __init__(
        self,
        sandbox: Sandbox,
        random: Random,
        answers: Mapping[tuple[str, str], Answer],
        jobs: Mapping[str, Callable[[Random, Mapping[str, Any], datetime], dict[str, Any]]],
        delay: Delay,
        ended: Callable[[SandboxInstance], None],
    ) -> None:
        self.sandbox, self.random, self.answers, self.jobs = sandbox, random, answers, jobs
        self.delay, self.ended = delay, ended
        self.commands = 0
        self._numbers = count()
        self._plan: list[tuple[datetime, int, Callable[[], None]]] = []
        self._read: dict[int, int] = {}

    def at(self, when: datetime, action: Callable[[], None]) -> None:
        """Do something at an instant, or at once when that has passed."""
        heapq.heappush(self._plan, (when, next(self._numbers), action))

    def run(self, until: datetime) -> None:
        """Let the year pass, and after it whatever is still open until *until*."""
        while self._plan and self._plan[0][0] <= until:
            when, _, action = heapq.heappop(self._plan)
            self.sandbox.advance(max(when, self.sandbox.now))
            self._look()
            action()
            self.commands += 1
            self._look()
        self.sandbox.advance(until)
        self._look()

    def _look(self) -> None:
        """See what has become open anywhere; jobs are done at once, and what they open is seen too."""
        changed = True
        while changed:
            changed = False
            for instance in self.sandbox.instances():
                begun = self._read.get(instance.id, 0)
                if begun < len(instance.records):
                    changed = True
                    self._read[instance.id] = len(instance.records)
                    self._take(instance, instance.records[begun:])
                if instance.state != "active":
                    self.ended(instance)
                    self.sandbox.forget(instance)

    def _take(self, instance: SandboxInstance, records: list[Record]) -> None:
        for record in records:
            number = record.element_instance_id or 0
            if record.type is RecordType.USER_TASK_CREATED:
                hours = self.delay(self.random, record)
                self.at(self.sandbox.now + timedelta(hours=hours), self._handing_in(instance, record))
            elif record.type is RecordType.JOB_CREATED and number in instance.jobs:
                job = instance.jobs[number]
                if job.waits:
                    result = self.jobs[job.type](self.random, job.variables, self.sandbox.now)
                    self.sandbox.complete_job(job, result)
                    self.commands += 1

    def _handing_in(self, instance: SandboxInstance, record: Record) -> Callable[[], None]:
        number = record.element_instance_id or 0
        key = (record.process_id or "", record.element_id or "")

        def hand_in() -> None:
            task = instance.user_tasks.get(number)
            if task is None:
                return
            seen = visible_variables(self.sandbox.program, instance.engine_state or {}, number)
            data = self.answers[key](self.random, seen, self.sandbox.now)
            actor = (task.candidate_groups or ["somebody"])[0]
            self.sandbox.complete(task, data, actor=f"{actor}-{number}")

        return hand_in
