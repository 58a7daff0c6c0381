"""How the text of an expression shows that feelin and the server may read it differently."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from processes.feel import nodes
from processes.feel.names import CALENDAR_FUNCTIONS
from processes.forms.kinds import DURATION, NUMBER, TEMPORAL, Types, dotted, kind_of

#: Functions that the server has and the form view does not.
SERVER_ONLY: Final = frozenset((*CALENDAR_FUNCTIONS, "range"))


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(","))


POSITIONS = _names("substring, sublist, insert before, remove, list replace")
INTERVALS = _names(
    "before, after, meets, met by, overlaps, overlaps before, overlaps after, finishes, finished by,"
    "includes, during, starts, started by, coincides, is"
)
_FRACTIONS = _names("decimal, round up, round down, round half up, round half down, sum, product, modulo")
_ROOTS = _names("mean, median, stddev, sqrt, log, exp")
LISTS = _names("concatenate, mode")
_PATTERNS = _names("matches, replace, split")
#: What the two kinds of regular expressions read differently: escapes, signed groups, subtraction of sets.
_SPECIAL = re.compile(r"\\|\(\?|-\[")
_WHOLE_DAYS = re.compile(r"-?P\d+D\Z")


_FOUND = nodes.Filter | nodes.If
_COMPARING = nodes.Comparison | nodes.Between | nodes.In | nodes.InstanceOf


@dataclass(frozen=True)
class Look:
    """What a class is told beside the node: the text of the expression and the kinds of its variables.

    ``clocks`` are fields with a time: ``09:30`` in the browser, ``09:30:00`` here.
    """

    text: str
    types: Types
    clocks: frozenset[str] = frozenset()


def walked(node: nodes.Node) -> Iterator[nodes.Node]:
    """A node and all below it, from above."""
    yield node
    for child in node.children():
        yield from walked(child)


def called(node: nodes.Node) -> str:
    """The name of the function that a node calls."""
    function = node.function if isinstance(node, (nodes.Call, nodes.NamedCall)) else None
    return function.name if isinstance(function, nodes.Name) else ""


def calls(names: frozenset[str]) -> Callable[[nodes.Node, Look], bool]:
    return lambda node, look: called(node) in names


def arguments(node: nodes.Node) -> tuple[nodes.Node, ...]:
    if isinstance(node, nodes.NamedCall):
        return tuple(argument for _, argument in node.arguments)
    return node.arguments if isinstance(node, nodes.Call) else ()


def is_duration(node: nodes.Node, look: Look) -> bool:
    """``-duration``, ``duration * 2``, ``duration / 2``."""
    if isinstance(node, nodes.Negation):
        return kind_of(node.operand, look.types) in DURATION
    if not isinstance(node, nodes.Arithmetic) or node.operator not in "*/":
        return False
    return bool({kind_of(node.left, look.types), kind_of(node.right, look.types)} & DURATION)


def is_clocked(node: nodes.Node, look: Look) -> bool:
    """A date moved by a duration that may have hours."""
    if not isinstance(node, nodes.Arithmetic) or kind_of(node.left, look.types) != "date":
        return False
    return kind_of(node.right, look.types) not in ("months", "date") and not _is_whole_days(node.right)


def _is_whole_days(node: nodes.Node) -> bool:
    argument = arguments(node)[0] if called(node) == "duration" and len(arguments(node)) == 1 else node
    text = getattr(argument, "value", None)
    return isinstance(argument, nodes.Literal) and bool(_WHOLE_DAYS.match(str(text)))


def has_open_bounds(node: nodes.Node, look: Look) -> bool:
    """A range whose ends are not two constants in order: it may be empty, or have an end that is null."""
    if isinstance(node, nodes.Interval | nodes.Between):
        low, high = node.low, node.high
    elif isinstance(node, nodes.Iteration) and node.end is not None:
        low, high = node.source, node.end
    else:
        return False
    if not isinstance(low, nodes.Literal) or not isinstance(high, nodes.Literal):
        return True
    return not (
        isinstance(low.value, Decimal) and isinstance(high.value, Decimal) and low.value <= high.value
    )


def is_list_equality(node: nodes.Node, look: Look) -> bool:
    """Two lists or contexts compared with ``=``."""
    if not isinstance(node, nodes.Comparison) or node.operator not in ("=", "!="):
        return False
    kinds = {kind_of(node.left, look.types), kind_of(node.right, look.types)}
    return bool(kinds & {"list", "context", "range"}) and "null" not in kinds


def is_mixed(node: nodes.Node, look: Look) -> bool:
    """Values of two known types compared, or an element of a list that may be missing ordered."""
    if not isinstance(node, nodes.Comparison):
        return False
    sides = {side: kind_of(side, look.types) for side in (node.left, node.right)}
    kinds = set(sides.values())
    ordered = node.operator not in ("=", "!=")
    if ordered and any(kind == "any" and isinstance(side, _FOUND) for side, kind in sides.items()):
        return True
    return not kinds & {"any", "null"} and len(kinds) > 1 and not kinds <= NUMBER


def is_fraction(node: nodes.Node, look: Look) -> bool:
    """Arithmetic that may leave the whole numbers: doubles in the browser, decimals here."""
    if isinstance(node, nodes.Arithmetic):
        kinds = {kind_of(node.left, look.types), kind_of(node.right, look.types)}
        temporal = TEMPORAL | DURATION | {"text"}
        return not kinds & temporal and not (kinds == {"integer"} and node.operator in ("+", "-", "*"))
    if called(node) in _ROOTS:
        return True
    return called(node) in _FRACTIONS and any(
        kind_of(each, look.types) != "integer" for each in arguments(node)
    )


def is_written_number(node: nodes.Node, look: Look) -> bool:
    """A computed number written as text: ``2.00`` here, ``2`` there."""
    return called(node) in ("string", "string join") and any(map(_is_computed, arguments(node)))


def _is_computed(node: nodes.Node) -> bool:
    fraction = isinstance(node, nodes.Arithmetic) or called(node) in _FRACTIONS | _ROOTS
    return fraction or any(map(_is_computed, node.children()))


def is_special_pattern(node: nodes.Node, look: Look) -> bool:
    """Patterns with signs: XPath's here, JavaScript's there."""
    given = arguments(node)
    if called(node) not in _PATTERNS or len(given) < 2:
        return False
    pattern = given[1]
    return not isinstance(pattern, nodes.Literal) or bool(_SPECIAL.search(str(pattern.value)))


def is_membership(node: nodes.Node, look: Look) -> bool:
    """``value in list``, where the list may be null; ``in (< limit)``, where the limit may be."""
    if not isinstance(node, nodes.In):
        return False
    return any(
        isinstance(test, nodes.UnaryComparison)
        or not (isinstance(test, nodes.Literal | nodes.Interval) or kind_of(test, look.types) in _SCALARS)
        for test in node.tests
    )


_SCALARS = NUMBER | TEMPORAL | {"text", "boolean"}


def is_doubtful(node: nodes.Node, look: Look) -> bool:
    """``some`` and ``every`` whose condition may be null: null here, false there."""
    return isinstance(node, nodes.Quantified) and not _is_certain(node.body)


def _is_certain(node: nodes.Node) -> bool:
    """Whether a condition is true or false even when values are missing."""
    if isinstance(node, nodes.Conjunction | nodes.Disjunction):
        return all(map(_is_certain, node.parts))
    return isinstance(node, nodes.Comparison) and node.operator in ("=", "!=")


def is_clock_text(node: nodes.Node, look: Look) -> bool:
    """A time taken as text: not read by a function, nor compared with null."""
    if called(node) in ("time", "date and time", "date"):
        return False
    children = tuple(node.children())
    if isinstance(node, nodes.Comparison) and any(kind_of(each, look.types) == "null" for each in children):
        return False
    return any(dotted(child) in look.clocks for child in children)


def is_chained(node: nodes.Node, look: Look) -> bool:
    """``a = b > c`` without brackets: which comes first is read differently."""
    if not isinstance(node, _COMPARING):
        return False
    first = next(node.children(), None)
    return isinstance(first, _COMPARING) and not _is_bracketed(look.text, _start(first), node.at)


def _start(node: nodes.Node) -> int:
    """Where the text of a node begins, without brackets around it."""
    return min((node.at, *(_start(child) for child in node.children())))


def _is_bracketed(text: str, start: int, end: int) -> bool:
    """Whether what ends before *end* is a bracket that opens before *start*."""
    depth = 0
    for at in range(len(text[:end].rstrip()) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[at], 0)
        if depth == 0:
            return at < start and text[at] == "("
    return False
