"""Migration to another version: tokens, timers and memory are kept, what would be lost is refused."""

from __future__ import annotations

import copy

import pytest

from processes.engine import CompleteUserTask, MigrationRefused, Suspend
from tests.processes.engine.models import document, ext, process, records, sandbox

TIMER = "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"


def boundary(name, host, what, cancel="true"):
    return (
        f'<boundaryEvent id="{name}" attachedToRef="{host}" cancelActivity="{cancel}">{what}</boundaryEvent>'
    )


def deploy(box, *parts):
    box.deploy({"0.bpmn": document(*parts)})


def started(*parts, variables=None, **options):
    box = sandbox(*parts, **options)
    return box, box.start("p", variables)


def tasks(box):
    return sorted(task.element_id for task in box.user_tasks())


def refused(box, instance, mapping=None, *, codes):
    before = copy.deepcopy(instance.engine_state)
    with pytest.raises(MigrationRefused) as caught:
        box.migrate(instance, mapping)
    assert sorted(problem.code for problem in caught.value.problems) == sorted(codes)
    assert instance.engine_state == before


@pytest.mark.parametrize("cold", [True, False])
def test_a_task_inserted_behind_the_token_comes(cold):
    box, instance = started(process('<userTask id="a"/>', "s>a; a>e"), cold=cold)
    deploy(box, process('<userTask id="a"/><userTask id="b"/>', "s>a; a>b; b>e"))
    told = box.migrate(instance)
    assert [record.type for record in told] == ["instance_migrated"]
    box.complete("a")
    assert tasks(box) == ["b"]
    box.complete("b")
    assert instance.state == "completed"


def test_a_renamed_task_keeps_its_number_and_its_assignee():
    box, instance = started(process('<userTask id="a" name="起草"/>', "s>a; a>e"))
    box.assign("a", "li")
    form = ext('<zeebe:formDefinition formId="F"/>')
    files = {"0.bpmn": document(process(f'<userTask id="b" name="撰写">{form}</userTask>', "s>b; b>e"))}
    box.deploy(files | {"F.form": b'{"type":"default","id":"F","components":[]}'})
    refused(box, instance, codes=["MIGRATION-missing"])
    refused(box, instance, {"a": "c", "x": "b"}, codes=["MIGRATION-missing", "MIGRATION-unknown"])
    box.migrate(instance, {"a": "b"})
    [told] = records(box, "element_migrated")
    assert told["from"] == {
        "process_id": "p",
        "element_id": "a",
        "name": "起草",
        "form_id": None,
        "lane": None,
    }
    assert told["task"] == {"form_id": "F", "name": "撰写", "lane": None}
    [task] = box.user_tasks()
    assert (task.element_id, task.name, task.assignee, task.form_id) == ("b", "撰写", "li", "F")
    box.complete("b")
    assert instance.state == "completed"


def test_timers_keep_their_instant_unless_they_shall_be_computed_anew():
    old = process('<userTask id="a"/>' + boundary("late", "a", TIMER.format("P20D")), "s>a; a>e; late>e")
    new = process('<userTask id="a"/>' + boundary("later", "a", TIMER.format("P5D")), "s>a; a>e; later>e")
    for recompute, due in (([], "2026-02-26"), (["later"], "2026-02-12"), (["*"], "2026-02-12")):
        box, instance = started(old)
        box.advance("P1D")
        deploy(box, new)
        box.migrate(instance, {"late": "later"}, recompute=recompute)
        [timer] = instance.timers.values()
        assert (timer["element_id"], timer["due"][:10]) == ("later", due)
        assert len(records(box, "timer_rescheduled")) == bool(recompute)
        box.advance("P30D")
        assert instance.state == "completed"


def test_a_cycle_computed_anew_begins_again():
    cycle = "<timerEventDefinition><timeCycle>{}</timeCycle></timerEventDefinition>"
    for number, text in enumerate(("R3/P1D", "R/P2D")):
        parts = process(
            '<userTask id="a"/>' + boundary("n", "a", cycle.format(text), "false"), "s>a; a>e; n>e"
        )
        if number == 0:
            box, instance = started(parts)
        else:
            deploy(box, parts)
    box.migrate(instance, recompute=["n"])
    assert [timer["repetitions"] for timer in instance.timers.values()] == [-1]


def test_due_dates_move_only_when_asked():
    task = '<userTask id="a">' + ext('<zeebe:taskSchedule dueDate="{}"/>') + "</userTask>"
    box, instance = started(process(task.format("P3D"), "s>a; a>e"))
    deploy(box, process(task.format("P5D"), "s>a; a>e"))
    kept = box.user_tasks()[0].due
    box.migrate(instance)
    assert box.user_tasks()[0].due == kept
    box.migrate(instance, recompute=["a"])
    assert box.user_tasks()[0].due > kept


def test_listeners_come_and_go():
    old = process('<userTask id="a"/>' + boundary("one", "a", TIMER.format("P1D")), "s>a; a>e; one>e")
    handler = (
        '<subProcess id="es" triggeredByEvent="true"><startEvent id="ei">'
        f'{TIMER.format("P9D")}</startEvent><userTask id="eu"/>'
        '<sequenceFlow id="q" sourceRef="ei" targetRef="eu"/></subProcess>'
    )
    new = process(
        '<userTask id="a"/>' + boundary("two", "a", TIMER.format("P2D")) + handler, "s>a; a>e; two>e"
    )
    box, instance = started(old)
    deploy(box, new)
    box.migrate(instance)
    assert sorted(timer["element_id"] for timer in instance.timers.values()) == ["ei", "two"]
    box.migrate(instance)
    assert len(instance.timers) == 2
    deploy(box, old)
    box.migrate(instance)
    assert [timer["element_id"] for timer in instance.timers.values()] == ["one"]
    box.complete("a")
    assert instance.state == "completed"


MESSAGE = (
    '<message id="m1" name="one"/><message id="m2" name="two"/>'
    '<signal id="g1" name="alarm"/><signal id="g2" name="alert"/>'
)


def test_a_message_of_another_name_is_waited_for_anew():
    catch = (
        '<intermediateCatchEvent id="c"><messageEventDefinition messageRef="{}"/></intermediateCatchEvent>'
    )
    box, instance = started(MESSAGE, process(catch.format("m1"), "s>c; c>e"))
    deploy(box, MESSAGE, process(catch.format("m2"), "s>c; c>e"))
    box.migrate(instance)
    assert [name for _, name in instance.subscriptions] == ["two"]
    box.publish_message("two")
    assert instance.state == "completed"


def test_a_race_takes_part_in_the_events_of_the_new_version():
    catch = (
        '<intermediateCatchEvent id="{}"><messageEventDefinition messageRef="{}"/></intermediateCatchEvent>'
    )
    gate = '<eventBasedGateway id="g"/>' + catch.format("c1", "m1")
    box, instance = started(MESSAGE, process(gate + catch.format("c2", "m2"), "s>g; g>c1; g>c2; c1>e; c2>e"))
    wait = f'<intermediateCatchEvent id="t">{TIMER.format("P1D")}</intermediateCatchEvent>'
    deploy(box, MESSAGE, process(gate + wait, "s>g; g>c1; g>t; c1>e; t>e"))
    box.migrate(instance)
    assert [name for _, name in instance.subscriptions] == ["one"]
    box.advance("P1D")
    assert instance.state == "completed"


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ('<manualTask id="a"/>', "MIGRATION-kind"),
        ('<subProcess id="box"><startEvent id="i"/><userTask id="a"/></subProcess>', "MIGRATION-scope"),
        ('<userTask id="other"/>', "MIGRATION-missing"),
        (
            '<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
            "</multiInstanceLoopCharacteristics></userTask>",
            "MIGRATION-kind",
        ),
    ],
)
def test_a_live_token_must_have_its_place(new, code):
    box, instance = started(process('<userTask id="a"/>', "s>a; a>e"))
    inside = '<sequenceFlow id="q" sourceRef="i" targetRef="a"/></subProcess>'
    new = new.replace("</subProcess>", inside)
    first = "box" if "box" in new else "other" if "other" in new else "a"
    deploy(box, process(new, f"s>{first}; {first}>e"))
    refused(box, instance, codes=[code])


FORK = '<parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><parallelGateway id="j"/>'
FORK_FLOW = "s>f; f>a; f>b; a>j; b>j; j>e"


def test_a_token_at_a_join_keeps_its_flow_by_id_or_by_the_node_it_came_from():
    box, instance = started(process(FORK, FORK_FLOW))
    box.complete("a")
    deploy(box, process(FORK + '<userTask id="x"/>', "s>x; x>f; f>a; f>b; a>j; b>j; j>e"))
    box.migrate(instance)
    box.complete("b")
    assert instance.state == "completed"


def test_a_join_memory_that_would_dangle_is_refused():
    box, instance = started(process(FORK, FORK_FLOW))
    box.complete("a")
    deploy(
        box, process(FORK + '<userTask id="x"/>', "s>f; f>a; f>b; a>x; x>j; b>j; j>e").replace("p_4", "n_4")
    )
    refused(box, instance, codes=["MIGRATION-join"])
    deploy(box, process(FORK + '<userTask id="c"/>', FORK_FLOW + "; f>c; c>j"))
    refused(box, instance, codes=["MIGRATION-join"])


def test_what_compensation_remembers_must_stay_possible():
    def version(handler):
        cb = boundary("cb", "book", "<compensateEventDefinition/>")
        undo = f'{cb}<userTask id="undo" isForCompensation="true"/>' if handler else ""
        undo += '<association id="as" sourceRef="cb" targetRef="undo"/>' if handler else ""
        throw = '<intermediateThrowEvent id="back"><compensateEventDefinition/></intermediateThrowEvent>'
        return process(
            f'<userTask id="book"/>{undo}<userTask id="wait"/>{throw}', "s>book; book>wait; wait>back; back>e"
        )

    box, instance = started(version(True))
    box.complete("book")
    deploy(box, version(False))
    refused(box, instance, codes=["MIGRATION-compensation"])
    deploy(box, version(True).replace('"wait"', '"hold"'))
    box.migrate(instance, {"wait": "hold"})
    box.complete("hold")
    assert tasks(box) == ["undo"]


CALLED = '<zeebe:calledElement processId="q"/>'


def test_rounds_calls_and_sub_processes_move_with_their_tokens():
    inner = '<startEvent id="i"/><userTask id="u"/><sequenceFlow id="q" sourceRef="i" targetRef="u"/>'
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
    inner += loop + "</multiInstanceLoopCharacteristics>"
    called = process('<userTask id="w"/>', "s>w; w>e", "q")

    def version(sub, call):
        nodes = f'<parallelGateway id="f"/><subProcess id="{sub}">{inner}</subProcess>'
        nodes += (
            f'<callActivity id="{call}">' + ext('<zeebe:calledElement processId="q"/>') + "</callActivity>"
        )
        return process(nodes, f"s>f; f>{sub}; f>{call}; {sub}>e; {call}>e")

    box, instance = started(version("sub", "call"), called)
    box.deploy(
        {"0.bpmn": document(version("many", "part")), "1.bpmn": document(called.replace('"w"', '"v"'))}
    )
    box.migrate(instance, {"sub": "many", "call": "part", "w": "v"})
    assert tasks(box) == ["u", "u", "v"]
    moved = {(r["from"]["element_id"], r["kind"]) for r in records(box, "element_migrated")}
    assert moved == {
        ("sub", "multiInstanceBody"),
        ("sub", "subProcess"),
        ("call", "callActivity"),
        ("w", "userTask"),
    }
    for task in ("u", "v", "u"):
        box.complete(task)
    assert instance.state == "completed"


def test_a_suspended_instance_migrates_and_stays_suspended():
    box, instance = started(process('<userTask id="a"/>', "s>a; a>e"))
    box.run(instance, Suspend("等"))
    deploy(box, process('<userTask id="a"/><userTask id="b"/>', "s>a; a>b; b>e"))
    box.migrate(instance)
    assert instance.engine_state["suspended"] == "等"


def test_the_same_commands_give_the_same_records():
    first, second = ([], [])
    for told in (first, second):
        box, instance = started(process(FORK, FORK_FLOW), cold=told is first)
        deploy(box, process(FORK, FORK_FLOW + "; a>b"))
        box.migrate(instance)
        box.run(instance, CompleteUserTask(box.user_tasks()[1].element_instance_id))
        told += [(r.type, r.payload) for r in box.records] + [instance.engine_state]
    assert first == second
