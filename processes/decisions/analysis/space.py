"""A decision table as a space that its rules cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from processes.decisions.analysis.domains import ANY, Domain, domain_of
from processes.decisions.analysis.regions import Axis, Box, Budget, bits, boxes
from processes.decisions.cells import quiet_frame
from processes.decisions.tables import DecisionTable
from processes.feel import UnaryTests, Value


@dataclass(frozen=True)
class Space:
    """The domains and axes of a table's columns."""

    table: DecisionTable
    domains: tuple[Domain, ...]
    axes: tuple[Axis, ...]

    @classmethod
    def of(cls, table: DecisionTable, budget: Budget) -> Space:
        """The space of a table; every cell is judged for every piece of its column.  Raises ``GaveUp``."""
        domains = tuple(domain_of(table, index) for index in range(len(table.inputs)))
        budget.spend(sum(len(domain.values) for domain in domains) * len(table.rules))
        axes = tuple(
            _axis(domain, [rule.tests[index] for rule in table.rules]) for index, domain in enumerate(domains)
        )
        return cls(table, domains, axes)

    @property
    def expected(self) -> Box:
        """The box of all values that the table has to answer for."""
        return tuple(axis.expected for axis in self.axes)

    @property
    def everyone(self) -> int:
        """The set of all rules."""
        return (1 << len(self.table.rules)) - 1

    @property
    def must(self) -> list[tuple[int, ...]]:
        """For each column and class the rules that certainly pass."""
        return [axis.must for axis in self.axes]

    @property
    def may(self) -> list[tuple[int, ...]]:
        """For each column and class the rules that pass or may pass."""
        return [axis.may for axis in self.axes]

    @cached_property
    def sure(self) -> list[Box]:
        """Where each rule certainly matches."""
        return boxes(self.axes, len(self.table.rules), sure=True)

    @cached_property
    def possible(self) -> list[Box]:
        """Where each rule matches or may match."""
        return boxes(self.axes, len(self.table.rules), sure=False)

    def example(self, box: Box) -> list[Value]:
        """One input of a box; ``ANY`` for a column whose values do not matter."""
        return [
            ANY if whole == classes else axis.values[next(bits(classes))]
            for axis, classes, whole in zip(self.axes, box, self.expected, strict=True)
        ]

    def point(self, box: Box) -> list[Value]:
        """One input of a box with a value for every column; ``ANY`` only where nothing is known of them."""
        return [axis.values[next(bits(classes))] for axis, classes in zip(self.axes, box, strict=True)]

    def unanalysed(self) -> dict[int, list[int]]:
        """For each column with such cells the positions of the rules whose cell is not analysable."""
        found = {
            column: [position for position, shape in enumerate(domain.shapes) if shape is None]
            for column, domain in enumerate(self.domains)
        }
        return {column: positions for column, positions in found.items() if positions}


def _axis(domain: Domain, cells: Sequence[UnaryTests | None]) -> Axis:
    """The classes of a column: values that exactly the same rules let pass are one class."""
    frame, classes, expected = quiet_frame(), dict[tuple[int, int], Value](), 0
    for value in domain.values:
        must = may = 0
        for position, (cell, shape) in enumerate(zip(cells, domain.shapes, strict=True)):
            bit = 1 << position
            if cell is None or (shape is not None and value is not ANY and cell.within(value, frame) is True):
                must |= bit
            elif shape is None:
                may |= bit
        classes.setdefault((must, must | may), value)
        if any(value is each for each in domain.expected):
            expected |= 1 << list(classes).index((must, must | may))
    masks = list(classes)
    return Axis(
        tuple(classes.values()), expected, tuple(must for must, _ in masks), tuple(may for _, may in masks)
    )
