"""Which function compiles which node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from processes.feel.nodes import Literal, Node
from processes.feel.run import Frame
from processes.feel.sites import Site

Closure = Callable[[Frame], Any]
N = TypeVar("N", bound=Node)

_COMPILERS: dict[type[Node], Callable[[Any], Closure]] = {}


def compiles(kind: type[N]) -> Callable[[Callable[[N], Closure]], Callable[[N], Closure]]:
    """Register the compiler of one kind of node."""

    def register(function: Callable[[N], Closure]) -> Callable[[N], Closure]:
        _COMPILERS[kind] = function
        return function

    return register


_TEXTS = [""]


def interpret(text: str, node: Node) -> Closure:
    """The closure of the tree of a text."""
    _TEXTS[0] = text
    return compile_node(node)


def site_of(node: Node) -> Site:
    """The place of a node in the text that is being compiled."""
    return Site(_TEXTS[0], node.at)


def compile_node(node: Node) -> Closure:
    """The closure of a node and everything below it."""
    return _COMPILERS[type(node)](node)


@compiles(Literal)
def _literal(node: Literal) -> Closure:
    value = node.value
    return lambda frame: value
