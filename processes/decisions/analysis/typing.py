"""Cells and outputs of the wrong type, or with values that their column does not allow (DMN 1.5 §8.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from processes.decisions.analysis.domains import ANY, KINDS, Domain, domain_of
from processes.decisions.analysis.findings import constant_of, result_of
from processes.decisions.cells import NotAnalysable, quiet_frame, shape_of
from processes.decisions.tables import DecisionTable, OutputClause
from processes.feel import Expression, Value

_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True)
class WrongCell:
    """A constant that no value of its column can be: of another type, or (``kind`` None) not allowed."""

    rule: int
    column: int
    value: Value
    kind: str | None


@dataclass(frozen=True)
class WrongOutput:
    """A constant result that is not among the output values, or (not ``fits``) of another type.

    ``rule`` is None for the default output.
    """

    rule: int | None
    column: int
    value: Value
    fits: bool


def wrong_cells(table: DecisionTable) -> Iterator[WrongCell]:
    """All wrong constants of the input cells; cells that are not analysable are passed over."""
    for column in range(len(table.inputs)):
        domain = domain_of(table, column)
        if domain.values == (ANY,) or (domain.kind is None and not domain.allowed):
            continue
        for rule, shape in enumerate(domain.shapes):
            if shape is not None:
                equals = [*shape.equals, *((True,) if shape.booleans else ())]
                yield from _wrong(rule, column, domain, equals, shape.bounds)


def _wrong(
    rule: int, column: int, domain: Domain, equals: list[Value], bounds: list[Value]
) -> Iterator[WrongCell]:
    for value in [*equals, *bounds]:
        if domain.kind is not None and type(value) is not domain.kind:
            yield WrongCell(rule, column, value, _NAMES[domain.kind])
            return
    for value in equals:
        if type(value) is not bool and not domain.allows(value):
            yield WrongCell(rule, column, value, None)


def wrong_outputs(table: DecisionTable) -> Iterator[WrongOutput]:
    """All wrong constants of the output cells and of the defaults; other expressions are passed over."""
    for column, clause in enumerate(table.outputs):
        rows: list[tuple[int | None, Expression | None]] = [(None, clause.default)]
        rows += [(position, rule.outputs[column]) for position, rule in enumerate(table.rules)]
        for rule, expression in rows:
            try:
                value = constant_of(table, expression)
                fits = value is None or result_of(table, expression, clause) is not None
                listed = value is None or _is_listed(table, clause, value)
            except NotAnalysable:
                continue
            if not fits or not listed:
                yield WrongOutput(rule, column, value, fits)


def _is_listed(table: DecisionTable, clause: OutputClause, value: Value) -> bool:
    """Whether the output values of a column admit a result; raises ``NotAnalysable``."""
    if clause.values is None:
        return True
    if shape_of(clause.values.text, table.names) is None:
        raise NotAnalysable
    return clause.values.within(value, quiet_frame()) is True
