"""Parallel joins that can never fire (BPMN 2.0.2 §13.4.1).

The argument is structural and errs on the side of silence: the relation holds every pair of flows that may
carry tokens at the same time in any run, whatever the data are, and possibly more (the concurrency relation
of Petri nets; Kovalyov and Esparza 1996).  A join needs a token on all its flows at once, so a pair of its
flows that is not in the relation proves that it never fires.  The model of a run is generous: conditions go
every way, inclusive gateways let every subset through, boundary events happen as often as they like.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from lxml import etree

from processes.errors import Problem

from ..reading.document import Document
from .graph import Graph

#: Places of a body above which the relation (quadratic in them) is not computed.
MOST = 2000


def check(document: Document) -> Iterator[Problem]:
    """The parallel gateways of all bodies.

    A warning and no error: the model is legal and executed as drawn (the tokens wait), and an operator can
    move them.
    """
    for body in document.bodies():
        joins = [
            node
            for node in document.nodes(body)
            if document.tag(node) == "parallelGateway" and len(document.incoming(node)) > 1
        ]
        if joins and document.tag(body) != "adHocSubProcess":
            net = Net(document, Graph(document, body))
            if len(net.places) <= MOST:
                relation = Relation(net)
                yield from (problem for join in joins for problem in _judge(document, join, net, relation))


def _judge(document: Document, join: etree._Element, net: Net, relation: Relation) -> Iterator[Problem]:
    flows = document.incoming(join)
    if not any(relation.marked(net.place(flow)) for flow in flows):
        return  # nothing ever comes here: another rule tells
    for one, other in combinations(flows, 2):
        if not relation.both(net.place(one), net.place(other)):
            names = f"流入“{one.get('id')}”和“{other.get('id')}”不可能都来到令牌"
            message = f"并行网关“{document.label(join)}”永远等不齐：{names}"
            yield document.problem("BPMN-join-never", join, message)
            return


class Net:
    """A body as a Petri net: flows are places, and so is every node (while a token is in it).

    ``moves``: (places a token is taken from, places that get one); ``first``: places that get the first
    tokens, those of one entry together.
    """

    def __init__(self, document: Document, graph: Graph) -> None:
        self.document, self.graph = document, graph
        self.places: dict[etree._Element, int] = {}
        self._same: dict[etree._Element, etree._Element] = {}
        for node in graph.nodes:
            self._pass_on(node)
        self.moves: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        for node in graph.nodes:
            self._node(node)
        entries = graph.entries()
        together = [node for node in entries if not document.definitions(node)]
        self.first = [[self.place(node)] for node in entries if node not in together]
        self.first.append([self.place(node) for node in together])

    def _pass_on(self, node: etree._Element) -> None:
        """A node with one flow in and one out, and nothing else, is one place with them: fewer places."""
        ins, outs = self.document.incoming(node), self.document.outgoing(node)
        plain = node.get("completionQuantity", "1") == "1" and not self.graph.beside(node)
        if len(ins) == len(outs) == 1 and plain:
            first = self._first(ins[0])
            for other in (node, outs[0]):
                if (root := self._first(other)) is not first:
                    self._same[root] = first

    def _first(self, element: etree._Element) -> etree._Element:
        while element in self._same:
            element = self._same[element]
        return element

    def place(self, element: etree._Element) -> int:
        """The number of the place of a flow or node."""
        return self.places.setdefault(self._first(element), len(self.places))

    def _node(self, node: etree._Element) -> None:
        document, here = self.document, (self.place(node),)
        if self._first(node) is not node:
            return  # one place with the flow that comes in
        ins = tuple(self.place(flow) for flow in document.incoming(node))
        outs = tuple(self.place(flow) for flow in document.outgoing(node))
        if document.tag(node) == "parallelGateway":
            self.moves.append((ins, here))
        else:
            self.moves += [((place,), here) for place in ins]
        if document.tag(node) in ("exclusiveGateway", "eventBasedGateway"):
            self.moves += [(here, (out,)) for out in outs]
        else:  # all at once stands for every choice: tokens only add to the relation
            many = node.get("completionQuantity", "1") != "1"
            self.moves.append((here, outs * 2 if many else outs))
        self.moves += [(here, self._beside(node, after)) for after in self.graph.beside(node)]

    def _beside(self, node: etree._Element, after: etree._Element) -> tuple[int, ...]:
        stays = after.get("attachedToRef") and after.get("cancelActivity") == "false"
        return (self.place(after), self.place(node)) if stays else (self.place(after),)


class Relation:
    """Which places may hold tokens at the same time; every set of places is the bits of a number."""

    def __init__(self, net: Net) -> None:
        self._with = [0] * len(net.places)
        self._marked = 0
        self._takers: list[list[int]] = [[] for _ in net.places]
        for number, (taken, _) in enumerate(net.moves):
            for place in taken:
                self._takers[place].append(number)
        self._todo: set[int] = set()
        for group in net.first:
            self._given(tuple(group), 0)
        while self._todo:
            taken, given = net.moves[self._todo.pop()]
            if self._possible(taken):
                self._given(given, self._beside(taken))

    def marked(self, place: int) -> bool:
        """Whether a token may come to the place at all."""
        return bool(self._marked >> place & 1)

    def both(self, one: int, other: int) -> bool:
        """Whether the two places may hold tokens at the same time."""
        return bool(self._with[one] >> other & 1)

    def _possible(self, taken: tuple[int, ...]) -> bool:
        return all(map(self.marked, taken)) and all(self.both(a, b) for a, b in combinations(taken, 2))

    def _beside(self, taken: tuple[int, ...]) -> int:
        """The places that may hold a token besides those that are taken."""
        found = -1
        for place in taken:
            found &= self._with[place]
        return found & self._marked if taken else 0

    def _given(self, given: tuple[int, ...], beside: int) -> None:
        for index, place in enumerate(given):
            others = beside
            for position, other in enumerate(given):
                if position != index:
                    others |= 1 << other
            self._relate(place, others)

    def _relate(self, place: int, others: int) -> None:
        new = others & ~self._with[place]
        if new or not self.marked(place):
            self._marked |= 1 << place
            self._with[place] |= others
            self._todo.update(self._takers[place])
        while new:
            other = (new & -new).bit_length() - 1
            new &= new - 1
            if not self._with[other] >> place & 1:
                self._with[other] |= 1 << place
                self._todo.update(self._takers[other])
