"""Rights with one check taken out or turned round, and the cells of the matrix that notice it.

Of a row of the policy table: everybody may.  Of a function: a condition always or never holds, one part of an
``and`` or ``or`` is missing, a returned truth is reversed, a refusal is not raised.
"""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import CodeType, FunctionType, ModuleType

from processes import rights
from processes.queries import involvement
from service.identity import separation
from service.policy import door, matters, roles, table, units
from service.policy.roles import Role
from service.policy.rules import ANYBODY
from service.policy.table import TABLE
from tests.service.rights.cells import Row, check, rows
from tests.service.rights.office import NOBODY
from tests.service.rights.world import World

EVERYBODY = Role.PUBLIC | Role.ACCOUNT
_ABOUT_MATTERS = ("tasks", "user-tasks", "instances", "process-instances", "replay", "papers", "start")
_ABOUT_UNITS = ("ledger", "ledgers", "questions")
#: One row of each kind of right stands for all of its kind.
_ONE_OF_EACH = (
    "account.show",
    "definitions.index",
    "designer.index",
    "instances.index",
    "journal.index",
    "notifications.read_all",
    "operations.index",
    "start.show",
    "tasks.show",
)
#: Where the checks are, and the blueprints or routes whose cells look at them.
PLACES: dict[ModuleType, tuple[str, ...]] = {
    door: _ONE_OF_EACH,
    table: _ONE_OF_EACH,
    roles: _ONE_OF_EACH,
    separation: _ONE_OF_EACH,
    matters: _ABOUT_MATTERS,
    involvement: _ABOUT_MATTERS,
    units: _ABOUT_UNITS,
    rights: _ABOUT_MATTERS,
}


@dataclass(frozen=True)
class Mutant:
    """A function of a module with the change number *site* made to it."""

    module: ModuleType
    function: str
    site: int
    what: str

    @property
    def name(self) -> str:
        """``matters.open_instance 12: …``."""
        return f"{self.module.__name__}.{self.function} {self.what}"

    @contextmanager
    def alive(self) -> Iterator[None]:
        """While the block runs, the function is the changed one, wherever it is called from."""
        function: FunctionType = getattr(self.module, self.function)
        right = function.__code__
        function.__code__ = _code(self)
        try:
            yield
        finally:
            function.__code__ = right


def mutants() -> Iterator[Mutant]:
    """Every change to every function of the places."""
    for module in PLACES:
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.FunctionDef):
                for site, what in enumerate(_apply(node, None)):
                    yield Mutant(module, node.name, site, what)


def _code(mutant: Mutant) -> CodeType:
    tree = ast.parse(inspect.getsource(mutant.module))
    [node] = [
        each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == mutant.function
    ]
    _apply(node, mutant.site)
    compiled = compile(ast.fix_missing_locations(tree), "<mutant>", "exec")
    return next(
        code for code in compiled.co_consts if isinstance(code, CodeType) and code.co_name == mutant.function
    )


def _apply(function: ast.FunctionDef, wanted: int | None) -> list[str]:
    """The changes that can be made to a function, told; the change number *wanted* is made."""
    told: list[str] = []

    def turn(what: str) -> bool:
        told.append(what)
        return len(told) - 1 == wanted

    for node in list(ast.walk(function)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.If | ast.IfExp):
            for value in (True, False):
                if turn(f"第 {line} 行 条件恒为 {value}"):
                    node.test = ast.Constant(value)
        elif isinstance(node, ast.BoolOp):
            for number in range(len(node.values)):
                if turn(f"第 {line} 行 去掉条件 {ast.unparse(node.values[number])}"):
                    node.values = [each for place, each in enumerate(node.values) if place != number]
                    if len(node.values) == 1:
                        node.values.append(copy.deepcopy(node.values[0]))
        elif isinstance(node, ast.Raise):
            if turn(f"第 {line} 行 不拒绝"):
                _silence(function, node)
        elif (
            isinstance(node, ast.Return)
            and isinstance(node.value, ast.Compare | ast.BoolOp)
            and turn(f"第 {line} 行 结果相反")
        ):
            node.value = ast.UnaryOp(ast.Not(), node.value)
    return told


def _silence(function: ast.FunctionDef, wanted: ast.Raise) -> None:
    for node in ast.walk(function):
        for name in ("body", "orelse"):
            block = getattr(node, name, None)
            if isinstance(block, list) and wanted in block:
                block[block.index(wanted)] = ast.Pass()


def noticed(office: World, mutant: Mutant) -> str | None:
    """The first cell that is not as the matrix says while the mutant lives; None when nobody notices it."""
    asked = PLACES[mutant.module]
    about = [row for row in rows() if row.endpoint.partition(".")[0] in asked or row.endpoint in asked]
    cells = [(row, who) for row in about for who in row.only]
    cells.sort(key=lambda cell: (cell[1] in cell[0].allowed, cell[1] == NOBODY))
    with mutant.alive():
        return _first(office, cells)


def opened(office: World, endpoint: str, method: str) -> str | None:
    """The same for a row of the policy table that lets everybody in."""
    rule = TABLE[endpoint, method]
    cells = [(row, NOBODY) for row in rows() if (row.endpoint, row.method) == (endpoint, method)]
    TABLE[endpoint, method] = replace(rule, roles=EVERYBODY | ANYBODY)  # type: ignore[index]
    try:
        return _first(office, cells)
    finally:
        TABLE[endpoint, method] = rule  # type: ignore[index]


def _first(office: World, cells: list[tuple[Row, str]]) -> str | None:
    for row, who in cells:
        try:
            wrong = check(office, row, who)
        except Exception as error:
            office.written()
            return f"{row.name} {who}：{error!r}"
        if wrong is not None:
            return wrong
    return None
