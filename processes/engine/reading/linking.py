"""From parsed bodies to one program: keys, start events, links, called processes, event sub-processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from processes.errors import Problem

from ..elements.bodies import CallActivity, EventSubProcess, Process, Scope
from ..elements.catching import BoundaryEvent, CatchEvent, ReceiveTask, StartEvent
from ..elements.definitions import LinkEventDefinition
from ..elements.graph import Flow, ProcessSpec
from ..elements.throwing import ThrowEvent
from ..program import StartEventInfo


def key_bodies(
    bodies: Mapping[str, ProcessSpec], parents: Mapping[str, str | None]
) -> dict[str, ProcessSpec]:
    """The bodies of one document by their key in the program."""
    keyed: dict[str, ProcessSpec] = {}
    for name, body in bodies.items():
        owner = name
        while (around := parents[owner]) is not None:
            owner = around
        body.process_id = owner
        body.key = name if owner == name else f"{owner}#{name}"
        keyed[body.key] = body
    for body in keyed.values():
        for node in body.task_specs.values():
            if isinstance(node, Scope) and not isinstance(node, CallActivity):
                node.body = bodies[node.spec]
    return keyed


def link(specs: Mapping[str, ProcessSpec]) -> list[Problem]:
    """Connect what belongs together, in place; the problems that only show here."""
    problems: list[Problem] = []
    for body in specs.values():
        problems += _seal(body)
    for body in specs.values():
        for node in list(body.task_specs.values()):
            if isinstance(node, CallActivity):
                node.body = specs[node.spec]
        for handler in body.event_subprocesses:
            starts = handler.body.event_starts
            if len(starts) == 1:
                handler.trigger, starts[0].event_subprocess = starts[0], handler
            else:
                problems.append(_event_starts(handler, body, len(starts)))
    return problems


def _event_starts(handler: Any, body: ProcessSpec, count: int) -> Problem:
    return Problem(
        code="BPMN-event-subprocess-start",
        message=f"事件子流程“{handler.bpmn_id}”应恰有一个带事件的开始事件，实际有 {count} 个",
        file=body.file,
        element_id=handler.bpmn_id,
        remedy="给事件子流程画一个定时、消息、错误等开始事件",
    )


def _seal(body: ProcessSpec) -> list[Problem]:
    body.root = Process(body)
    nodes = [node for node in body.task_specs.values() if not node.name.endswith(" [child]")]
    for node in nodes:
        if isinstance(node, StartEvent):
            (body.event_starts if node.waits else body.entries).append(node)
        elif isinstance(node, EventSubProcess):
            body.event_subprocesses.append(node)
    body.event_starts += [n for n in nodes if isinstance(n, ReceiveTask) and n.instantiate and not n.incoming]
    problems = _links(body, nodes)
    if not body.entries and not body.event_starts:
        hidden = (BoundaryEvent, EventSubProcess)
        free = [n for n in nodes if not n.incoming and not n.for_compensation]
        body.entries = [n for n in free if not isinstance(n, hidden)]
    return problems


def _links(body: ProcessSpec, nodes: Iterable[Any]) -> list[Problem]:
    problems: list[Problem] = []
    links = [n for n in nodes if isinstance(getattr(n, "event_definition", None), LinkEventDefinition)]
    targets: dict[str, Any] = {}
    for node in links:
        if isinstance(node, CatchEvent):
            if node.event_definition.name in targets:
                problems.append(_link_problem(node, body, "有两个同名的链接捕获事件"))
            targets[node.event_definition.name] = node
    for node in links:
        if isinstance(node, ThrowEvent):
            name = node.event_definition.name
            if name not in targets:
                problems.append(_link_problem(node, body, "没有同名的链接捕获事件"))
                continue
            flow = Flow(f"{node.name}->{name}", node, targets[name])
            node.outgoing.append(flow)
            flow.target.incoming.append(flow)
    return problems


def _link_problem(node: Any, body: ProcessSpec, what: str) -> Problem:
    return Problem(
        code="BPMN-link",
        message=f"链接事件“{node.event_definition.name}”{what}",
        file=body.file,
        element_id=node.bpmn_id,
        remedy="每个链接名在同一范围内应有且只有一个捕获事件",
    )


def start_events(body: ProcessSpec) -> list[StartEventInfo]:
    """The start events of one process."""
    found: list[StartEventInfo] = []
    for node in body.entries:
        found.append(StartEventInfo(body.process_id, node.bpmn_id, "none"))
    for node in body.event_starts:
        for kind, definition in node.definitions:
            name = definition.name if kind in ("message", "signal") else None
            found.append(StartEventInfo(body.process_id, node.bpmn_id, kind, name, definition))
    return found
