"""Which rules of a table match: every column answers with a set of rules, and the sets are intersected.

A set of rules is an integer, bit *n* for the rule at position *n*.  Cells that compare with constants only
are judged once for each piece of the value space between their constants; the others are asked every time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from processes.decisions.cells import INDEXED, Shape, quiet_frame, shape_of
from processes.feel import UnaryTests, Value
from processes.feel.run import Frame
from processes.feel.values import ORDERED

#: Types of which all values that are no constant of the column, and between the same two, are judged alike.
_UNIFORM: frozenset[type] = ORDERED | {type(None)}


class Column:
    """The cells of one column, from the first rule to the last; a cell that is None lets any value pass."""

    __slots__ = ("_always", "_judged", "_known", "_members", "_orders", "asked")

    def __init__(self, cells: Sequence[UnaryTests | None], names: frozenset[str]) -> None:
        self._judged: list[tuple[int, UnaryTests]] = []
        self._known: dict[object, int] = {}
        passed = asked = 0
        shapes: list[Shape] = []
        for position, cell in enumerate(cells):
            shape = None if cell is None else shape_of(cell.text, names)
            if cell is None:
                passed |= 1 << position
            elif shape is not None and shape.literal and {*map(type, shape.constants)} <= INDEXED:
                self._judged.append((1 << position, cell))
                shapes.append(shape)
            else:
                asked |= 1 << position
        #: The rules whose cell has to be asked when the other columns let them through.
        self.asked = asked
        self._always = passed | asked
        self._orders = {
            kind: sorted({v for shape in shapes for v in shape.constants if type(v) is kind})
            for kind in {type(v) for shape in shapes for v in shape.bounds}
        }
        self._members = frozenset((type(v), v) for shape in shapes for v in shape.equals)

    def rules(self, value: Value) -> int:
        """The rules that the value passes, and those that have to be asked."""
        if not self._judged:
            return self._always
        kind = type(value)
        points = self._orders.get(kind)
        key: object = (kind, value) if kind in INDEXED or kind is bool else kind
        if points is not None:
            place = bisect_left(points, value)
            key = (kind, place, place < len(points) and points[place] == value)
        elif kind is not bool:
            if kind not in _UNIFORM:
                return self._judge(value)
            if key not in self._members:
                key = kind
        found = self._known.get(key)
        if found is None:
            # Two threads may both judge: the answer is the same.
            found = self._known[key] = self._judge(value)
        return found

    def _judge(self, value: Value) -> int:
        found, frame = self._always, quiet_frame()
        for bit, cell in self._judged:
            if cell.within(value, frame) is True:
                found |= bit
        return found


class Matcher:
    """The input cells of a table, prepared.  ``rows`` holds one cell per input clause for each rule."""

    __slots__ = ("_all", "_columns", "_rows")

    def __init__(
        self, rows: Sequence[Sequence[UnaryTests | None]], width: int, names: frozenset[str]
    ) -> None:
        self._rows = rows
        self._all = (1 << len(rows)) - 1
        self._columns = [Column([row[index] for row in rows], names) for index in range(width)]

    def positions(self, values: Sequence[Value], frame: Frame) -> Iterator[int]:
        """Positions of the rules that match, in order, found as they are asked for."""
        left = self._all
        frame.run.spend(1 + len(self._rows) // 16)
        for column, value in zip(self._columns, values, strict=True):
            left &= column.rules(value)
        while left:
            bit = left & -left
            left ^= bit
            position = bit.bit_length() - 1
            if self._agrees(bit, self._rows[position], values, frame):
                yield position

    def _agrees(
        self, bit: int, row: Sequence[UnaryTests | None], values: Sequence[Value], frame: Frame
    ) -> bool:
        """Whether the cells of a rule that have to be asked pass too."""
        for column, cell, value in zip(self._columns, row, values, strict=True):
            if column.asked & bit:
                frame.run.spend()
                if cell is None or cell.within(value, frame) is not True:
                    return False
        return True
