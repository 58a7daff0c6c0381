"""A BPMN document as the checks look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from processes.errors import Problem

from ..elements.graph import Extensions
from . import rulebook
from .extensions import BPMN, ZEEBE, read_extensions
from .normalise import GLOBAL_TASKS
from .parser import SUPPORTED

FLOW_NODES = SUPPORTED
BODIES = ("process", "subProcess", "transaction", "adHocSubProcess")
ACTIVITIES = (
    *(tag for tag in sorted(SUPPORTED) if tag.lower().endswith("task")),
    *BODIES[1:],
    "callActivity",
)


LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")


@dataclass(frozen=True)
class Surroundings:
    """What the documents of a set may refer to: forms and decisions by id; the roots by file name; processes
    of all deployments with their version tags.
    """

    roots: Mapping[str, etree._Element]
    forms: frozenset[str]
    decisions: frozenset[str]
    deployed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def processes(self) -> frozenset[str]:
        """Ids of the executable processes, global tasks included."""
        return frozenset(
            element.get("id", "")
            for root in self.roots.values()
            for element in root.iterchildren(etree.Element)
            if str(element.tag) in (*GLOBAL_TASKS, f"{BPMN}process")
            if element.get("isExecutable", "true") == "true"
        )

    @cached_property
    def version_tags(self) -> Mapping[str, str]:
        """The version tags of the processes that have one (``zeebe:versionTag``), by process id."""
        found = {}
        for root in self.roots.values():
            for tag in root.iter(f"{ZEEBE}versionTag"):
                process = next(tag.iterancestors(f"{BPMN}process"), None)
                if process is not None:
                    found[process.get("id", "")] = tag.get("value", "")
        return found

    def callable(self, process_id: str, tag: str | None) -> bool:
        """Whether a call that is bound when it begins finds the process, here or in another deployment."""
        tags = self.deployed.get(process_id)
        if process_id in self.processes:
            tags = (tags or frozenset()) | {self.version_tags.get(process_id, "")}
        return tags is not None and (tag is None or tag in tags)

    @cached_property
    def waiting(self) -> frozenset[str]:
        """Ids of the processes that begin only with an event: no start event of theirs is a plain one."""
        found = set()
        for root in self.roots.values():
            for process in root.iterchildren(f"{BPMN}process"):
                starts = list(process.iterchildren(f"{BPMN}startEvent"))
                if starts and all(any("ventDefinition" in str(e.tag) for e in start) for start in starts):
                    found.add(process.get("id", ""))
        return frozenset(found)


def _line(element: etree._Element) -> int | None:
    line: Any = element.sourceline
    return None if line is None else int(line)


class Document:
    """One BPMN file of the set, with indexes."""

    def __init__(self, name: str, root: etree._Element, surroundings: Surroundings) -> None:
        self.name, self.root, self.surroundings = name, root, surroundings
        self.by_id = {element.get("id", ""): element for element in self.model_elements()}

    def problem(self, code: str, element: etree._Element, message: str, remedy: str | None = None) -> Problem:
        """A breach of a rule at an element (or at the nearest one around it that has an id)."""
        place = {"file": self.name, "element_id": self.owner(element).get("id"), "line": _line(element)}
        return rulebook.problem(code, message, remedy=remedy, **place)

    @staticmethod
    def owner(element: etree._Element) -> etree._Element:
        """The element itself, or the nearest one around it that has an id."""
        owner = element
        while not owner.get("id") and (parent := owner.getparent()) is not None:
            owner = parent
        return owner

    def model_elements(self) -> Iterator[etree._Element]:
        """Everything of the model, the drawing left out."""
        for child in self.root.iterchildren(etree.Element):
            if not str(child.tag).endswith("}BPMNDiagram"):
                yield from child.iter(etree.Element)

    @cached_property
    def _apart(self) -> frozenset[etree._Element]:
        """Everything inside root elements that only describe, and in processes that are not executable."""
        aside = (f"{BPMN}choreography", f"{BPMN}globalChoreographyTask", f"{BPMN}globalConversation")
        roots = [
            root
            for root in self.root.iterchildren(*aside, f"{BPMN}process")
            if root.tag in aside or root not in self._processes
        ]
        return frozenset(element for root in roots for element in root.iter(etree.Element))

    def apart(self, element: etree._Element) -> bool:
        """Whether an element has nothing to do with execution."""
        return element in self._apart

    @staticmethod
    def tag(element: etree._Element) -> str:
        """The BPMN name of an element; for foreign elements the full name."""
        return str(element.tag).removeprefix(BPMN)

    @staticmethod
    def label(element: etree._Element) -> str:
        """The name that a person sees, with the id."""
        name, element_id = (element.get("name") or "").replace("\n", " "), element.get("id") or ""
        return f"{name}（{element_id}）" if name and name != element_id else element_id

    @staticmethod
    def extensions(element: etree._Element) -> Extensions:
        """The dialect's extension elements of an element."""
        return read_extensions(element)

    def local(self, reference: str) -> str:
        """A QName without its prefix."""
        head, _, tail = reference.strip().partition(":")
        return tail if tail and head in self._prefixes else reference.strip()

    @cached_property
    def _prefixes(self) -> frozenset[str | None]:
        return frozenset(self.root.nsmap)

    def refers(self, reference: str, kind: str) -> bool:
        """Whether a reference names an element of this kind."""
        found = self.by_id.get(reference)
        found = self.by_id.get(self.local(reference)) if found is None else found
        return found is not None and self.tag(found) == kind

    def target(self, reference: str | None) -> etree._Element | None:
        """The element that a reference names."""
        return None if not reference else self.by_id.get(reference, self.by_id.get(self.local(reference)))

    @cached_property
    def _processes(self) -> list[etree._Element]:
        found = self.root.iterchildren(f"{BPMN}process")
        return [process for process in found if process.get("isExecutable", "true") == "true"]

    @cached_property
    def _inside(self) -> list[tuple[str, etree._Element]]:
        """(BPMN name, element) of everything executable; walked once, looked at often.

        A global task has the name of the task that it is.
        """
        roots = [*self._processes, *self.root.iterchildren(*GLOBAL_TASKS)]
        inside = (e for root in roots for e in root.iter(etree.Element))
        return [(GLOBAL_TASKS.get(str(e.tag), self.tag(e)), e) for e in inside]

    def inside_executable(self) -> Iterator[etree._Element]:
        """All elements of executable processes."""
        return (element for _, element in self._inside)

    def bodies(self) -> Iterator[etree._Element]:
        """Executable processes and their sub-processes."""
        return self.executable(*BODIES)

    def executable(self, *tags: str) -> Iterator[etree._Element]:
        """Elements with one of these BPMN names inside executable processes."""
        wanted = frozenset(tags)
        return (element for tag, element in self._inside if tag in wanted)

    def nodes(self, body: etree._Element) -> list[etree._Element]:
        """The flow nodes directly inside a process or sub-process."""
        return [e for e in body.iterchildren(etree.Element) if self.tag(e) in FLOW_NODES]

    @cached_property
    def _flows(self) -> dict[str, dict[str, list[etree._Element]]]:
        found: dict[str, dict[str, list[etree._Element]]] = {"sourceRef": {}, "targetRef": {}}
        for flow in self.executable("sequenceFlow"):
            for end, index in found.items():
                index.setdefault(flow.get(end, ""), []).append(flow)
        return found

    def outgoing(self, node: etree._Element) -> list[etree._Element]:
        """The sequence flows that leave a node."""
        return self._flows["sourceRef"].get(node.get("id", ""), [])

    def incoming(self, node: etree._Element) -> list[etree._Element]:
        """The sequence flows that enter a node."""
        return self._flows["targetRef"].get(node.get("id", ""), [])

    @cached_property
    def correlated(self) -> frozenset[etree._Element]:
        """The messages that have correlation properties (BPMN 2.0.2 §8.4.2)."""
        retrievals = self.root.iter(f"{BPMN}correlationPropertyRetrievalExpression")
        found = (self.target(each.get("messageRef")) for each in retrievals)
        return frozenset(message for message in found if message is not None)

    @cached_property
    def _boundaries(self) -> dict[etree._Element, list[etree._Element]]:
        found: dict[etree._Element, list[etree._Element]] = {}
        for event in self.executable("boundaryEvent"):
            host = self.target(event.get("attachedToRef"))
            if host is not None:
                found.setdefault(host, []).append(event)
        return found

    def boundaries(self, host: etree._Element) -> list[etree._Element]:
        """The boundary events of an activity."""
        return self._boundaries.get(host, [])

    @cached_property
    def _associations(self) -> dict[etree._Element, list[etree._Element]]:
        found: dict[etree._Element, list[etree._Element]] = {}
        for association in self.executable("association"):
            ends = [self.target(association.get(end)) for end in ("sourceRef", "targetRef")]
            if ends[0] is not None and ends[1] is not None:
                found.setdefault(ends[0], []).append(ends[1])
        return found

    def associated(self, source: etree._Element) -> list[etree._Element]:
        """What associations lead to from an element."""
        return self._associations.get(source, [])

    def definitions(self, event: etree._Element) -> list[etree._Element]:
        """The event definitions of an event, shared ones followed."""
        found = []
        for child in event.iterchildren(etree.Element):
            tag = self.tag(child)
            if tag == "eventDefinitionRef":
                shared = self.by_id.get(self.local(child.text or ""))
                found += [] if shared is None else [shared]
            elif tag.endswith("EventDefinition"):
                found.append(child)
        return found
