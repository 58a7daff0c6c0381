"""The syntax trees of expressions that have been compiled before."""

from __future__ import annotations

from processes.feel import nodes
from processes.feel.expression import ALWAYS_KNOWN
from processes.feel.names import known_names
from processes.feel.parser import parse, parse_unary

_KNOWN = known_names(ALWAYS_KNOWN)


def trees(text: str, *, unary: bool = False) -> tuple[nodes.Node, ...]:
    """One tree, or one for each of the unary tests."""
    return parse_unary(text, _KNOWN)[1] if unary else (parse(text, _KNOWN),)
