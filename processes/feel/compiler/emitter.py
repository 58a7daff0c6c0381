"""Writing the code of one function: where its names are found, and which kinds of values it handles.

A value travels as an ``Operand``: an identifier and what is known about it.  ``RAW`` values are as the data
have them (an ``int`` not yet a ``Decimal``), which lets comparisons of plain numbers skip the conversion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from processes.feel.analysis import free_names
from processes.feel.compiler.layers import Layer
from processes.feel.compiler.writer import Writer
from processes.feel.nodes import Literal, Name, Node
from processes.feel.run import Frame
from processes.feel.sites import Site

# Beyond these an expression is continued in a function of its own; Python nests 20 loops and 100 blocks.
_MAX_DEPTH = 40
_MAX_LOOPS = 6
_MAX_INDENT = 40


class Kind(Enum):
    """What an identifier may hold: true, false or null; any FEEL value; anything the data contain."""

    TRUTH = "truth"
    VALUE = "value"
    RAW = "raw"


@dataclass(frozen=True)
class Operand:
    """An identifier of the code; ``literal`` when it is a constant of the expression."""

    name: str
    kind: Kind
    literal: Literal | None = None

    def is_literal(self, *types: type) -> bool:
        """Whether it is a constant of one of these types."""
        return self.literal is not None and type(self.literal.value) in types


class Part:
    """An expression that becomes a function of its own when it is first needed."""

    __slots__ = ("_code", "_node", "_text")

    def __init__(self, text: str, node: Node) -> None:
        self._text, self._node = text, node
        self._code: Callable[[Frame], Any] | None = None

    def evaluate(self, frame: Frame) -> Any:
        """The FEEL value."""
        if self._code is None:
            self._code = write_expression(self._text, self._node)
        return self._code(frame)


class Emitter:
    """Writes one function whose outermost names are in ``frame``."""

    def __init__(self, text: str) -> None:
        self.writer = Writer()
        self.text = text
        self.layers: list[Layer] = []
        self._depth = 0
        self._loops = 0
        self._cached: set[str] = set()
        self._cache: dict[str, str] = {}

    def emit(self, node: Node) -> Operand:
        """Write the code of a node."""
        if self._depth > _MAX_DEPTH or self._loops > _MAX_LOOPS or self.writer.indent > _MAX_INDENT:
            return self.part(node)
        self._depth += 1
        try:
            return _EMITTERS[type(node)](node, self)
        finally:
            self._depth -= 1

    def part(self, node: Node) -> Operand:
        """Write a call of the node's own function."""
        part = self.writer.constant(Part(self.text, node))
        return Operand(self.writer.assign(f"{part}.evaluate({self.frame()})"), Kind.VALUE)

    def native(self, node: Node) -> str:
        """Write a node; the identifier holds a FEEL value."""
        return self.converted(self.emit(node))

    def converted(self, operand: Operand) -> str:
        """The identifier of an operand as FEEL value."""
        name = operand.name
        if operand.kind is not Kind.RAW:
            return name
        return self.writer.assign(f"{name} if type({name}) in NATIVE else convert({name})")

    def site(self, node: Node) -> str:
        """The identifier of a node's place."""
        return self.writer.constant(Site(self.text, node.at))

    def frame(self) -> str:
        """Write the variables of all layers as frames; the identifier of the innermost."""
        name = "frame"
        for layer in self.layers:
            name = layer.write_frame(self.writer, name)
        return name

    @contextmanager
    def branch(self, head: str) -> Iterator[None]:
        """A block that may be skipped: what it reads is not known afterwards."""
        before = set(self._cached)
        with self.writer.block(head):
            yield
        self._cached = before

    @contextmanager
    def loop(self, head: str) -> Iterator[None]:
        """A block that is repeated."""
        self._loops += 1
        with self.branch(head):
            yield
        self._loops -= 1

    @contextmanager
    def layer(self, layer: Layer) -> Iterator[None]:
        """Variables that exist while the block is written."""
        self.layers.append(layer)
        yield
        self.layers.pop()

    def hoist(self, node: Node) -> None:
        """Before a loop: let its outer variables be looked up once, not in every turn."""
        for name in sorted(free_names([node], frozenset()) - self._cached):
            self.writer.put(f"{self._cell(name)} = ABSENT")
            self._cached.add(name)

    def name(self, node: Name) -> Operand:
        """Write the reading of a variable or function."""
        return self.find(node, self.layers, self._outermost)

    def find(self, node: Name, layers: Sequence[Layer], outermost: Callable[[Name], Operand]) -> Operand:
        """Write the search for a name through layers, innermost first, then wherever ``outermost`` looks."""
        for index in range(len(layers) - 1, -1, -1):
            layer = layers[index]
            bound = layer.binding(node.name)
            if layer.fields is None:
                if bound is not None:
                    return Operand(bound, Kind.RAW)
                continue
            found, key = self.writer.fresh(), self.writer.constant(node.name)
            with self.writer.block(f"if {key} in {layer.fields}:"):
                self.writer.put(f"{found} = {layer.fields}[{key}]")
            with self.branch("else:"):
                other = bound or self.find(node, layers[:index], outermost).name
                self.writer.put(f"{found} = {other}")
            return Operand(found, Kind.RAW)
        return outermost(node)

    def _cell(self, name: str) -> str:
        if name not in self._cache:
            self._cache[name] = self.writer.fresh("n")
        return self._cache[name]

    def _outermost(self, node: Name) -> Operand:
        """A variable of the frame, read once; what is not in it is looked up (and warned about) each time."""
        cell, key = self._cell(node.name), self.writer.constant(node.name)
        found, put = self.writer.fresh(), self.writer.put
        known = node.name in self._cached
        with self.writer.block(f"if {cell} is not ABSENT:" if known else f"if {key} in scope:"):
            put(f"{found} = {cell}" if known else f"{found} = {cell} = scope[{key}]")
        if known:
            with self.writer.block(f"elif {key} in scope:"):
                put(f"{found} = {cell} = scope[{key}]")
        with self.writer.block("else:"):
            if not known:
                put(f"{cell} = ABSENT")
            put(f"{found} = outer(frame, {key}, {self.site(node)})")
        self._cached.add(node.name)
        return Operand(found, Kind.RAW)


N = TypeVar("N", bound=Node)
_EMITTERS: dict[type[Node], Callable[[Any, Emitter], Operand]] = {}


def emits(
    kind: type[N],
) -> Callable[[Callable[[N, Emitter], Operand]], Callable[[N, Emitter], Operand]]:
    """Register what writes one kind of node."""

    def register(function: Callable[[N, Emitter], Operand]) -> Callable[[N, Emitter], Operand]:
        _EMITTERS[kind] = function
        return function

    return register


def write_expression(text: str, node: Node) -> Callable[[Frame], Any]:
    """The function of a frame that computes a node."""
    emitter = Emitter(text)
    emitter.writer.put(f"return {emitter.native(node)}")
    return emitter.writer.finish("frame")


@emits(Literal)
def _literal(node: Literal, emitter: Emitter) -> Operand:
    kind = Kind.TRUTH if node.value is None or type(node.value) is bool else Kind.VALUE
    return Operand(emitter.writer.constant(node.value), kind, node)


@emits(Name)
def _name(node: Name, emitter: Emitter) -> Operand:
    return emitter.name(node)
