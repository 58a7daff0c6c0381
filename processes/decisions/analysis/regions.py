"""The space that the columns of a table span, and searches in it: what no rule covers, which rules meet.

Every column is cut into classes of values that the same rules let pass.  A *box* is a set of classes per
column; a rule is one box.  Sets of rules and sets of classes are integers with one bit each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from processes.feel import Value

Box = tuple[int, ...]


class GaveUp(Exception):
    """The budget is used up; nothing more can be said."""


class Budget:
    """Steps that the analysis of one table may take; deterministic, unlike a clock."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def spend(self, steps: int = 1) -> None:
        """Raises ``GaveUp``."""
        self.steps -= steps
        if self.steps < 0:
            raise GaveUp


@dataclass(frozen=True)
class Axis:
    """One column: for each class a representative, the rules that pass it and those that may pass it.

    A rule *may* pass where its cell is not analysable.  ``expected`` is the set of classes that a table has
    to answer for.
    """

    values: tuple[Value, ...]
    expected: int
    must: tuple[int, ...]
    may: tuple[int, ...]


def bits(number: int) -> Iterator[int]:
    """The positions of the bits that are set, in ascending order."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def boxes(axes: Sequence[Axis], rules: int, *, sure: bool) -> list[Box]:
    """The box of every rule: where it passes for ``sure``, or where it may."""
    found = []
    for rule in range(rules):
        box = []
        for axis in axes:
            masks = axis.must if sure else axis.may
            box.append(sum(1 << index for index, mask in enumerate(masks) if mask >> rule & 1))
        found.append(tuple(box))
    return found


def meeting(a: Box, b: Box) -> Box | None:
    """What two boxes have in common; None when nothing."""
    common = tuple(x & y for x, y in zip(a, b, strict=True))
    return common if all(common) else None


def uncovered(within: Box, cover: Sequence[Box], budget: Budget) -> Box | None:
    """A box inside ``within`` that no box of ``cover`` touches, as wide as can be; None if there is none.

    Raises ``GaveUp``.  The time grows with the number of different sets of covering boxes that the first
    columns leave over: in practice few, in the worst case exponentially many, hence the budget.
    """
    if not all(within):
        return None
    cover = [box for box in cover if meeting(box, within)]
    choices = [list(bits(classes)) for classes in within]
    masks = [
        [sum(1 << n for n, box in enumerate(cover) if box[column] >> each & 1) for each in choice]
        for column, choice in enumerate(choices)
    ]
    point = _Search(masks, budget).find(0, (1 << len(cover)) - 1)
    if point is None:
        return None
    rest = [choice[0] for choice in choices[len(point) :]]
    point = [choices[column][index] for column, index in enumerate(point)] + rest
    return _widened(point, within, cover)


class _Search:
    """Depth first over the columns; remembers from which sets of boxes on everything is covered."""

    def __init__(self, masks: list[list[int]], budget: Budget) -> None:
        self._masks = masks
        self._budget = budget
        self._covered: set[tuple[int, int]] = set()
        # From each column on: the boxes that let every class pass, and so cover whatever comes.
        self._always = [~0]
        for column in reversed(masks):
            self._always.insert(0, reduce(and_, column, self._always[0]))

    def find(self, column: int, left: int) -> list[int] | None:
        """The classes chosen so far on the way to a point outside, from this column on."""
        if not left:
            return []
        if column == len(self._masks) or left & self._always[column] or (column, left) in self._covered:
            return None
        self._budget.spend(len(self._masks[column]))
        for index, mask in enumerate(self._masks[column]):
            found = self.find(column + 1, left & mask)
            if found is not None:
                return [index, *found]
        self._covered.add((column, left))
        return None


def _widened(point: list[int], within: Box, cover: Sequence[Box]) -> Box:
    """The point, grown class by class as long as no box of the cover is touched; last columns first."""
    box = [1 << each for each in point]
    for column in reversed(range(len(box))):
        others = [
            other
            for other in cover
            if all(other[c] & classes for c, classes in enumerate(box) if c != column)
        ]
        touched = reduce(or_, (other[column] for other in others), 0)
        box[column] = within[column] & ~touched
    return tuple(box)
