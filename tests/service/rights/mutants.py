"""Functions that decide about rights, each with one change."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import Flask

from tests.service.rights.cells import Row, first_wrong, rows
from tests.service.rights.changes import Turner, functions
from tests.service.rights.guards import changed, compiled, views_of
from tests.service.rights.office import NOBODY
from tests.service.rights.spots import Spot, spots, tree_of
from tests.service.rights.world import World


@dataclass(frozen=True)
class Mutant:
    """The function of a spot with the change number *site* made to it."""

    spot: Spot
    site: int
    line: int
    what: str

    @property
    def key(self) -> str:
        """``service.policy.matters.open_instance 不拒绝``: the same when lines move."""
        return f"{self.spot.key} {self.what}"

    @property
    def name(self) -> str:
        """The same with its line."""
        return f"{self.spot.key} 第 {self.line} 行 {self.what}"

    def alive(self) -> AbstractContextManager[None]:
        """While the block runs, the function is the changed one, wherever it is called from."""
        tree = copy.deepcopy(tree_of(self.spot.module))
        node = dict(functions(tree))[self.spot.function]
        Turner(node, self.spot.names, self.site).turn(guards_only=not self.spot.whole)
        return changed(self.spot.module, self.spot.function, compiled(tree, self.spot.function))

    def cells(self, app: Flask) -> list[tuple[Row, str]]:
        """The cells that look at it, those first that are refused."""
        asked = {*self.spot.endpoints, *views_of(app, self.spot.module, self.spot.function)}
        cells = [(row, who) for row in rows() if row.endpoint in asked for who in row.only]
        cells.sort(key=lambda cell: (cell[1] in cell[0].allowed, cell[1] == NOBODY))
        return cells

    def noticed(self, office: World) -> str | None:
        """The first cell that is not as the matrix says while the mutant lives."""
        with self.alive():
            return first_wrong(office, self.cells(office.app))


def mutants() -> Iterator[Mutant]:
    """Every change to every spot."""
    for spot in spots():
        node = dict(functions(tree_of(spot.module)))[spot.function]
        turned = Turner(copy.deepcopy(node), spot.names).turn(guards_only=not spot.whole)
        for site, (line, what) in enumerate(turned):
            yield Mutant(spot, site, line, what)
