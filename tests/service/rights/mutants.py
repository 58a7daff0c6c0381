"""Rights with one check turned round or taken out, and the cells and tests that notice it.

Of a row of the policy table: everybody who has logged in, or whoever comes, may; or nobody may.  Of a
function: a condition always or never holds, one part of an ``and`` or ``or`` is missing, a returned truth is
reversed, a refusal is not raised.
"""

from __future__ import annotations

import ast
import copy
import inspect
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from types import ModuleType

import pytest

from processes import rights
from processes.queries import involvement
from service.identity import separation
from service.policy import door, matters, roles, table, units
from service.policy.roles import Role
from service.policy.rules import ACCOUNT, ANYBODY
from service.policy.table import TABLE
from tests.service.rights.cells import Row, check, rows
from tests.service.rights.guards import Guard, changed, compiled, definition, guards_of, without
from tests.service.rights.office import NOBODY
from tests.service.rights.world import World

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
    "retention.index",
)
_SEEN = ("instances.index", "instances.show", "tasks.show", "papers.download", "user-tasks.index")
_WORKED = ("tasks.claim", "tasks.unclaim", "tasks.complete", "tasks.urge", "operations.retry_fault")
_DOOR = ("tests/service/policy/test_door.py", "tests/service/policy/test_table.py")
#: Where the checks are, the routes whose cells look at them, and the tests that do.
PLACES: dict[ModuleType, tuple[tuple[str, ...], tuple[str, ...]]] = {
    door: (_ONE_OF_EACH, _DOOR),
    table: (_ONE_OF_EACH, _DOOR),
    roles: (_ONE_OF_EACH, _DOOR),
    separation: (_ONE_OF_EACH, ("tests/service/identity/test_separation.py",)),
    matters: (
        (*_SEEN, "replay.show", "start.begin"),
        ("tests/service/policy/test_matters.py",),
    ),
    involvement: (
        (*_SEEN, "replay.show"),
        ("tests/service/policy/test_matters.py", "tests/service/identity/test_deputies.py"),
    ),
    units: (("ledger.index", "questions.show", "questions.index"), ()),
    rights: (
        (*_SEEN, *_WORKED),
        (
            "tests/processes/commands/test_rights.py",
            "tests/processes/commands/test_deputies.py",
            "tests/processes/commands/test_user_tasks.py",
        ),
    ),
}


#: Their tests need no application: they are asked before the cells.
QUICK = {rights, separation}


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
        tree = ast.parse(inspect.getsource(self.module))
        _apply(definition(tree, self.function), self.site)
        with changed(self.module, self.function, compiled(tree, self.function)):
            yield


def mutants() -> Iterator[Mutant]:
    """Every change to every function of the places."""
    for module in PLACES:
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.FunctionDef):
                for site, what in enumerate(_apply(node, None)):
                    yield Mutant(module, node.name, site, what)


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
            values = list(node.values)
            for number, value in enumerate(values):
                if turn(f"第 {line} 行 去掉条件 {ast.unparse(value)}"):
                    node.values = [each for place, each in enumerate(values) if place != number]
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


def noticed(office: World, mutant: Mutant, tests: bool = True) -> str | None:
    """The first cell or test that fails while the mutant lives; None when nothing notices it."""
    asked, files = PLACES[mutant.module]
    about = [row for row in rows() if row.endpoint in asked]
    cells = [(row, who) for row in about for who in row.only]
    cells.sort(key=lambda cell: (cell[1] in cell[0].allowed, cell[1] == NOBODY))
    asked_first = tests and mutant.module in QUICK
    with mutant.alive():
        found = _failing(files[:1]) if asked_first else None
        found = found or _first(office, cells)
        return found or (_failing(files[asked_first:]) if tests and files[asked_first:] else None)


def _failing(files: Sequence[str]) -> str | None:
    """The first test of the files that fails, on SQLite; there is none when all of them pass."""
    told = io.StringIO()
    with redirect_stdout(told):
        code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-k", "not postgresql", *files])
    if code == pytest.ExitCode.OK:
        return None
    lines = [line for line in told.getvalue().splitlines() if line.startswith(("FAILED", "ERROR"))]
    return lines[0] if lines else f"pytest: {code}"


@dataclass(frozen=True)
class Opened:
    """A row of the policy table that lets in other people than it should."""

    endpoint: str
    method: str
    what: str
    roles: Role

    @property
    def name(self) -> str:
        """``tasks.show GET 登录的人都可以``."""
        return f"{self.endpoint} {self.method} {self.what}"

    @property
    def second(self) -> str:
        """What guards the row besides; empty when nothing does."""
        return "、".join(guard.name for guard in self._guards)

    @property
    def _guards(self) -> tuple[Guard, ...]:
        return () if not self.roles else guards_of(self.endpoint, ANYBODY in self.roles)

    def noticed(self, office: World, alone: bool) -> str | None:
        """The first cell that is not as the matrix says; unless *alone*, the second guards are gone, too."""
        rule = TABLE[self.endpoint, self.method]
        TABLE[self.endpoint, self.method] = replace(rule, roles=self.roles)  # type: ignore[index]
        try:
            with without(() if alone else self._guards):
                return _first(office, self._cells())
        finally:
            TABLE[self.endpoint, self.method] = rule  # type: ignore[index]

    def _cells(self) -> list[tuple[Row, str]]:
        about = [row for row in rows() if (row.endpoint, row.method) == (self.endpoint, self.method)]
        cells = [(row, who) for row in about for who in row.only]
        if not self.roles:
            return [(row, who) for row, who in cells if who in row.allowed]
        strangers = ANYBODY in self.roles
        return [(row, who) for row, who in cells if who not in row.allowed and (who == NOBODY) == strangers]


def opened() -> Iterator[Opened]:
    """Every row that is not for everybody, opened to strangers, opened to all accounts, and shut to all."""
    for (endpoint, method), rule in TABLE.items():
        if ANYBODY in rule.roles:
            continue
        yield Opened(endpoint, method, "不登录也可以", ANYBODY | ACCOUNT)
        if rule.roles != ACCOUNT:
            yield Opened(endpoint, method, "登录的人都可以", ACCOUNT)
        yield Opened(endpoint, method, "谁也不可以", Role(0))


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
