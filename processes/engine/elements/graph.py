"""The specification of one process or sub-process body: nodes, flows, and what is derived from them once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

#: Extension elements of a node as plain data; ``reading.extensions`` says which keys there are.
Extensions = dict[str, Any]


@dataclass(eq=False, slots=True)
class Flow:
    """A sequence flow.  ``condition`` is FEEL, with or without the leading equals sign."""

    id: str
    source: Any
    target: Any
    condition: str | None = None


class ProcessSpec(BpmnProcessSpec):
    """A body.  ``key`` finds it in a program.

    The process id, for sub-processes ``process id#sub-process id``.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Start, End and EndJoin would share the name space of the designer's ids
        self.task_specs.clear()
        self.bpmn_start_events.clear()
        self.start = self.end = None
        self.process_id: str = self.name
        self.key: str = self.name
        self.program: Any = None  # the one that it is part of
        self.root: Any = None
        self.entries: list[Any] = []  # nodes that get a token when the scope opens without an event
        self.event_starts: list[Any] = []  # start events that wait
        self.together: dict[str, list[Any]] = {}  # start event -> those that must happen too
        self.event_subprocesses: list[Any] = []
        self._reach: dict[tuple[str, str], frozenset[Flow]] = {}

    def node(self, bpmn_id: str) -> Any:
        """The node with this id (its multi-instance body, if it has one); KeyError if there is none."""
        return self.task_specs[bpmn_id]

    def compensation_handler(self) -> Any:
        """The compensation event sub-process, if any."""
        for node in self.event_subprocesses:
            if "compensation" in node.trigger.kinds:
                return node
        return None

    def reach(self, node: Any, join: Any) -> frozenset[Flow]:
        """Incoming flows of ``join`` that a token at ``node`` can still come to without passing ``join``."""
        key = (node.name, join.name)
        if key not in self._reach:
            seen: set[str] = set()
            hits: set[Flow] = set()
            todo = [node]
            while todo:
                here = todo.pop()
                if here is join or here.name in seen:
                    continue
                seen.add(here.name)
                for flow in [flow for each in (here, *here.boundaries) for flow in each.outgoing]:
                    if flow.target is join:
                        hits.add(flow)
                    else:
                        todo.append(flow.target)
            self._reach[key] = frozenset(hits)
        return self._reach[key]

    def ahead(self, target: Any) -> tuple[set[str], set[str]]:
        """What one token at ``target`` leads to by itself: (node names, flow ids).

        A join is passed only when *all* its incoming flows are led to: what needs a token from a parallel
        branch that ``target`` does not start is not ahead of it.
        """
        nodes: set[str] = set()
        flows: set[str] = set()
        todo = [target]
        while todo:
            here = todo.pop()
            if here.name in nodes:
                continue
            nodes.add(here.name)
            for flow in here.outgoing:
                flows.add(flow.id)
                after = flow.target
                if not after.joins or all(incoming.id in flows for incoming in after.incoming):
                    todo.append(after)
        return nodes, flows
