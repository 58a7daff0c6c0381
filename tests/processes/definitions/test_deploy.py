"""A deployment is a set: validated together, versioned by what changed, pinned by running instances."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, definitions, history, queries, store
from processes.errors import InvalidArgument, InvalidDefinition, NotFound
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.diagrams import COUNTERSIGN, REVIEW, diagram, flow, user_task

Sessions = sessionmaker[Session]


def form(label: str = "标题", form_id: str = "F-small") -> bytes:
    """A form with one required text in a group, and a hidden one."""
    fields = [
        {"type": "textfield", "id": "f1", "key": "title", "label": label, "validate": {"required": True}},
        {"type": "number", "id": "f2", "key": "count", "label": "份数", "conditional": {"hide": "=short"}},
    ]
    group = {"type": "group", "id": "g", "path": "registration", "components": fields}
    return json.dumps({"schemaVersion": 19, "id": form_id, "type": "default", "components": [group]}).encode()


WITH_FORM = diagram(
    "register",
    "登记",
    '<startEvent id="start"/>'
    + user_task("fill", "填写", extra='<zeebe:formDefinition formId="F-small"/>')
    + '<endEvent id="done"/>'
    + flow("start", "fill")
    + flow("fill", "done"),
)


def deploy(sessions: Sessions, clock: Clock, **files: bytes) -> definitions.DeploymentResult:
    named = {name.replace("_", "."): content for name, content in files.items()}
    with sessions.begin() as session:
        return commands.deploy(session, named, "说明", actor=DRAFTER, now=clock())


def changed(result: definitions.DeploymentResult) -> list[tuple[str, int]]:
    return [(item.process_id, item.version) for item in result.changed]


def test_only_what_changed_gets_a_new_version(sessions: Sessions, clock: Clock) -> None:
    first = deploy(sessions, clock, review_bpmn=REVIEW, sign_bpmn=COUNTERSIGN)
    assert changed(first) == [("countersign", 1), ("review", 1)]
    edited = REVIEW.replace("审核".encode(), "复核".encode())
    second = deploy(sessions, clock, review_bpmn=edited)
    assert changed(second) == [("review", 2)]
    with sessions() as session:
        items = {item.process_id: item for item in queries.definitions(session)}
        assert (items["review"].version, items["review"].deployment_id) == (2, second.id)
        assert (items["countersign"].version, items["countersign"].deployment_id) == (1, first.id)
        assert [item.version for item in queries.definition_versions(session, "review")] == [2, 1]
        assert [item.name for item in queries.files(session)] == ["review.bpmn", "sign.bpmn"]


def test_the_same_again_is_the_deployment_that_is_there(sessions: Sessions, clock: Clock) -> None:
    first = deploy(sessions, clock, review_bpmn=REVIEW)
    again = deploy(sessions, clock, review_bpmn=REVIEW)
    assert (again.id, again.changed) == (first.id, ())
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(store.Deployment)) == 1


def test_a_changed_form_makes_a_new_version_of_who_uses_it(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, register_bpmn=WITH_FORM, small_form=form(), review_bpmn=REVIEW)
    result = deploy(sessions, clock, small_form=form("文件标题"))
    assert changed(result) == [("register", 2)]


def test_a_caller_changes_with_what_it_calls(sessions: Sessions, clock: Clock) -> None:
    called = diagram("part", "部分", '<startEvent id="a"/><endEvent id="b"/>' + flow("a", "b"))
    caller = diagram(
        "whole",
        "整体",
        '<startEvent id="a"/><callActivity id="c"><extensionElements><zeebe:calledElement processId="part"/>'
        '</extensionElements></callActivity><endEvent id="b"/>' + flow("a", "c") + flow("c", "b"),
    )
    deploy(sessions, clock, part_bpmn=called, whole_bpmn=caller)
    result = deploy(sessions, clock, part_bpmn=called.replace("部分".encode(), "片段".encode()))
    assert changed(result) == [("part", 2), ("whole", 2)]


def test_a_process_in_a_new_file_takes_the_place_of_the_old_one(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, review_bpmn=REVIEW)
    result = deploy(sessions, clock, other_bpmn=REVIEW.replace("起草".encode(), "草拟".encode()))
    assert changed(result) == [("review", 2)]
    with sessions() as session:
        assert [item.name for item in queries.files(session)] == ["other.bpmn"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("notes.txt", b"x", "notes.txt"),
        ("broken.bpmn", b"<definitions", "broken.bpmn"),
        ("broken.form", b"{", "broken.form"),
        ("broken.dmn", b"<definitions", "broken.dmn"),
        ("register.bpmn", WITH_FORM, "F-small"),
    ],
)
def test_what_cannot_run_is_refused(
    sessions: Sessions, clock: Clock, name: str, content: bytes, told: str
) -> None:
    with pytest.raises(InvalidDefinition) as refused, sessions.begin() as session:
        commands.deploy(session, {name: content}, "", actor=DRAFTER, now=clock())
    assert any(told in f"{problem.file} {problem.message}" for problem in refused.value.problems)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(store.Resource)) == 0
        assert definitions.validate(session, {name: content})


def test_warnings_are_told_and_do_not_stop_the_deployment(sessions: Sessions, clock: Clock) -> None:
    cut = WITH_FORM.replace(
        b'<endEvent id="done"/>',
        b'<userTask id="more"/><endEvent id="done"/>' + flow("start", "more").encode(),
    )
    files = {"with.bpmn": cut, "F-small.form": form()}
    with sessions() as session:
        (told,) = definitions.validate(session, files)
    assert (told.code, told.severity, told.element_id) == ("BPMN-silent-end", "warning", "more")
    with sessions.begin() as session:
        assert commands.deploy(session, files, "说明", actor=DRAFTER, now=clock()).changed


def test_warnings_of_a_form_are_told_with_its_file(sessions: Sessions, clock: Clock) -> None:
    files = {"register.bpmn": WITH_FORM, "F-small.form": form().replace(b'"type"', b'"colour": 1, "type"', 1)}
    with sessions() as session:
        told = [each for each in definitions.validate(session, files) if each.code == "FORM-unused"]
    assert [(each.file, each.severity) for each in told] == [("F-small.form", "warning")]
    with sessions.begin() as session:
        result = commands.deploy(session, files, "说明", actor=DRAFTER, now=clock())
    assert result.changed
    assert set(told) <= set(result.warnings)


def test_nothing_to_deploy_is_refused(sessions: Sessions, clock: Clock) -> None:
    with pytest.raises(InvalidDefinition, match="没有可以部署的文件"):
        deploy(sessions, clock)


def start_and_fill(sessions: Sessions, clock: Clock, data: dict[str, Any]) -> int:
    with sessions.begin() as session:
        instance = commands.start_instance(session, "register", {"short": True}, actor=DRAFTER, now=clock())
    with sessions.begin() as session:
        [task] = [t for t in queries.worklist(session, DRAFTER).items if t.ref.instance_id == instance.id]
        commands.complete_user_task(session, task.ref, data, actor=DRAFTER, now=clock())
    return instance.id


def test_the_form_of_the_deployment_cleans_the_data(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, register_bpmn=WITH_FORM, small_form=form())
    for wrong in ({}, {"registration": {"title": ""}}):
        with pytest.raises(InvalidArgument) as refused:
            start_and_fill(sessions, clock, wrong)
        assert list(refused.value.errors) == ["registration.title"]
    with pytest.raises(InvalidArgument) as refused:
        start_and_fill(sessions, clock, {"registration": {"title": "办法"}, "salary": 1})
    assert "salary" in refused.value.errors
    number = start_and_fill(sessions, clock, {"registration": {"title": "办法", "count": 3}})
    with sessions() as session:
        instance = queries.instance(session, number)
        assert (instance.status, instance.title) == ("completed", "办法")
        view = history.fold(store.entries(session, number))
        assert view.variables[history.ROOT]["registration"] == {"title": "办法"}  # the hidden field is gone


def test_running_instances_keep_their_form(sessions: Sessions, clock: Clock) -> None:
    deploy(sessions, clock, register_bpmn=WITH_FORM, small_form=form())
    with sessions.begin() as session:
        commands.start_instance(session, "register", {"short": True}, actor=DRAFTER, now=clock())
    deploy(sessions, clock, small_form=form("新标题"))
    with sessions() as session:
        [task] = queries.worklist(session, DRAFTER).items
        detail = queries.task_detail(session, task.ref, DRAFTER)
        assert (detail.instance.version, detail.form, detail.refusal) == (1, form(), None)
        assert detail.variables["initiator"] == "zhang3"
        assert b"register" in queries.diagram(session, detail.instance)


def test_an_unknown_process_cannot_be_started(sessions: Sessions, clock: Clock) -> None:
    with pytest.raises(NotFound, match="没有部署过流程“nothing”"), sessions.begin() as session:
        commands.start_instance(session, "nothing", {}, actor=DRAFTER, now=clock())
