"""A call that is bound when it begins: whatever is done to a running instance is done in its version."""

from __future__ import annotations

import pytest

from processes import engine
from processes.engine import MigrationRefused, Modify, Resume, ReturnTo, SetVariables, Suspend
from processes.engine.elements import places
from processes.engine.running.state import load
from processes.errors import InvalidState
from processes.sandbox import Sandbox
from processes.sandbox.deployments import Deployed
from processes.sandbox.view import SandboxInstance
from tests.conformance.drawing import draw
from tests.conformance.suite import again, told

P = """
process p
  start s
  user before
  call c q binding={}
  user after
  s > before > c > after
"""
OLD = "process q\n  start qs\n  user old\n  qs > old"
NEW = "process q\n  start qs\n  user new\n  user more\n  qs > new > more"
NEWER = "process q\n  start qs\n  user newest\n  user more\n  qs > newest > more"
KINDS = pytest.mark.parametrize("cold", [True, False])


def sandbox(*models: str, cold: bool = True) -> Sandbox:
    box = Sandbox(cold=cold, shelf=cold)
    deploy(box, *models)
    return box


def deploy(box: Sandbox, *models: str, **more: bytes) -> None:
    """Models take the place of the earlier ones of the same process."""
    drawn = {f"{text.split()[1]}.bpmn": draw(text) for text in models}
    box.deploy(drawn | {name.replace("_", "."): content for name, content in more.items()})


def inside(*, cold: bool = True, binding: str = "latest", new: str = NEW) -> tuple[Sandbox, SandboxInstance]:
    """An instance that was started before *new* was deployed and has called it."""
    box = sandbox(P.format(binding), OLD, cold=cold)
    instance = box.start("p")
    deploy(box, new)
    box.complete("before")
    return box, instance


def tasks(box: Sandbox) -> list[str]:
    return sorted(task.element_id for task in box.user_tasks())


def number(instance: SandboxInstance, element_id: str) -> int:
    return next(n for n, each in instance.history.active.items() if each.element_id == element_id)


def check(box: Sandbox, instance: SandboxInstance) -> None:
    """The same comes out when the recorded commands are carried out again."""
    if not box.shelf:
        assert again(box, instance.id - 1) == told(instance.records, instance.engine_state)


@KINDS
def test_the_record_names_the_version_that_is_called(cold):
    box, instance = inside(cold=cold)
    [called] = [each for each in instance.records if each.type == "process_called"]
    content_hash = box.program.content_hash
    assert called.element_id == "c"
    assert called.payload == {
        "process_id": "q", "deployment_id": 2, "version": 2, "content_hash": content_hash,
    }  # fmt: skip
    assert instance.history.to_plain()["called"] == {str(called.element_instance_id): called.payload}
    assert [each.deployments for each in instance.accepted] == [None, 2]
    box.complete("new")
    box.complete("more")
    assert instance.history.called == {}
    check(box, instance)


def test_an_old_state_and_old_records_are_read_as_they_were():
    """No call of theirs looked beyond its deployment: state and records say nothing of it."""
    box = sandbox(P.format("deployment"), OLD)
    instance = box.start("p")
    box.complete("before")
    plain = sandbox(P.format("latest"), OLD)
    other = plain.start("p")
    plain.complete("before")
    assert instance.engine_state == other.engine_state
    assert [r.type for r in instance.records] == [r.type for r in other.records]
    program, state = instance.program, instance.engine_state or {}
    assert load(program, state, instance.shelf).find(number(instance, "old")) is not None


def test_a_state_with_another_version_needs_the_deployments():
    _, instance = inside()
    with pytest.raises(ValueError, match="no deployments"):
        load(instance.program, instance.engine_state or {}, instance.shelf)


@KINDS
def test_forms_and_decisions_are_those_of_the_version(cold):
    form = '{"type":"default","id":"F","components":[]}'
    box = sandbox(P.format("latest"), OLD, cold=cold)
    instance = box.start("p")
    text = "process q\n  start qs\n  user new form=F\n  qs > new"
    deploy(box, text, F_form=form.encode())
    box.complete("before")
    [task] = box.user_tasks()
    assert (task.element_id, task.form_id, instance.incidents) == ("new", "F", {})
    check(box, instance)


@KINDS
def test_suspension_holds_a_call_back_and_it_takes_what_is_newest_then(cold):
    box = sandbox(P.format("latest"), OLD, "process m\n  start ms\n  call d p\n  ms > d", cold=cold)
    instance = box.start("m")
    box.complete("before", {"x": 1})
    box.run(instance, Suspend("等待"))
    deploy(box, NEW)
    box.run(instance, Resume())
    assert tasks(box) == ["old"]
    held = box.start("p")
    job = number(held, "before")
    box.run(held, Suspend("等待"))
    box.run(held, Modify([{"type": "move", "element_instance_id": job, "target": "c"}], "先调用"))
    deploy(box, NEWER)
    box.run(held, Resume())
    assert tasks(box) == ["newest", "old"]
    check(box, held)


@KINDS
def test_modification_works_in_the_version_that_is_open(cold):
    box, instance = inside(cold=cold)
    box.run(instance, Modify([{"type": "move", "element_id": "new", "target": "more"}], "跳过"))
    assert tasks(box) == ["more"]
    box.run(instance, Modify([{"type": "activate", "element_id": "new"}], "补办"))
    assert tasks(box) == ["more", "new"]
    with pytest.raises(InvalidState, match="没有元素“old”"):
        box.run(instance, Modify([{"type": "activate", "element_id": "old"}], "旧的"))
    check(box, instance)


@KINDS
def test_a_call_begun_by_hand_takes_the_newest_and_begins_there(cold):
    box = sandbox(P.format("latest"), OLD.replace("old", "more"), cold=cold)
    instance = box.start("p")
    deploy(box, NEW)
    box.run(instance, Modify([{"type": "move", "element_id": "before", "target": "more"}], "直接办"))
    assert tasks(box) == ["more"]
    assert [r.type for r in instance.records].count("process_called") == 1
    box.complete("more")
    assert tasks(box) == ["after"]
    check(box, instance)


def test_what_the_newest_does_not_have_cannot_be_begun():
    box = sandbox(P.format("latest"), OLD)
    instance = box.start("p")
    deploy(box, NEW)
    before = instance.engine_state
    with pytest.raises(InvalidState, match="没有元素“old”"):
        box.run(instance, Modify([{"type": "move", "element_id": "before", "target": "old"}], "直接办"))
    assert instance.engine_state == before


@KINDS
def test_a_return_stays_in_the_version(cold):
    box, instance = inside(cold=cold)
    box.complete("new")
    box.run(instance, ReturnTo(number(instance, "more"), "new", "再看"))
    assert tasks(box) == ["new"]
    box.run(instance, SetVariables(number(instance, "c"), {"y": 1}))
    check(box, instance)


@KINDS
@pytest.mark.parametrize(
    ("binding", "task"), [("latest", "newest"), ("deployment", "newest"), ("versionTag tag=a", "new")]
)
def test_migration_takes_an_open_call_to_what_it_would_call_now(cold, binding, task):
    box, instance = inside(cold=cold, new=NEW.replace("process q", "process q version=a"))
    deploy(box, P.format(binding), NEWER.replace("process q", "process q version=b"))
    if task == "new":
        box.migrate(instance)
    else:
        with pytest.raises(MigrationRefused, match="“new”在新版本中没有对应的元素"):
            box.migrate(instance)
        box.migrate(instance, {"new": "newest"})
    assert tasks(box) == [task]
    told = [each.payload["content_hash"] for each in instance.records if each.type == "process_called"]
    second, third = (each.program.content_hash for each in box.deployments[1:])
    assert told == ([second] if task == "new" else [second, third])
    box.complete(task)
    box.complete("more")
    assert tasks(box) == ["after"]


def test_migration_leaves_what_another_version_did_to_be_undone_by_it():
    undo = (
        "process q\n  start qs\n  script a log '1'\n  boundary ua on=a compensate\n"
        "  user {} comp\n  qs > a\n  undo ua {}"
    )
    back = P.format("latest").replace("  user after\n", "  user after\n  throw t compensate\n  user last\n")
    back = back.replace("c > after", "c > after > t > last")
    box = sandbox(back, OLD)
    instance = box.start("p")
    deploy(box, undo.format("first", "first"))
    box.complete("before")
    for name in ("second", "third"):
        deploy(box, undo.format(name, name))
        box.migrate(instance)
    box.complete("after")
    assert tasks(box) == ["first"]
    [began] = [each for each in instance.records if each.type == "compensation_started"]
    assert began.payload["content_hash"] == box.deployments[1].program.content_hash
    box.complete("first")
    assert tasks(box) == ["last"]


def test_migration_is_refused_while_the_called_process_is_not_there():
    box, instance = inside()
    missing = P.format("versionTag tag=nobody")
    deploy(box, missing)
    with pytest.raises(MigrationRefused, match="“c”在新版本中没有可以调用的流程"):
        box.migrate(instance)


def test_what_a_call_by_expression_may_call_is_no_place_to_begin():
    text = "process p\n  start s\n  user a\n  call c '= which'\n  s > a > c"
    box = sandbox(text, OLD)
    assert [node.bpmn_id for node in places.startable(box.program, "p")] == ["a", "c"]


def test_many_versions_called_from_one_node_do_not_pile_up():
    box = sandbox("process p\n  start s\n  call c q\n  s > c", OLD)
    node = box.program.specs["p"].task_specs["c"]
    program = box.program
    for count in range(20):
        deploy(box, f"process q\n  start qs\n  user u{count}\n  qs > u{count}")
        context = engine.Context(box.now, "a", box.calendar, deployments=Deployed(box.deployments))
        step = engine.apply(program, None, engine.Start("p"), context)
        assert any(each.element_id == f"u{count}" for each in step.records)
    assert len(node._bound) <= 8
