"""Instances move to another version: dry run, move, many at once; records, tables and proof follow."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, history, narrative, proof, queries, reexecution, store
from processes.commands import Move, TaskRef
from processes.engine import MigrationRefused
from processes.errors import InvalidState, NotFound
from processes.store import Instance
from tests.processes.conftest import DRAFTER, OPERATOR, Clock
from tests.processes.diagrams import diagram, flow, timer, user_task

Sessions = sessionmaker[Session]
FORM = '<zeebe:formDefinition formId="{}"/>'
DUE = '<zeebe:taskSchedule dueDate="{}"/>'


def version(task: str, name: str, days: int, form: str, after: str = "") -> bytes:
    """A task with a form, a due date and a limit; what comes behind it."""
    tail = user_task(after, "复核") + flow(task, after) + flow(after, "done") if after else flow(task, "done")
    return diagram(
        "moving",
        "可迁移",
        '<startEvent id="start"/>'
        + user_task(task, name, extra=FORM.format(form) + DUE.format(f"P{days}D"))
        + f'<boundaryEvent id="limit" attachedToRef="{task}">{timer(f"P{days}D")}</boundaryEvent>'
        + '<endEvent id="done"/><endEvent id="late"/>'
        + flow("start", task)
        + flow("limit", "late")
        + tail,
    )


def form(name: str, *keys: str) -> bytes:
    fields = ",".join(f'{{"type":"textfield","id":"{key}","key":"{key}","label":"{key}"}}' for key in keys)
    return f'{{"type":"default","schemaVersion":19,"id":"{name}","components":[{fields}]}}'.encode()


FIRST = {"moving.bpmn": version("draft", "起草", 20, "F"), "F.form": form("F", "title", "text")}
SECOND = {"moving.bpmn": version("write", "撰写", 30, "G", "check"), "G.form": form("G", "title", "basis")}
MAPPING = {"draft": "write"}


def deploy(sessions: Sessions, clock: Clock, files: dict[str, bytes]) -> None:
    with sessions.begin() as session:
        commands.deploy(session, files, "", actor=DRAFTER, now=clock())


def start(sessions: Sessions, clock: Clock) -> int:
    with sessions.begin() as session:
        variables = {"title": "甲"}
        return commands.start_instance(session, "moving", variables, actor=DRAFTER, now=clock()).id


@pytest.fixture
def number(sessions: Sessions, clock: Clock) -> int:
    """An instance of version 1; version 2 is deployed since."""
    deploy(sessions, clock, FIRST)
    started = start(sessions, clock)
    clock.advance(days=1)
    deploy(sessions, clock, SECOND)
    return started


def everything(session: Session, number: int) -> object:
    instance = queries.instance(session, number)
    return (instance.seq, instance.head, instance.state, instance.version, instance.seal)


def test_a_dry_run_tells_what_would_happen_and_does_nothing(
    sessions: Sessions, clock: Clock, number: int
) -> None:
    with sessions() as session:
        before = everything(session, number)
        move = Move(2, MAPPING, ["write", "limit"])
        report = commands.plan_migration(session, number, move, actor=OPERATOR, now=clock())
        assert everything(session, number) == before
    assert (report.from_version, report.to_version, report.done, report.problems) == (1, 2, False, ())
    [told] = report.moves
    assert (told["from"], told["to"], told["name"]) == ("draft", "write", "撰写")
    dates = {(each["element_id"], each["change"], each["due"][:10]) for each in report.deadlines}
    assert dates == {("write", "moved", "2026-02-07"), ("limit", "moved", "2026-02-07")}
    [change] = report.forms
    assert (change.form_id, change.added, change.removed) == ("G", ("basis",), ("text",))


def test_a_dry_run_tells_every_obstacle(sessions: Sessions, clock: Clock, number: int) -> None:
    with sessions() as session:
        report = commands.plan_migration(session, number, Move(2), actor=OPERATOR, now=clock())
    assert [problem["code"] for problem in report.problems] == ["MIGRATION-missing"]
    with sessions.begin() as session, pytest.raises(MigrationRefused, match="“起草”在新版本中没有对应的元素"):
        commands.migrate_instance(session, number, Move(2), actor=OPERATOR, now=clock())


def test_the_move_is_recorded_and_the_tables_follow(sessions: Sessions, clock: Clock, number: int) -> None:
    with sessions.begin() as session:
        move = Move(2, MAPPING, reason="表单更新")
        report = commands.migrate_instance(session, number, move, actor=OPERATOR, now=clock())
        assert (report.done, report.deadlines) == (True, ())
    with sessions.begin() as session:
        instance = queries.instance(session, number)
        assert (instance.version, instance.deployment_id, instance.origin["version"]) == (2, 2, 1)
        detail = queries.instance_detail(session, number)
        [task], [limit] = detail.user_tasks, detail.timers
        assert (task.element_id, task.name, task.form_id, task.revision) == ("write", "撰写", "G", 2)
        assert (task.due.date().isoformat(), limit.due.date().isoformat()) == ("2026-01-27", "2026-01-27")
        view = history.fold(store.entries(session, number))
        assert view.definition["version"] == 2
        assert [element.element_id for element in view.active.values()] == ["write"]
        lines = narrative.tell(store.entries(session, number))
        assert lines[1].summary == "周管 把流程改用第 2 版：表单更新"
        assert lines[1].consequences == ("“起草”改为“撰写”",)
        before = [(row.element_id, row.name) for row in detail.elements]
        store.rebuild(session)
        detail = queries.instance_detail(session, number)
        assert [(row.element_id, row.name) for row in detail.elements] == before
        assert (detail.instance.version, detail.instance.origin["version"]) == (2, 1)
        assert proof.verify(session) == []
        assert reexecution.reexecute(session, number) == []


def test_it_goes_on_in_the_new_version_and_can_go_back(sessions: Sessions, clock: Clock, number: int) -> None:
    with sessions.begin() as session:
        commands.migrate_instance(session, number, Move(2, MAPPING), actor=OPERATOR, now=clock())
    with sessions.begin() as session:
        back = Move(1, {"write": "draft"})
        commands.migrate_instance(session, number, back, actor=OPERATOR, now=clock())
    with sessions.begin() as session:
        commands.migrate_instance(session, number, Move(2, MAPPING), actor=OPERATOR, now=clock())
    with sessions.begin() as session:
        [task] = queries.instance_detail(session, number).user_tasks
        ref, data = TaskRef(number, task.element_instance_id), {"title": "乙", "basis": "丙"}
        commands.complete_user_task(session, ref, data, actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        open_ = [t for t in queries.instance_detail(session, number).user_tasks if t.status == "open"]
        assert [task.element_id for task in open_] == ["check"]
        assert proof.verify(session) == []
        assert reexecution.reexecute(session, number) == []


def test_an_edited_binding_is_found(sessions: Sessions, clock: Clock, number: int) -> None:
    with sessions.begin() as session:
        commands.migrate_instance(session, number, Move(2, MAPPING), actor=OPERATOR, now=clock())
    for change in ({"version": 1}, {"origin": None}, {"content_hash": "x"}):
        with sessions() as session:
            session.execute(update(Instance).where(Instance.id == number).values(**change))
            assert proof.verify(session, number) != []


def test_many_move_each_for_itself(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, FIRST)
    numbers = [start(sessions, clock) for _ in range(3)]
    deploy(sessions, clock, SECOND)
    later = start(sessions, clock)
    with sessions.begin() as session:
        commands.cancel_instance(session, numbers[0], "不办", actor=OPERATOR, now=clock())
    bulk = (sessions, "moving", 1, Move(2, MAPPING))
    dry = commands.migrate_instances(*bulk, actor=OPERATOR, now=clock(), dry_run=True)
    assert [(report.instance_id, report.done) for report in dry] == [(n, False) for n in numbers[1:]]
    refused = commands.migrate_instances(sessions, "moving", 1, Move(2), actor=OPERATOR, now=clock())
    assert [len(report.problems) for report in refused] == [1, 1]
    done = commands.migrate_instances(*bulk, actor=OPERATOR, now=clock())
    assert [(report.instance_id, report.done) for report in done] == [(n, True) for n in numbers[1:]]
    with sessions() as session:
        versions = [queries.instance(session, n).version for n in (*numbers, later)]
    assert versions == [1, 2, 2, 2]


def test_what_cannot_be_meant_is_refused(sessions: Sessions, clock: Clock, number: int) -> None:
    with sessions.begin() as session:
        with pytest.raises(NotFound, match="没有第 7 版"):
            commands.migrate_instance(session, number, Move(7), actor=OPERATOR, now=clock())
        with pytest.raises(InvalidState, match="已经是“可迁移”第 1 版"):
            commands.migrate_instance(session, number, Move(1), actor=OPERATOR, now=clock())
        commands.cancel_instance(session, number, "不办", actor=OPERATOR, now=clock())
        with pytest.raises(InvalidState, match="已经结束"):
            commands.migrate_instance(session, number, Move(2), actor=OPERATOR, now=clock())
