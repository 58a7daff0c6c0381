"""From parsed bodies to one program: keys, start events, links, called processes, event sub-processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..elements.bodies import EventSubProcess, Process, Scope
from ..elements.calls import CallActivity
from ..elements.catching import BoundaryEvent, CatchEvent, ReceiveTask, StartEvent
from ..elements.definitions import LinkEventDefinition
from ..elements.gateways import EventBasedGateway
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


def link(specs: Mapping[str, ProcessSpec]) -> None:
    """Connect what belongs together, in place.  ``checks`` has seen that it does."""
    for body in specs.values():
        _seal(body)
    for body in specs.values():
        for node in list(body.task_specs.values()):
            if isinstance(node, CallActivity) and node.target is None:
                node.body = specs[node.spec] if node.binding == "deployment" else specs.get(node.spec)
        for handler in body.event_subprocesses:
            (start,) = handler.body.event_starts
            handler.trigger, start.event_subprocess = start, handler


def _seal(body: ProcessSpec) -> None:
    body.root = Process(body)
    nodes = [node for node in body.task_specs.values() if not node.name.endswith(" [child]")]
    for node in nodes:
        if isinstance(node, StartEvent):
            (body.event_starts if node.waits else body.entries).append(node)
        elif isinstance(node, EventSubProcess):
            body.event_subprocesses.append(node)
    body.event_starts += [n for n in nodes if isinstance(n, ReceiveTask) and n.instantiate and not n.incoming]
    for gateway in nodes:
        if isinstance(gateway, EventBasedGateway) and gateway.instantiate and not gateway.incoming:
            _start_gateway(body, gateway)
    _links(nodes)
    if not body.entries and not body.event_starts:
        hidden = (BoundaryEvent, EventSubProcess)
        free = [n for n in nodes if not n.incoming and not n.for_compensation]
        body.entries = [n for n in free if not isinstance(n, hidden)]


def _start_gateway(body: ProcessSpec, gateway: EventBasedGateway) -> None:
    """Each of its events starts the process; behind a parallel one all must happen (BPMN 2.0.2 §10.6.6)."""
    events = [flow.target for flow in gateway.outgoing]
    body.event_starts += events
    if gateway.parallel:
        body.together.update({event.name: [e for e in events if e is not event] for event in events})


def _links(nodes: Iterable[Any]) -> None:
    """A pair of link events is a sequence flow without a line (BPMN 2.0.2 §13.5.6)."""
    links = [n for n in nodes if isinstance(getattr(n, "event_definition", None), LinkEventDefinition)]
    targets = {node.event_definition.name: node for node in links if isinstance(node, CatchEvent)}
    for node in links:
        if isinstance(node, ThrowEvent):
            name = node.event_definition.name
            flow = Flow(f"{node.name}->{name}", node, targets[name])
            node.outgoing.append(flow)
            flow.target.incoming.append(flow)


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
