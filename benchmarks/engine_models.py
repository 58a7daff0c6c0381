"""The processes of benchmarks/engine.py, in the dialect of this engine and in that of stock SpiffWorkflow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from processes import engine

CONTEXT = engine.Context(datetime(2026, 1, 7, 1, 0, tzinfo=UTC), "bench")
_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://jiedu.gov.example/bench">'
)


@dataclass
class Model:
    """One process while it is drawn; ``feel``: for this engine, else for stock SpiffWorkflow."""

    process_id: str
    feel: bool
    parts: list[str] = field(default_factory=list)
    count: int = 0

    def node(self, tag: str, node_id: str, inner: str = "", **attributes: str) -> str:
        """A flow node with its id as name."""
        given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        self.parts.append(f'<bpmn:{tag} id="{node_id}" name="{node_id}"{given}>{inner}</bpmn:{tag}>')
        return node_id

    def user(self, node_id: str, inner: str = "") -> str:
        """A user task with a note for who does it; stock's also names its form, as its users do."""
        note = "<bpmn:documentation>办理说明：请核对解读材料与政策文件是否同步。</bpmn:documentation>"
        form = "<zeebe:userTask/>" if self.feel else (
            "<spiffworkflow:properties><spiffworkflow:property"
            f' name="formJsonSchemaFilename" value="{node_id}.json"/></spiffworkflow:properties>'
        )  # fmt: skip
        extensions = f"<bpmn:extensionElements>{form}</bpmn:extensionElements>"
        return self.node("userTask", node_id, note + extensions + inner)

    def flow(
        self, source: str, target: str, condition: str | None = None, flow_id: str | None = None
    ) -> None:
        """A sequence flow; the condition is a variable's name, so that it is both FEEL and Python."""
        self.count += 1
        text = f"= {condition}" if self.feel else condition
        inner = "" if condition is None else (
            f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'
        )  # fmt: skip
        name = flow_id or f"{self.process_id}_f{self.count}"
        ends = f'id="{name}" sourceRef="{source}" targetRef="{target}"'
        self.parts.append(f"<bpmn:sequenceFlow {ends}>{inner}</bpmn:sequenceFlow>")

    def reminder(self, node_id: str, host: str) -> None:
        """A boundary timer of twenty days that lets its host go on, and what follows it."""
        value = "P20D" if self.feel else '"P20D"'
        duration = f'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">{value}</bpmn:timeDuration>'
        timer = f'<bpmn:timerEventDefinition id="{node_id}_t">{duration}</bpmn:timerEventDefinition>'
        self.node("boundaryEvent", node_id, timer, attachedToRef=host, cancelActivity="false")
        script = '<bpmn:extensionElements><zeebe:script expression="= true" resultVariable="late"/>'
        inner = (
            f"{script}</bpmn:extensionElements>" if self.feel else "<bpmn:script>late = True</bpmn:script>"
        )
        self.node("scriptTask", f"{node_id}_note", inner)
        self.node("endEvent", f"{node_id}_end")
        self.flow(node_id, f"{node_id}_note")
        self.flow(f"{node_id}_note", f"{node_id}_end")

    def scope(self, node_id: str, loop: str, inner: Model) -> None:
        """A sub-process with what *inner* holds; *loop* repeats it."""
        body = loop.replace("<zeebe:userTask/>", "") + "".join(inner.parts)
        self.node("subProcess", node_id, body)

    def xml(self) -> str:
        """The process element."""
        return (
            f'<bpmn:process id="{self.process_id}" isExecutable="true">{"".join(self.parts)}</bpmn:process>'
        )


def document(*models: Model) -> bytes:
    """One BPMN document."""
    return (_HEAD + "".join(model.xml() for model in models) + "</bpmn:definitions>").encode()


def six_tasks(feel: bool) -> bytes:
    """Six user tasks: a rework loop, a fork and join, a boundary timer, a called process with one of them."""
    main, called = Model("policy", feel), Model("publish", feel)
    main.node("startEvent", "start")
    main.user("draft")
    main.reminder("late", "draft")
    main.node("exclusiveGateway", "enough", default="go_on")
    main.user("review")
    main.node("parallelGateway", "fork")
    main.user("legal")
    main.user("media")
    main.node("parallelGateway", "join")
    target = '<bpmn:extensionElements><zeebe:calledElement processId="publish"/></bpmn:extensionElements>'
    if feel:
        main.node("callActivity", "call", target)
    else:
        main.node("callActivity", "call", calledElement="publish")
    main.user("archive")
    main.node("endEvent", "end")
    main.flow("start", "draft")
    main.flow("draft", "enough")
    main.flow("enough", "draft", "again")
    main.flow("enough", "review", flow_id="go_on")
    for source, target_id in (
        ("review", "fork"), ("fork", "legal"), ("fork", "media"), ("legal", "join"), ("media", "join"),
        ("join", "call"), ("call", "archive"), ("archive", "end"),
    ):  # fmt: skip
        main.flow(source, target_id)
    called.node("startEvent", "p_start")
    called.user("put_online")
    called.node("endEvent", "p_end")
    called.flow("p_start", "put_online")
    called.flow("put_online", "p_end")
    return document(main, called)


def blocks(count: int, feel: bool) -> bytes:
    """``count`` parallel blocks of two user tasks, one behind the other."""
    model = Model("blocks", feel)
    last = model.node("startEvent", "start")
    for number in range(count):
        fork = model.node("parallelGateway", f"fork{number}")
        join = model.node("parallelGateway", f"join{number}")
        model.flow(last, fork)
        for side in "ab":
            task = model.user(f"task{number}{side}")
            model.flow(fork, task)
            model.flow(task, join)
        last = join
    model.flow(last, model.node("endEvent", "end"))
    return document(model)


def chain(count: int, feel: bool) -> bytes:
    """``count`` user tasks in a row."""
    model = Model("chain", feel)
    last = model.node("startEvent", "start")
    for number in range(count):
        task = model.user(f"task{number}")
        model.flow(last, task)
        last = task
    model.flow(last, model.node("endEvent", "end"))
    return document(model)


def branch_loop() -> bytes:
    """A rework loop inside one of two parallel branches; the other stays open."""
    model = Model("branches", True)
    model.node("startEvent", "start")
    model.node("parallelGateway", "fork")
    model.user("waits")
    model.user("work")
    model.node("exclusiveGateway", "enough", default="done")
    model.node("parallelGateway", "join")
    model.node("endEvent", "end")
    for source, target in (
        ("start", "fork"), ("fork", "waits"), ("fork", "work"), ("work", "enough"), ("waits", "join"),
        ("join", "end"),
    ):  # fmt: skip
        model.flow(source, target)
    model.flow("enough", "work", "again")
    model.flow("enough", "join", flow_id="done")
    return document(model)


def several(watched: bool = False) -> bytes:
    """One user task for each member of ``items``; the answers are collected.

    ``watched``: a conditional event waits inside each round.
    """
    model = Model("several", True)
    loop = (
        "<bpmn:extensionElements><zeebe:userTask/></bpmn:extensionElements>"
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics"
        ' inputCollection="= items" inputElement="item" outputCollection="answers" outputElement="= answer"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    model.node("startEvent", "start")
    if watched:
        model.scope("ask", loop, _watched_task())
    else:
        model.node("userTask", "ask", loop)
    model.node("endEvent", "end")
    model.flow("start", "ask")
    model.flow("ask", "end")
    return document(model)


def _watched_task() -> Model:
    """A user task with a conditional boundary event that lets it go on."""
    inner = Model("inner", True)
    inner.node("startEvent", "i_start")
    inner.user("i_ask")
    condition = '<bpmn:condition xsi:type="bpmn:tFormalExpression">= urgent or remark = "急"</bpmn:condition>'
    event = f'<bpmn:conditionalEventDefinition id="i_now">{condition}</bpmn:conditionalEventDefinition>'
    inner.node("boundaryEvent", "i_hurry", event, attachedToRef="i_ask", cancelActivity="false")
    inner.node("endEvent", "i_end")
    inner.node("endEvent", "i_hurried")
    inner.flow("i_start", "i_ask")
    inner.flow("i_ask", "i_end")
    inner.flow("i_hurry", "i_hurried")
    return inner


def program(document: bytes) -> engine.Program:
    """A document, compiled."""
    return engine.compile(engine.Resources({"model.bpmn": document}))


def form(number: int, again: bool) -> dict[str, Any]:
    """Six short fields and the answer to the gateway."""
    return {
        f"field_{number % 8}": f"value {number}", "handler": f"user{number % 7}", "decision": "ok",
        "comment": "同意" * 5, "at": "2026-11-21T09:00:00+08:00", "seq": number, "again": again,
    }  # fmt: skip
