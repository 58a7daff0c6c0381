"""Small processes for the tests of storage and commands."""

from __future__ import annotations

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:jiedu="http://jiedu.gov.example/schema/1.0" targetNamespace="http://jiedu.gov.example/tests">'
)


def diagram(process_id: str, name: str, body: str, around: str = "") -> bytes:
    """A BPMN document with one executable process; *around* holds message and signal definitions."""
    process = f'<process id="{process_id}" name="{name}" isExecutable="true">{body}</process>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{_HEAD}{around}{process}</definitions>'.encode()


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow, with a FEEL condition if given."""
    inner = f"<conditionExpression>={condition}</conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" {ends}>{inner}</sequenceFlow>'


def user_task(task_id: str, name: str, assignment: str = 'candidateGroups="drafter"', extra: str = "") -> str:
    """A user task with the attributes of its assignment definition."""
    return (
        f'<userTask id="{task_id}" name="{name}"><extensionElements><zeebe:userTask/>'
        f"<zeebe:assignmentDefinition {assignment}/>{extra}</extensionElements></userTask>"
    )


def forked(**tasks: str) -> str:
    """A start and tasks that begin side by side, by id."""
    return (
        '<startEvent id="start"/><parallelGateway id="fork"/>'
        + "".join(tasks.values())
        + flow("start", "fork")
        + "".join(flow("fork", each) for each in tasks)
    )


#: Draft, review (not by the drafter), back when it is not passed.
REVIEW = diagram(
    "review",
    "起草与审核",
    '<startEvent id="start"/>'
    + user_task("draft", "起草")
    + user_task(
        "check",
        "审核",
        'candidateGroups="section_head"',
        '<jiedu:segregation excluded="=[drafter]"/><jiedu:verbs allow="return"/>',
    )
    + '<exclusiveGateway id="passed" default="passed_draft"/><endEvent id="done"/>'
    + flow("start", "draft")
    + flow("draft", "check")
    + flow("check", "passed")
    + flow("passed", "done", "ok = true")
    + flow("passed", "draft"),
)

#: Two people sign side by side.
COUNTERSIGN = diagram(
    "countersign",
    "会签",
    forked(
        left=user_task("left", "甲签", 'candidateGroups="press_office"'),
        right=user_task("right", "乙签", 'candidateGroups="press_office"'),
    )
    + '<parallelGateway id="join"/><endEvent id="done"/>'
    + flow("left", "join")
    + flow("right", "join")
    + flow("join", "done"),
)


def timer(value: str, kind: str = "timeDuration") -> str:
    """A timer event definition."""
    return f"<timerEventDefinition><{kind}>{value}</{kind}></timerEventDefinition>"


def deadline(basis: str, start: str) -> str:
    """A timer at the end of a statutory period that the calendar computes."""
    return timer(f'=deadline("{basis}", {start})', "timeDate")


_NUDGE = '<message id="m_nudge" name="nudge"/>'

#: Much at once: two branches, a reminder every day, a limit that interrupts, a message, a job.
GARDEN = diagram(
    "garden",
    "并行与时限",
    '<startEvent id="start"/><parallelGateway id="fork"/>'
    '<subProcess id="work" name="办理"><startEvent id="w_start"/>'
    + user_task("write", "撰写")
    + '<exclusiveGateway id="again" default="again_w_end"/><endEvent id="w_end"/>'
    + flow("w_start", "write")
    + flow("write", "again")
    + flow("again", "write", "more = true")
    + flow("again", "w_end")
    + "</subProcess>"
    '<boundaryEvent id="remind" attachedToRef="work" cancelActivity="false">'
    + timer("R3/P1D", "timeCycle")
    + '</boundaryEvent><boundaryEvent id="overdue" name="逾期" attachedToRef="work">'
    + timer("P6D")
    + '</boundaryEvent><boundaryEvent id="nudged" attachedToRef="work" cancelActivity="false">'
    '<messageEventDefinition messageRef="m_nudge"/></boundaryEvent>'
    + user_task("explain", "逾期说明")
    + user_task("note", "催办回应")
    + user_task("consult", "征求意见", 'candidateGroups="section_head"')
    + '<serviceTask id="tell" name="告知"><extensionElements>'
    '<zeebe:taskDefinition type="notify" retries="3"/></extensionElements></serviceTask>'
    '<parallelGateway id="join"/><exclusiveGateway id="merge"/><endEvent id="done"/>'
    '<endEvent id="reminded"/><endEvent id="noted"/>'
    + flow("start", "fork")
    + flow("fork", "work")
    + flow("fork", "consult")
    + flow("work", "merge")
    + flow("overdue", "explain")
    + flow("explain", "merge")
    + flow("merge", "join")
    + flow("remind", "reminded")
    + flow("nudged", "note")
    + flow("note", "noted")
    + flow("consult", "tell")
    + flow("tell", "join")
    + flow("join", "done"),
    _NUDGE,
)

_PART = (
    '<process id="part" name="部分" isExecutable="true"><startEvent id="p_start"/>'
    + user_task(
        "sign",
        "签署",
        extra='<zeebe:ioMapping><zeebe:input source="=item" target="given"/>'
        '<zeebe:output source="=given + 1" target="signed"/></zeebe:ioMapping>',
    )
    + '<endEvent id="p_end"/>'
    + flow("p_start", "sign")
    + flow("sign", "p_end")
    + "</process>"
)

#: A called process for each of several items at once, each in a scope of its own.
SCOPES = diagram(
    "scopes",
    "逐项办理",
    '<startEvent id="start"/><callActivity id="each" name="逐项"><extensionElements>'
    '<zeebe:calledElement processId="part" propagateAllChildVariables="false"/>'
    '<zeebe:ioMapping><zeebe:input source="=item" target="item"/></zeebe:ioMapping></extensionElements>'
    "<multiInstanceLoopCharacteristics><extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" '
    'outputCollection="results" outputElement="=signed"/></extensionElements>'
    '</multiInstanceLoopCharacteristics></callActivity><endEvent id="done"/>'
    + flow("start", "each")
    + flow("each", "done"),
).replace(b"</definitions>", _PART.encode() + b"</definitions>")
