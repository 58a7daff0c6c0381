"""The nodes of one body and how tokens get from one to another."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from ..reading.document import Document


def event_kinds(document: Document, event: etree._Element) -> list[str]:
    """``message``, ``timer`` …: the definitions of an event, in their order."""
    return [document.tag(each).removesuffix("EventDefinition") for each in document.definitions(event)]


class Graph:
    """Successors of every node: by sequence flows, boundary events, pairs of link events, and associations
    from compensation events to their handlers."""

    def __init__(self, document: Document, body: etree._Element) -> None:
        self.document = document
        self.nodes = document.nodes(body)
        self.after: dict[etree._Element, list[etree._Element]] = {node: [] for node in self.nodes}
        for node in self.nodes:
            for flow in document.outgoing(node):
                self._add(node, document.by_id.get(flow.get("targetRef", "")))
            if node.get("attachedToRef"):
                self._add(document.target(node.get("attachedToRef")), node)
            for handler in document.associated(node):
                self._add(node, handler)
        self._links()

    def _add(self, source: etree._Element | None, target: etree._Element | None) -> None:
        if source is not None and target is not None and source in self.after and target in self.after:
            self.after[source].append(target)

    def _links(self) -> None:
        names: dict[tuple[str, str | None], list[etree._Element]] = {}
        for node in self.nodes:
            for each in self.document.definitions(node):
                if self.document.tag(each) == "linkEventDefinition":
                    names.setdefault((self.document.tag(node), each.get("name")), []).append(node)
        for (tag, name), sources in names.items():
            if tag == "intermediateThrowEvent":
                for source in sources:
                    for target in names.get(("intermediateCatchEvent", name), ()):
                        self._add(source, target)

    def beside(self, node: etree._Element) -> list[etree._Element]:
        """Where a token gets from a node without a sequence flow: boundary events, the target of a link."""
        flows = {flow.get("targetRef") for flow in self.document.outgoing(node)}
        found = [after for after in self.after[node] if after.get("id") not in flows]
        return [after for after in found if after.get("isForCompensation") != "true"]

    def entries(self) -> list[etree._Element]:
        """Where tokens may come in: start events; without any, the nodes that nothing leads to."""
        tag = self.document.tag
        waiting = [n for n in self.nodes if n.get("triggeredByEvent") == "true"]
        starts = [n for n in self.nodes if tag(n) == "startEvent" or n.get("instantiate") == "true"]
        if not starts:
            led_to = {after for targets in self.after.values() for after in targets}
            passive = [n for n in self.nodes if n.get("isForCompensation") == "true"]
            starts = [n for n in self.nodes if n not in led_to and n not in passive]
            starts = [n for n in starts if tag(n) != "boundaryEvent"]
        return starts + waiting

    def reached(self) -> set[etree._Element]:
        """The nodes that a token may come to."""
        return _closure(self.entries(), self.after)

    def ending(self) -> set[etree._Element]:
        """The nodes from which a token may come to an end: one that has no flow onwards."""
        before: dict[etree._Element, list[etree._Element]] = {node: [] for node in self.nodes}
        for source, targets in self.after.items():
            for target in targets:
                before[target].append(source)
        ends = [n for n in self.nodes if not self.document.outgoing(n) and not _links_on(self, n)]
        return _closure(ends, before)


def _links_on(graph: Graph, node: etree._Element) -> bool:
    return graph.document.tag(node) == "intermediateThrowEvent" and bool(graph.after[node])


def _closure(
    start: Iterable[etree._Element], onwards: dict[etree._Element, list[etree._Element]]
) -> set[etree._Element]:
    found, todo = set(start), list(start)
    while todo:
        for after in onwards[todo.pop()]:
            if after not in found:
                found.add(after)
                todo.append(after)
    return found
