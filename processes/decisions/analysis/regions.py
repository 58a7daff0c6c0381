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
#: For each column and each class of it the rules that let it pass.
Masks = Sequence[Sequence[int]]


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


def touching(box: Box, masks: Masks) -> int:
    """The rules that let some point of a box pass."""
    return reduce(and_, map(_passing, box, masks), ~0)


def _passing(classes: int, masks: Sequence[int]) -> int:
    """The rules that let one of the classes pass."""
    return reduce(or_, (masks[index] for index in bits(classes)), 0)


def uncovered(within: Box, masks: Masks, rules: int, budget: Budget) -> Box | None:
    """A box inside ``within`` that none of the ``rules`` touches, as wide as can be; None if there is none.

    Raises ``GaveUp``.  The time grows with the number of different sets of rules that the first columns leave
    over: in practice few, in the worst case exponentially many, hence the budget.
    """
    if not all(within):
        return None
    choices = [list(bits(classes)) for classes in within]
    chosen = [[masks[column][each] for each in choice] for column, choice in enumerate(choices)]
    point = _Search(chosen, budget).find(0, rules & touching(within, masks))
    if point is None:
        return None
    places = [*point, *(0 for _ in choices[len(point) :])]
    corner = [1 << choice[place] for choice, place in zip(choices, places, strict=True)]
    return _widened(corner, within, masks, rules)


class _Search:
    """Depth first over the columns; remembers from which sets of rules on everything is covered."""

    def __init__(self, masks: list[list[int]], budget: Budget) -> None:
        self._masks = masks
        self._budget = budget
        self._covered: set[tuple[int, int]] = set()
        # From each column on: the rules that let every class pass, and so cover whatever comes.
        self._always = [~0]
        for column in reversed(masks):
            self._always.insert(0, reduce(and_, column, self._always[0]))

    def find(self, column: int, left: int) -> list[int] | None:
        """The choices so far on the way to a point outside, from this column on."""
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


def _widened(corner: list[int], within: Box, masks: Masks, rules: int) -> Box:
    """The corner, grown class by class as long as none of the rules touches it; last columns first."""
    box = list(corner)
    for column in reversed(range(len(box))):
        others = [_passing(box[c], masks[c]) for c in range(len(box)) if c != column]
        rest = reduce(and_, others, rules)
        touched = sum(1 << index for index, mask in enumerate(masks[column]) if mask & rest)
        box[column] = within[column] & ~touched
    return tuple(box)
