"""Elements that our own diagrams seldom use and that uploaded ones may: all by the clauses of BPMN 2.0.2."""

from __future__ import annotations

from processes.engine import ResolveIncident
from tests.processes.engine.models import ext, flows, process, records, sandbox

HOTEL = (
    '<userTask id="hotel"/><boundaryEvent id="ch" attachedToRef="hotel">'
    "<compensateEventDefinition/></boundaryEvent>"
    '<userTask id="cancel_hotel" isForCompensation="true"/>'
    '<association id="a1" sourceRef="ch" targetRef="cancel_hotel"/>'
    '<userTask id="flight"/><boundaryEvent id="cf" attachedToRef="flight">'
    "<compensateEventDefinition/></boundaryEvent>"
    '<userTask id="cancel_flight" isForCompensation="true"/>'
    '<association id="a2" sourceRef="cf" targetRef="cancel_flight"/>'
)


def open_tasks(box):
    return [task.element_id for task in box.user_tasks()]


def test_compensation_undoes_what_completed_latest_first():
    throw = '<intermediateThrowEvent id="undo"><compensateEventDefinition/></intermediateThrowEvent>'
    box = sandbox(process(HOTEL + throw, "s>hotel; hotel>flight; flight>undo; undo>e"))
    instance = box.start("p")
    box.complete("hotel")
    box.complete("flight")
    assert open_tasks(box) == ["cancel_flight", "cancel_hotel"]
    box.complete("cancel_hotel")
    assert instance.state == "active"
    box.complete("cancel_flight")
    assert instance.state == "completed"
    assert [r["activity"] for r in records(box, "compensation_started")] == ["flight", "hotel"]


def test_compensation_of_one_activity_only():
    throw = (
        '<intermediateThrowEvent id="undo"><compensateEventDefinition activityRef="hotel"/>'
        "</intermediateThrowEvent>"
    )
    box = sandbox(process(HOTEL + throw, "s>hotel; hotel>flight; flight>undo; undo>e"))
    box.start("p")
    box.complete("hotel")
    box.complete("flight")
    assert open_tasks(box) == ["cancel_hotel"]


def test_a_terminated_scope_undoes_nothing_more():
    """The throw has started one handler when a parallel branch terminates: the next must not begin."""
    inside = (
        '<startEvent id="i"/><parallelGateway id="g"/><task id="t1"/><task id="t2"/><task id="x1"/>'
        '<task id="x2"/><task id="x3"/><userTask id="h1" isForCompensation="true"/>'
        '<task id="h2" isForCompensation="true"/>'
        '<boundaryEvent id="b1" attachedToRef="t1"><compensateEventDefinition/></boundaryEvent>'
        '<boundaryEvent id="b2" attachedToRef="t2"><compensateEventDefinition/></boundaryEvent>'
        '<association id="a1" sourceRef="b1" targetRef="h1"/>'
        '<association id="a2" sourceRef="b2" targetRef="h2"/>'
        '<intermediateThrowEvent id="c"><compensateEventDefinition/></intermediateThrowEvent>'
        '<endEvent id="o"/><endEvent id="k"><terminateEventDefinition/></endEvent>'
    ) + flows("i>g; g>t1; t1>t2; t2>c; c>o; g>x1; x1>x2; x2>x3; x3>k", "in")
    nodes = f'<subProcess id="sub">{inside}</subProcess><userTask id="after"/>'
    box = sandbox(process(nodes, "s>sub; sub>after; after>e"))
    box.start("p")
    assert open_tasks(box) == ["after"]


def test_what_did_not_complete_is_not_undone():
    throw = '<intermediateThrowEvent id="undo"><compensateEventDefinition/></intermediateThrowEvent>'
    gate = '<parallelGateway id="f"/>'
    box = sandbox(process(HOTEL + throw + gate, "s>f; f>hotel; f>flight; hotel>undo; flight>e; undo>e"))
    box.start("p")
    box.complete("hotel")
    assert open_tasks(box) == ["flight", "cancel_hotel"]


def test_a_cancelled_transaction_compensates_and_leaves_by_its_cancel_boundary():
    inner = flows("i>hotel; hotel>flight; flight>c", "t")
    node = (
        f'<transaction id="tx"><startEvent id="i"/>{HOTEL}<endEvent id="c">'
        f"<cancelEventDefinition/></endEvent>{inner}"
        '</transaction><boundaryEvent id="cb" attachedToRef="tx"><cancelEventDefinition/></boundaryEvent>'
        '<userTask id="told"/>'
    )
    box = sandbox(process(node, "s>tx; tx>e; cb>told; told>e"))
    box.start("p")
    box.complete("hotel")
    box.complete("flight")
    assert open_tasks(box) == ["cancel_flight", "cancel_hotel"]
    box.complete("cancel_flight")
    box.complete("cancel_hotel")
    assert open_tasks(box) == ["told"]


def test_a_compensation_event_sub_process_sees_the_work_of_its_owner():
    handler = (
        '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs">'
        "<compensateEventDefinition/></startEvent>"
        f'<userTask id="tidy"/>{flows("hs>tidy", "h")}</subProcess>'
    )
    node = (
        '<subProcess id="sub"><startEvent id="i"/>'
        f'<userTask id="w"/>{handler}{flows("i>w", "q")}</subProcess>'
        '<intermediateThrowEvent id="undo"><compensateEventDefinition activityRef="sub"/>'
        "</intermediateThrowEvent>"
    )
    box = sandbox(process(node, "s>sub; sub>undo; undo>e"))
    instance = box.start("p")
    box.complete("w")
    assert open_tasks(box) == ["tidy"]
    box.complete("tidy")
    assert instance.state == "completed"


def test_a_complex_gateway_fires_once_and_swallows_the_late_ones():
    node = (
        '<parallelGateway id="f"/><userTask id="a"/><userTask id="b"/>'
        '<userTask id="c"/><complexGateway id="g">'
        "<activationCondition>= activationCount >= 2</activationCondition>"
        "</complexGateway><userTask id='after'/>"
    )
    box = sandbox(process(node, "s>f; f>a; f>b; f>c; a>g; b>g; c>g; g>after; after>e"))
    instance = box.start("p")
    box.complete("a")
    assert open_tasks(box) == ["b", "c"]
    box.complete("b")
    assert open_tasks(box) == ["c", "after"]
    box.complete("after")
    assert instance.state == "active"
    box.complete("c")
    assert instance.state == "completed"
    assert instance.completed.count("after") == 1


def test_an_ad_hoc_sub_process_ends_when_its_condition_holds():
    node = (
        '<adHocSubProcess id="ah"><userTask id="a"/><userTask id="b"/>'
        "<completionCondition>= enough = true</completionCondition></adHocSubProcess>"
    )
    box = sandbox(process(node, "s>ah; ah>e"))
    instance = box.start("p")
    assert open_tasks(box) == ["a", "b"]
    box.complete("b", {"enough": True})
    assert instance.state == "completed"
    box = sandbox(process(node.replace('id="ah"', 'id="ah" ordering="Sequential"'), "s>ah; ah>e"))
    box.start("p")
    assert open_tasks(box) == ["a"]
    box.complete("a")
    assert open_tasks(box) == ["b"]


def test_token_quantities():
    node = '<task id="many" completionQuantity="3"/><userTask id="few" startQuantity="3"/>'
    box = sandbox(process(node, "s>many; many>few; few>e"))
    instance = box.start("p")
    assert open_tasks(box) == ["few"]
    box.complete("few")
    assert instance.state == "completed"


def test_an_event_that_needs_all_of_its_definitions():
    node = (
        '<intermediateCatchEvent id="c" parallelMultiple="true"><messageEventDefinition messageRef="M"/>'
        '<signalEventDefinition signalRef="S"/></intermediateCatchEvent>'
    )
    box = sandbox(process(node, "s>c; c>e"), '<message id="M" name="m"/>', '<signal id="S" name="sig"/>')
    instance = box.start("p")
    box.broadcast_signal("sig")
    assert instance.state == "active"
    box.publish_message("m", variables={"x": 1})
    assert instance.state == "completed"
    assert instance.variables["x"] == 1


def test_an_escalation_interrupts_the_sub_process_that_it_leaves():
    inner = flows("i>f; f>w; f>esc", "t")
    node = (
        '<subProcess id="sub"><startEvent id="i"/><parallelGateway id="f"/><userTask id="w"/>'
        f'<endEvent id="esc"><escalationEventDefinition escalationRef="X"/></endEvent>{inner}</subProcess>'
        '<boundaryEvent id="b" attachedToRef="sub">'
        '<escalationEventDefinition escalationRef="X"/></boundaryEvent>'
        '<userTask id="leader"/>'
    )
    box = sandbox(
        process(node, "s>sub; sub>e; b>leader; leader>e"), '<escalation id="X" escalationCode="X1"/>'
    )
    box.start("p")
    assert open_tasks(box) == ["leader"]


def test_an_error_in_a_called_process_reaches_the_handler_of_the_caller():
    caller = (
        f'<callActivity id="c">{ext("<zeebe:calledElement processId=" + chr(34) + "child" + chr(34) + "/>")}'
        '</callActivity><subProcess id="h" triggeredByEvent="true">'
        '<startEvent id="hs"><errorEventDefinition/>'
        f'</startEvent><userTask id="repair"/>{flows("hs>repair", "h")}</subProcess>'
    )
    child = '<userTask id="u"/><endEvent id="bad"><errorEventDefinition errorRef="E"/></endEvent>'
    error = '<error id="E" errorCode="E1"/>'
    box = sandbox(process(caller, "s>c; c>e"), process(child, "s>u; u>bad", "child"), error)
    instance = box.start("p")
    box.complete("u")
    assert open_tasks(box) == ["repair"]
    box.complete("repair")
    assert instance.state == "completed"


def test_an_error_that_nobody_handles_waits_for_an_operator():
    bad = '<userTask id="u"/><endEvent id="bad"><errorEventDefinition errorRef="E"/></endEvent>'
    box = sandbox(process(bad, "s>u; u>bad"), '<error id="E" errorCode="E1"/>')
    instance = box.start("p")
    box.complete("u")
    (incident,) = instance.incidents.values()
    assert (incident.code, incident.element_id) == ("unhandled_error", "bad")
    box.run(instance, ResolveIncident(incident.element_instance_id))
    assert [i.code for i in instance.incidents.values()] == ["unhandled_error"]


def test_a_signal_reaches_every_instance_and_starts_those_that_it_starts():
    throw = '<intermediateThrowEvent id="t"><signalEventDefinition signalRef="S"/></intermediateThrowEvent>'
    catch = '<intermediateCatchEvent id="c"><signalEventDefinition signalRef="S"/></intermediateCatchEvent>'
    begun = (
        '<process id="r" isExecutable="true"><startEvent id="ss">'
        '<signalEventDefinition signalRef="S"/></startEvent>'
        f'<userTask id="u"/>{flows("ss>u", "r")}</process>'
    )
    signal = '<signal id="S" name="alarm"/>'
    box = sandbox(process(throw, "s>t; t>e"), process(catch, "s>c; c>e", "q"), begun, signal)
    waiting = [box.start("q"), box.start("q")]
    box.start("p")
    assert [instance.state for instance in waiting] == ["completed", "completed"]
    assert open_tasks(box) == ["u"]


def test_a_while_loop_that_never_begins_and_one_with_a_maximum():
    loop = (
        '<userTask id="t"><standardLoopCharacteristics testBefore="true" loopMaximum="2">'
        "<loopCondition>= more</loopCondition></standardLoopCharacteristics></userTask>"
    )
    box = sandbox(process(loop, "s>t; t>e"))
    assert box.start("p", {"more": False}).state == "completed"
    instance = box.start("p", {"more": True})
    box.complete("t")
    box.complete("t")
    assert instance.state == "completed"
