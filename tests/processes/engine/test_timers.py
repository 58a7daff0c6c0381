"""Timers: computed once, explained, fired by command only, recomputed when a calendar notice arrives."""

from __future__ import annotations

import pytest

from processes.calendar import WorkingCalendar, default_calendar
from processes.engine import FireTimer, RecomputeDeadlines, ResolveIncident
from processes.errors import NotFound
from tests.processes.engine.models import ext, process, records, sandbox

GUARD = (
    '<userTask id="t"/>'
    '<boundaryEvent id="late" attachedToRef="t" cancelActivity="false">'
    + ext('<jiedu:deadline rule="S2-62"/>')
    + "<timerEventDefinition><timeDate>= plan</timeDate></timerEventDefinition></boundaryEvent>"
    '<userTask id="urge"/>'
)


def deadline_box():
    calc = (
        '<scriptTask id="calc">'
        + ext(
            '<zeebe:script expression="= deadline(&quot;20WD&quot;, date(&quot;2026-02-06&quot;))" '
            'resultVariable="plan"/>'
        )
        + "</scriptTask>"
    )
    box = sandbox(process(calc + GUARD, "s>calc; calc>t; t>e; late>urge; urge>e"))
    return box, box.start("p")


def test_a_deadline_context_gives_the_instant_and_travels_with_the_timer():
    box, instance = deadline_box()
    (created,) = records(box, "timer_created")
    assert created["due"].startswith("2026-03-12T")
    assert created["explanation"]["basis"] == "20WD"
    assert created["explanation"]["due_date"] == "2026-03-12"
    assert created["rule"] == "S2-62"
    assert instance.variables["plan"]["due_date"] == "2026-03-12"


def test_it_fires_once_by_command_and_the_engine_never_looks_at_the_clock():
    box, instance = deadline_box()
    ((number, index),) = instance.timers
    box.run(instance, FireTimer(number, index))
    assert [task.element_id for task in box.user_tasks()] == ["t", "urge"]
    with pytest.raises(NotFound, match="定时器"):
        box.run(instance, FireTimer(number, index))


REMIND = (
    '<scriptTask id="calc">'
    + ext('<zeebe:script expression="= deadline(basis, date(t0))" resultVariable="plan"/>')
    + '</scriptTask><scriptTask id="pick">'
    + ext('<zeebe:script expression="= plan.reminders" resultVariable="pending"/>')
    + '</scriptTask><parallelGateway id="fork"/>'
    '<intermediateCatchEvent id="remind"><timerEventDefinition><timeDate>= pending[1]</timeDate>'
    "</timerEventDefinition></intermediateCatchEvent>"
    '<intermediateCatchEvent id="due"><timerEventDefinition><timeDate>= plan</timeDate>'
    "</timerEventDefinition></intermediateCatchEvent>"
)


def test_a_calendar_notice_moves_deadlines_reminders_and_timers_and_says_so():
    full = default_calendar()
    before = WorkingCalendar.from_notices([notice for notice in full.notices if notice.year < 2026])
    flow = "s>calc; calc>pick; pick>fork; fork>remind; fork>due; remind>e; due>e"
    box = sandbox(process(REMIND, flow), calendar=before)
    instance = box.start("p", {"basis": "20WD", "t0": "2026-09-23"})
    assert instance.variables["plan"]["provisional"]
    old = {timer["element_id"]: timer["due"] for timer in instance.timers.values()}
    box.calendar = full
    told = box.run(instance, RecomputeDeadlines(), actor="sysadmin")
    assert {record.type for record in told} == {"variables_changed", "timer_rescheduled"}
    moved = {
        r.element_id: (r.payload["previous"], r.payload["due"]) for r in told if r.type == "timer_rescheduled"
    }
    assert moved["due"] == (old["due"], instance.variables["plan"]["due"])
    assert moved["due"][0] < moved["due"][1]
    assert moved["remind"] == (old["remind"], instance.variables["pending"][0]["due"])
    assert not instance.variables["plan"]["provisional"]
    assert box.run(instance, RecomputeDeadlines()) == []


def test_a_timer_that_is_no_instant_is_an_incident_and_can_be_repaired():
    box = sandbox(process(GUARD, "s>t; t>e; late>urge; urge>e"))
    instance = box.start("p", {"plan": "下周"})
    (incident,) = instance.incidents.values()
    assert incident.code == "timer_value"
    assert "下周" in incident.message
    assert box.user_tasks() == []
    box.run(instance, ResolveIncident(incident.element_instance_id, {"plan": "2026-02-09"}))
    assert [t["due"] for t in instance.timers.values()] == ["2026-02-09T00:00:00+08:00"]
    assert [task.element_id for task in box.user_tasks()] == ["t"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("= date(&quot;2026-03-01&quot;)", "2026-03-01T00:00:00+08:00"),
        ("= date and time(&quot;2026-03-01T08:30:00@Asia/Shanghai&quot;)", "2026-03-01T08:30:00+08:00"),
        ("= date and time(&quot;2026-03-01T08:30:00Z&quot;)", "2026-03-01T16:30:00+08:00"),
        ("= now() + duration(&quot;P1DT1H&quot;)", "2026-02-07T11:00:00+08:00"),
        ("= duration(&quot;PT36H&quot;)", "2026-02-07T22:00:00+08:00"),
        ("2026-03-01T18:00:00", "2026-03-01T18:00:00+08:00"),
    ],
)
def test_instants_in_all_their_forms(text: str, due: str):
    timer = f"<timerEventDefinition><timeDate>{text}</timeDate></timerEventDefinition>"
    catch = f'<intermediateCatchEvent id="c">{timer}</intermediateCatchEvent>'
    box = sandbox(process(catch, "s>c; c>e"))
    instance = box.start("p")
    assert [timer["due"] for timer in instance.timers.values()] == [due]


def test_a_cycle_counts_from_its_due_instants_also_after_downtime():
    node = (
        '<userTask id="t"/><boundaryEvent id="b" attachedToRef="t" cancelActivity="false">'
        "<timerEventDefinition>"
        "<timeCycle>R3/P1D</timeCycle></timerEventDefinition></boundaryEvent><task id='x'/>"
    )
    box = sandbox(process(node, "s>t; t>e; b>x"))
    instance = box.start("p")
    box.advance("P2DT5H", jump=True)
    assert [r["due"][:10] for r in records(box, "timer_fired")] == ["2026-02-07", "2026-02-08"]
    assert [(t["due"][:10], t.get("repetitions", 0)) for t in instance.timers.values()] == [("2026-02-09", 0)]
    box.complete("t")
    assert records(box, "timer_canceled") == [{"index": 0}]


def test_a_cycle_ends_with_the_last_year_that_a_date_can_have():
    node = (
        '<userTask id="t"/><boundaryEvent id="b" attachedToRef="t" cancelActivity="false">'
        "<timerEventDefinition><timeCycle>R3/9999-12-30T09:00:00/P1D</timeCycle></timerEventDefinition>"
        "</boundaryEvent><task id='x'/>"
    )
    box = sandbox(process(node, "s>t; t>e; b>x"))
    instance = box.start("p")
    box.advance("9999-12-31T10:00:00")
    assert [r["due"][:10] for r in records(box, "timer_fired")] == ["9999-12-30", "9999-12-31"]
    assert instance.timers == {}


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        ("R4/2026-01-31T09:00:00/P1M", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("R3/2024-02-29T09:00:00/P1Y", ["2024-02-29", "2025-02-28", "2026-02-28"]),
        ("R3/2026-01-30T09:00:00/P1M1D", ["2026-01-30", "2026-03-01", "2026-04-01"]),
    ],
)
def test_months_are_counted_from_the_start_and_do_not_drift(cycle: str, expected: list[str]):
    boundary = (
        '<userTask id="t"/><boundaryEvent id="again" attachedToRef="t" cancelActivity="false">'
        f"<timerEventDefinition><timeCycle>{cycle}</timeCycle></timerEventDefinition></boundaryEvent>"
        "<task id='x'/>"
    )
    box = sandbox(process(boundary, "s>t; t>e; again>x"))
    instance = box.start("p")
    seen = []
    while instance.timers:
        (((number, index), timer),) = instance.timers.items()
        seen.append(timer["due"][:10])
        box.run(instance, FireTimer(number, index))
    assert seen == expected
