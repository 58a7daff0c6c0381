"""Random walks: whatever people, time and messages do, history, tables and engine tell the same."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from processes import commands, definitions, history, jobs, proof, queries, reexecution, store
from processes.commands import Actor
from processes.engine.running.state import load
from processes.errors import NotFound
from processes.store.rows import table_of
from tests.processes import diagrams
from tests.processes.conftest import Clock

EVERYBODY = Actor("sun8", "孙八", "zjw", frozenset({"drafter@zjw", "section_head@zjw"}))
TEXT = st.text(st.characters(codec="utf-8"), max_size=4)


@cache
def empty() -> bytes:
    """A database file with our tables."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        engine = store.connect(f"sqlite:///{path}")
        store.upgrade(engine)
        engine.dispose()
        return path.read_bytes()


class Walk(RuleBasedStateMachine):
    """One instance of a process with branches, timers, a message and a job."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "walk.db"
        path.write_bytes(empty())
        self.engine = store.connect(f"sqlite:///{path}")
        self.sessions, self.clock = store.sessions(self.engine), Clock()

    def teardown(self) -> None:
        self.engine.dispose()
        self.folder.cleanup()

    @initialize(title=TEXT)
    def start(self, title: str) -> None:
        with self.sessions.begin() as session:
            commands.deploy(session, {"garden.bpmn": diagrams.GARDEN}, "", actor=EVERYBODY, now=self.clock())
        with self.sessions.begin() as session:
            variables = {"registration": {"title": title}}
            self.id = commands.start_instance(
                session, "garden", variables, actor=EVERYBODY, now=self.clock()
            ).id

    def tasks(self) -> list[queries.TaskItem]:
        with self.sessions() as session:
            return list(queries.worklist(session, EVERYBODY).items)

    @precondition(lambda self: self.tasks())
    @rule(data=st.data(), more=st.booleans(), text=TEXT)
    def complete(self, data: st.DataObject, more: bool, text: str) -> None:
        task = data.draw(st.sampled_from(self.tasks()))
        with self.sessions.begin() as session:
            given = {"more": more, "text": {"title": text}}
            commands.complete_user_task(session, task.ref, given, actor=EVERYBODY, now=self.clock())

    @precondition(lambda self: self.tasks())
    @rule(data=st.data(), back=st.booleans())
    def claim(self, data: st.DataObject, back: bool) -> None:
        task = data.draw(st.sampled_from(self.tasks()))
        with self.sessions.begin() as session:
            commands.claim_user_task(session, task.ref, actor=EVERYBODY, now=self.clock())
            if back:
                commands.unclaim_user_task(session, task.ref, actor=EVERYBODY, now=self.clock())

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.clock.now += timedelta(hours=hours)
        jobs.run_once(self.sessions, now=self.clock())

    @rule()
    def nudge(self) -> None:
        try:
            with self.sessions.begin() as session:
                commands.publish_message(session, "nudge", {"n": 1}, actor=EVERYBODY, now=self.clock())
        except NotFound:
            pass

    @invariant()
    def all_tell_the_same(self) -> None:
        if not hasattr(self, "id"):
            return
        with self.sessions() as session:
            instance = queries.instance(session, self.id)
            program = definitions.program(session, instance.deployment_id, instance.content_hash)
            live = load(program, json.loads(instance.state or "{}"))
            view = history.fold(store.entries(session, self.id))
            detail = queries.instance_detail(session, self.id)
        assert view.status == instance.status
        active = {number for number, token in live.tokens.items() if token.internal.get("active")}
        assert set(view.active) == active
        assert {e.element_instance_id for e in detail.elements if e.status == "active"} == active
        tasks = {t.element_instance_id for t in detail.user_tasks if t.status == "open"}
        assert set(view.user_tasks) == tasks
        timers = {(n, int(i)) for n, token in live.tokens.items() for i in token.internal.get("timers", {})}
        assert set(view.timers) == timers
        assert {(t.element_instance_id, t.index) for t in detail.timers} == timers
        assert set(view.jobs) == {job.element_instance_id for job in detail.jobs if job.status == "open"}
        if instance.status == "active":
            assert view.variables[history.ROOT] == (live.root.variables or {})

    @invariant()
    def the_tables_follow_from_the_records(self) -> None:
        if not hasattr(self, "id"):
            return
        with self.sessions.begin() as session:
            before = rows(session)
            store.rebuild(session)
            assert rows(session) == before
            assert proof.verify(session) == []

    @invariant()
    def the_commands_can_be_repeated(self) -> None:
        if hasattr(self, "id"):
            with self.sessions() as session:
                assert reexecution.reexecute(session, self.id) == []


def rows(session: Any) -> dict[str, list[str]]:
    tables = [table_of(model) for model in (*store.READ_TABLES, store.Instance)]
    return {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}


TestWalk = Walk.TestCase
TestWalk.settings = settings(
    max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
