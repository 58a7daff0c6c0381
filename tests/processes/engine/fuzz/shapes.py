"""Processes as plain data: what generators draw, the oracle plays and ``document`` writes as BPMN."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.processes.engine.models import HEAD, ext

#: What throws or is waited for: (kind, name).  Kinds: timer, cycle, message, signal, error, escalation,
#: terminate, compensate, cancel.  A name of ``None`` catches every code, or compensates everything.
Trigger = tuple[str, str | None]

TAGS = {
    "start": "startEvent", "end": "endEvent", "throw": "intermediateThrowEvent",
    "catch": "intermediateCatchEvent", "boundary": "boundaryEvent", "user": "userTask", "task": "task",
    "script": "scriptTask", "service": "serviceTask", "receive": "receiveTask", "send": "sendTask",
    "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway",
    "race": "eventBasedGateway", "sub": "subProcess", "handler": "subProcess", "call": "callActivity",
    "transaction": "transaction",
}  # fmt: skip
MESSAGES, SIGNALS = ("m1", "m2", "m3"), ("s1", "s2")
CODES = ("A", "B")
FIRINGS = 2  # of a cycle


@dataclass
class Flow:
    """``condition`` (k, j): taken when ``r`` modulo k is j."""

    id: str
    source: str
    target: str
    condition: tuple[int, int] | None = None
    default: bool = False


@dataclass
class Node:
    """A flow node.

    ``repeat``: ("parallel" | "sequential" | "loop", times); ``enough``: rounds after which the others end.
    ``undone_by``: the handler behind a compensation boundary event.  ``host``: of a boundary event.
    """

    id: str
    kind: str
    trigger: Trigger | None = None
    interrupting: bool = True
    host: str | None = None
    body: Body | None = None
    called: str | None = None
    repeat: tuple[str, int] | None = None
    enough: int = 0
    undone_by: str | None = None


@dataclass
class Body:
    """The inside of a process or sub-process."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    def add(self, node: Node) -> Node:
        """One more node."""
        self.nodes[node.id] = node
        return node

    def outgoing(self, node: str) -> list[Flow]:
        """The flows that leave a node, in the order of the document."""
        return [flow for flow in self.flows if flow.source == node]

    def incoming(self, node: str) -> list[Flow]:
        """The flows that enter a node."""
        return [flow for flow in self.flows if flow.target == node]

    def of_kind(self, kind: str, host: str | None = None) -> list[Node]:
        """The nodes of a kind (and on a host)."""
        return [node for node in self.nodes.values() if node.kind == kind and host in (None, node.host)]


@dataclass
class Model:
    """Processes by id; ``main`` is started, the others are called or started by messages."""

    processes: dict[str, Body]
    main: str = "main"
    #: Whether every token finds its way out: nothing is left waiting at a join for ever.
    sound: bool = True


def flows_ahead(around: Body, start: str, join: str) -> set[str]:
    """The incoming flows of ``join`` to which a path leads from ``start`` that does not pass it."""
    seen: set[str] = set()
    met: set[str] = set()
    todo = [start]
    while todo:
        here = todo.pop()
        if here in seen or here == join:
            continue
        seen.add(here)
        sources = {here, *(node.id for node in around.of_kind("boundary", here))}
        for flow in around.flows:
            if flow.source in sources:
                if flow.target == join:
                    met.add(flow.id)
                todo.append(flow.target)
    return met


def document(model: Model) -> bytes:
    """The model as BPMN."""
    parts = [f'<message id="{name}" name="{name}"/>' for name in MESSAGES]
    parts += [f'<signal id="{name}" name="{name}"/>' for name in SIGNALS]
    parts += [f'<error id="e{code}" errorCode="{code}"/>' for code in CODES]
    parts += [f'<escalation id="c{code}" escalationCode="{code}"/>' for code in CODES]
    for process_id, body in model.processes.items():
        parts.append(f'<process id="{process_id}" isExecutable="true">{_body(body)}</process>')
    return (HEAD + "".join(parts) + "</definitions>").encode()


def _body(body: Body) -> str:
    text = "".join(_node(body, node) for node in body.nodes.values())
    for flow in body.flows:
        inner = ""
        if flow.condition is not None:
            k, j = flow.condition
            inner = f"<conditionExpression>= modulo(r, {k}) = {j}</conditionExpression>"
        ends = f'sourceRef="{flow.source}" targetRef="{flow.target}"'
        text += f'<sequenceFlow id="{flow.id}" {ends}>{inner}</sequenceFlow>'
    for node in body.nodes.values():
        if node.undone_by:
            text += (
                f'<boundaryEvent id="{node.id}_undo" attachedToRef="{node.id}"><compensateEventDefinition/>'
                f'</boundaryEvent><association id="{node.id}_by" sourceRef="{node.id}_undo" '
                f'targetRef="{node.undone_by}"/>'
            )
    return text


def _node(body: Body, node: Node) -> str:
    attributes, inner = f' id="{node.id}"', ""
    default = next((flow for flow in body.outgoing(node.id) if flow.default), None)
    if default is not None:
        attributes += f' default="{default.id}"'
    if node.id in {other.undone_by for other in body.nodes.values()}:
        attributes += ' isForCompensation="true"'
    match node.kind:
        case "boundary":
            attributes += f' attachedToRef="{node.host}" cancelActivity="{_word(node.interrupting)}"'
        case "start" if node.trigger is not None:
            attributes += f' isInterrupting="{_word(node.interrupting)}"'
        case "handler":
            attributes += ' triggeredByEvent="true"'
        case "script":
            inner = ext('<zeebe:script expression="= (if z = null then 0 else z) + 1" resultVariable="z"/>')
        case "service":
            inner = ext('<zeebe:taskDefinition type="work"/>')
        case "call":
            inner = ext(f'<zeebe:calledElement processId="{node.called}"/>')
        case "receive" | "send" if node.trigger is not None:
            attributes += f' messageRef="{node.trigger[1]}"'
    if node.kind in ("throw", "end", "send") and (node.trigger or ("",))[0] == "message":
        inner = ext('<zeebe:ioMapping><zeebe:input source="= r" target="r"/></zeebe:ioMapping>')
    if node.trigger is not None and node.kind not in ("receive", "send"):
        inner += _definition(node.trigger)
    if node.body is not None:
        inner += _body(node.body)
    return f"<{TAGS[node.kind]}{attributes}>{inner}{_repeat(node)}</{TAGS[node.kind]}>"


def _repeat(node: Node) -> str:
    if node.repeat is None:
        return ""
    kind, times = node.repeat
    if kind == "loop":
        return f'<standardLoopCharacteristics loopMaximum="{times}"/>'
    test = f"= numberOfCompletedInstances &gt;= {node.enough}"
    enough = f"<completionCondition>{test}</completionCondition>" if node.enough else ""
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{_word(kind == "sequential")}">'
        f"<loopCardinality>{times}</loopCardinality>{enough}</multiInstanceLoopCharacteristics>"
    )


def _definition(trigger: Trigger) -> str:
    kind, name = trigger
    match kind:
        case "timer":
            return "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
        case "cycle":
            return f"<timerEventDefinition><timeCycle>R{FIRINGS}/P1D</timeCycle></timerEventDefinition>"
        case "message" | "signal":
            return f'<{kind}EventDefinition {kind}Ref="{name}"/>'
        case "error" | "escalation":
            reference = f' {kind}Ref="{"e" if kind == "error" else "c"}{name}"' if name else ""
            return f"<{kind}EventDefinition{reference}/>"
        case "compensate":
            return f"<compensateEventDefinition{_activity(name)}/>"
    return f"<{kind}EventDefinition/>"


def _activity(name: str | None) -> str:
    return f' activityRef="{escape(name)}"' if name else ""


def _word(value: bool) -> str:
    return str(value).lower()
