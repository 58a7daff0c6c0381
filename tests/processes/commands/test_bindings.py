"""Calls that are bound when they begin: rows, forms, rights, records and proof, on both databases."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, definitions, proof, queries, reexecution, soundness, store
from processes.commands import Move, TaskRef
from processes.errors import Forbidden, InvalidArgument
from processes.records import RecordType
from processes.store import ProcessDefinition, RecordRow, UserTask
from tests.processes.conftest import DRAFTER, OPERATOR, Clock
from tests.processes.diagrams import diagram, flow, user_task

Sessions = sessionmaker[Session]


def ext(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>"


def caller(binding: str) -> bytes:
    bound = f'<zeebe:calledElement processId="checking" {binding}/>'
    return diagram(
        "calling",
        "总流程",
        '<startEvent id="start"/>'
        + user_task("before", "准备")
        + f'<callActivity id="call" name="审查">{ext(bound)}</callActivity>'
        + user_task("after", "收尾")
        + '<endEvent id="done"/>'
        + flow("start", "before")
        + flow("before", "call")
        + flow("call", "after")
        + flow("after", "done"),
    )


def called(task: str, form: str, verbs: str = "", tag: str = "") -> bytes:
    extra = f'<zeebe:formDefinition formId="{form}"/>' + (f'<jiedu:verbs allow="{verbs}"/>' if verbs else "")
    tagged = ext(f'<zeebe:versionTag value="{tag}"/>') if tag else ""
    return diagram(
        "checking",
        "审查",
        tagged
        + '<startEvent id="begin"/>'
        + user_task("look", "初看")
        + user_task(task, "审查" + task, extra=extra)
        + '<endEvent id="end"/>'
        + flow("begin", "look")
        + flow("look", task)
        + flow(task, "end"),
    )


def form(name: str, key: str) -> bytes:
    field = (
        f'{{"type":"textfield","id":"{key}","key":"{key}","label":"{key}","validate":{{"required":true}}}}'
    )
    return f'{{"type":"default","schemaVersion":19,"id":"{name}","components":[{field}]}}'.encode()


LATEST, TAGGED = 'bindingType="latest"', 'bindingType="versionTag" versionTag="2026"'
FIRST = {"checking.bpmn": called("read", "F"), "F.form": form("F", "title")}
#: The same form id asks for something else, and the task may be returned.
SECOND = {"checking.bpmn": called("weigh", "F", "return"), "F.form": form("F", "basis")}


def deploy(sessions: Sessions, clock: Clock, files: dict[str, bytes]) -> definitions.DeploymentResult:
    with sessions.begin() as session:
        return commands.deploy(session, files, "", actor=DRAFTER, now=clock())


def start(sessions: Sessions, clock: Clock) -> int:
    with sessions.begin() as session:
        return commands.start_instance(session, "calling", {}, actor=DRAFTER, now=clock()).id


def ref(sessions: Sessions, number: int, element_id: str) -> TaskRef:
    with sessions() as session:
        mine = (UserTask.instance_id == number, UserTask.element_id == element_id, UserTask.status == "open")
        return TaskRef(number, session.scalars(select(UserTask.element_instance_id).where(*mine)).one())


def complete(sessions: Sessions, clock: Clock, number: int, element_id: str, **data: str) -> None:
    task = ref(sessions, number, element_id)
    with sessions.begin() as session:
        commands.complete_user_task(session, task, data, actor=DRAFTER, now=clock())


def called_records(session: Session, number: int) -> list[dict[str, object]]:
    mine = (RecordRow.instance_id == number, RecordRow.type == RecordType.PROCESS_CALLED)
    return [json.loads(row.payload) for row in session.scalars(select(RecordRow).where(*mine))]


@pytest.fixture
def number(sessions: Sessions, clock: Clock) -> int:
    """An instance that was started with the first version of what it calls, and has called the second."""
    deploy(sessions, clock, {"calling.bpmn": caller(LATEST), **FIRST})
    started = start(sessions, clock)
    deploy(sessions, clock, SECOND)
    complete(sessions, clock, started, "before")
    complete(sessions, clock, started, "look")
    return started


def test_the_form_and_the_verbs_are_those_of_the_called_version(
    sessions: Sessions, clock: Clock, number: int
) -> None:
    task = ref(sessions, number, "weigh")
    with sessions() as session:
        detail = queries.task_detail(session, task, DRAFTER)
        assert b"basis" in (detail.form or b"")
        assert detail.definition[0] == 2
        row, instance = session.get_one(UserTask, tuple(task)), queries.instance(session, number)
        back = [each.element_id for each in queries.return_targets(session, row, instance)]
        assert back == ["look", "before"]
        assert b"weigh" in queries.diagram(session, instance, "checking")
    with pytest.raises(InvalidArgument), sessions.begin() as session:
        commands.complete_user_task(session, task, {"title": "甲"}, actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        commands.return_user_task(session, task, "look", "再看", actor=DRAFTER, now=clock())
    complete(sessions, clock, number, "look")
    complete(sessions, clock, number, "weigh", basis="国办发〔2016〕8号")
    with sessions() as session:
        ended = session.scalars(
            select(UserTask).where(UserTask.element_id == "weigh", UserTask.status == "completed")
        )
        places = {queries.definition_of_task(session, queries.instance(session, number), e)[0] for e in ended}
        assert places == {2}
    complete(sessions, clock, number, "after")


def test_what_was_recorded_gives_the_same_again_after_further_versions(
    sessions: Sessions, clock: Clock, number: int
) -> None:
    deploy(sessions, clock, FIRST)
    complete(sessions, clock, number, "weigh", basis="依据")
    with sessions() as session:
        [told] = called_records(session, number)
        assert (told["process_id"], told["version"], told["deployment_id"]) == ("checking", 2, 2)
        mine = (RecordRow.instance_id == number, RecordRow.type == RecordType.COMMAND_ACCEPTED)
        accepted = [json.loads(row.payload) for row in session.scalars(select(RecordRow).where(*mine))]
        assert [each.get("deployments") for each in accepted] == [None, 2, None, None]
        assert reexecution.reexecute(session, number) == []
        assert proof.verify(session, number) == []
        packed = io.BytesIO(proof.archive(session, number, {}, signer=None, now=clock(), by="cheng"))
        sets = {name.split("/")[1] for name in zipfile.ZipFile(packed).namelist() if "definitions/" in name}
        assert sets == {"1", "2"}
    with sessions.begin() as session:
        store.rebuild(session)
        assert proof.verify(session, number) == []
        assert soundness.compare(session, number) == []


def test_the_number_that_is_recorded_is_what_makes_it_the_same(
    sessions: Sessions, clock: Clock, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = definitions.Recorded
    monkeypatch.setattr(definitions, "Recorded", lambda session, until: recorded(session, None))
    with sessions() as session:
        assert reexecution.reexecute(session, number) != []


def test_a_missing_process_is_repaired_by_a_deployment(sessions: Sessions, clock: Clock) -> None:
    result = deploy(sessions, clock, {"calling.bpmn": caller(TAGGED), **FIRST})
    assert [warning.code for warning in result.warnings] == ["BPMN-call-later"]
    number = start(sessions, clock)
    complete(sessions, clock, number, "before")
    with sessions() as session:
        [incident] = queries.instance_detail(session, number).incidents
        assert (incident.code, incident.element_id) == ("missing_process", "call")
    tagged = deploy(sessions, clock, {**FIRST, "checking.bpmn": called("read", "F", tag="2026")})
    assert tagged.warnings == ()
    with sessions.begin() as session:
        task = incident.element_instance_id
        commands.resolve_incident(session, number, task, {}, actor=OPERATOR, now=clock())
    complete(sessions, clock, number, "look")
    complete(sessions, clock, number, "read", title="甲")
    with sessions() as session:
        tags = select(ProcessDefinition.version_tag).where(ProcessDefinition.process_id == "checking")
        assert list(session.scalars(tags.order_by(ProcessDefinition.version))) == [None, "2026"]
        assert [told["version"] for told in called_records(session, number)] == [2]
        assert reexecution.reexecute(session, number) == []


def test_a_tag_that_an_older_version_has_is_found(sessions: Sessions, clock: Clock) -> None:
    tagged = called("read", "F", tag="2026")
    deploy(sessions, clock, {**FIRST, "checking.bpmn": tagged})
    result = deploy(sessions, clock, {"calling.bpmn": caller(TAGGED), **SECOND})
    assert result.warnings == ()
    number = start(sessions, clock)
    complete(sessions, clock, number, "before")
    with sessions() as session:
        assert [told["version"] for told in called_records(session, number)] == [1]
    complete(sessions, clock, number, "look")
    task = ref(sessions, number, "read")
    with pytest.raises(Forbidden), sessions.begin() as session:
        commands.return_user_task(session, task, "look", "再看", actor=DRAFTER, now=clock())
    complete(sessions, clock, number, "read", title="甲")


def test_who_holds_the_newest_version_himself_looks_nowhere_else(sessions: Sessions, clock: Clock) -> None:
    """The process was deployed before its caller: their deployment holds the same version of it."""
    deploy(sessions, clock, FIRST)
    deploy(sessions, clock, {"calling.bpmn": caller(LATEST)})
    number = start(sessions, clock)
    deploy(sessions, clock, {"other.bpmn": diagram("other", "别的", '<startEvent id="s"/>')})
    complete(sessions, clock, number, "before")
    with sessions() as session:
        assert called_records(session, number) == []
        assert reexecution.reexecute(session, number) == []


def test_an_operator_moves_in_the_called_version_and_migrates_it(
    sessions: Sessions, clock: Clock, number: int
) -> None:
    with sessions() as session:
        instance = queries.instance(session, number)
        places = [each.element_id for each in queries.live_tokens(session, instance)]
        assert places == ["call", "weigh"]
        assert {"weigh", "look"} <= {each.element_id for each in queries.targets(session, instance)}
        assert "read" not in {each.element_id for each in queries.targets(session, instance)}
    back = [{"type": "move", "element_id": "weigh", "target": "look"}]
    with sessions.begin() as session:
        commands.modify_instance(session, number, back, "补看", actor=OPERATOR, now=clock())
    complete(sessions, clock, number, "look")
    third = {"checking.bpmn": called("judge", "F"), "F.form": form("F", "opinion")}
    deploy(sessions, clock, third)
    move = Move(3, {"weigh": "judge"}, reason="新版")
    with sessions() as session:
        report = commands.plan_migration(session, number, move, actor=OPERATOR, now=clock())
        [change] = report.forms
        assert (change.added, change.removed) == (("opinion",), ("basis",))
    with sessions.begin() as session:
        commands.migrate_instance(session, number, move, actor=OPERATOR, now=clock())
    complete(sessions, clock, number, "judge", opinion="同意")
    complete(sessions, clock, number, "after")
    with sessions() as session:
        assert queries.instance(session, number).status == "completed"
        assert reexecution.reexecute(session, number) == []


def test_a_call_adds_little_to_state_and_records(sessions: Sessions, clock: Clock, number: int) -> None:
    with sessions() as session:
        instance = queries.instance(session, number)
        assert len(instance.state or "") <= 1024
        mine = select(RecordRow.payload).where(RecordRow.instance_id == number, RecordRow.step == 2)
        assert sum(len(payload) for payload in session.scalars(mine)) <= 1024
