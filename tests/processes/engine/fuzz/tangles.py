"""Draws processes without structure: any node may lead to any later one, and back to somebody's work.

Tokens may multiply, wait at joins for ever or meet in any order; whether they do is for the oracle to say.
"""

from __future__ import annotations

from random import Random

from .shapes import MESSAGES, SIGNALS, Body, Flow, Model, Node, Trigger

_KINDS = ("user", "user", "task", "xor", "and", "and", "or", "or", "or", "catch", "sub", "throw")


class Tangle:
    """One body: ``size`` nodes between its start and its ends."""

    def __init__(self, draw: Random, size: int, prefix: str = "", *, nested: bool = True) -> None:
        self.draw, self.prefix, self.body, self.flows, self.nested = draw, prefix, Body(), 0, nested
        order = [self._node("start")]
        order += [self._node(draw.choice(_KINDS)) for _ in range(size)]
        order += [self._node("end") for _ in range(draw.randint(1, 2))]
        self._forward(order)
        self._backward(order)
        self._defaults()
        self._boundaries(order)
        self._undoings(order)

    def _node(self, kind: str) -> Node:
        if kind == "sub" and not self.nested:
            kind = "user"
        node = Node(f"{self.prefix}{kind}{len(self.body.nodes)}", kind)
        if kind == "catch":
            node.trigger = self._waited(SIGNALS)
        if kind == "throw":
            node.trigger = self.draw.choice((("signal", SIGNALS[0]), ("compensate", None)))
        if kind == "end" and self.draw.random() < 0.15:
            node.trigger = ("terminate", None)
        if kind == "sub":
            node.body = Tangle(self.draw, self.draw.randint(1, 4), f"{node.id}_", nested=False).body
        return self.body.add(node)

    def _waited(self, signals: tuple[str, ...]) -> Trigger:
        draw = self.draw
        return draw.choice(
            [("timer", None), ("message", draw.choice(MESSAGES)), ("signal", draw.choice(signals))]
        )

    def _flow(self, source: Node, target: Node) -> Flow:
        self.flows += 1
        flow = Flow(f"{self.prefix}f{self.flows}", source.id, target.id)
        self.body.flows.append(flow)
        return flow

    def _forward(self, order: list[Node]) -> None:
        """Every node is led to from an earlier one, and leads to a later one."""
        for number, node in enumerate(order[1:], 1):
            earlier = [each for each in order[:number] if each.kind != "end"]
            self._flow(self.draw.choice(earlier), node)
        for number, node in enumerate(order):
            if node.kind == "end":
                continue
            more = 0 if self.body.outgoing(node.id) else 1
            more += node.kind in ("xor", "and", "or") and self.draw.random() < 0.7
            for _ in range(more):
                self._flow(node, self.draw.choice(order[number + 1 :]))

    def _backward(self, order: list[Node]) -> None:
        """Back only to somebody's work, so that nothing runs for ever by itself."""
        for number, node in enumerate(order):
            work = [each for each in order[1:number] if each.kind == "user"]
            if node.kind in ("xor", "or", "and") and work and self.draw.random() < 0.4:
                self._flow(node, self.draw.choice(work))

    def _defaults(self) -> None:
        for node in self.body.nodes.values():
            flows = self.body.outgoing(node.id)
            if node.kind not in ("xor", "or") or len(flows) < 2:
                continue
            for flow in flows:
                k = self.draw.randint(2, 3)
                flow.condition = k, self.draw.randrange(k)
            if self.draw.random() < 0.8:
                default = self.draw.choice(flows)
                default.condition, default.default = None, True

    def _boundaries(self, order: list[Node]) -> None:
        for number, node in enumerate(order):
            if node.kind in ("user", "sub") and self.draw.random() < 0.2:
                trigger = self._waited(SIGNALS[1:])  # not what is thrown: it would call itself for ever
                event = Node(f"{node.id}_b", "boundary", trigger, self.draw.random() < 0.5, node.id)
                self.body.add(event)
                self._flow(event, self.draw.choice(order[number + 1 :]))

    def _undoings(self, order: list[Node]) -> None:
        for node in order:
            if node.kind in ("user", "task") and self.draw.random() < 0.4:
                handler = self.body.add(Node(f"{node.id}_h", self.draw.choice(("user", "task"))))
                node.undone_by = handler.id


def tangled(draw: Random, size: int) -> Model:
    """A main process without structure."""
    return Model({"main": Tangle(draw, size).body}, sound=False)
