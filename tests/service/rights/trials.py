"""Runs tests and cells against mutants, each in a process that is split off from one that has it all ready.

First every test is run once without any change: it has to pass, and the functions that it reaches are noted.
A mutant is then shown to the tests that reach its function and to the cells that look at it, cheap ones
first, until one of them notices.
"""

from __future__ import annotations

import ast
import copy
import gc
import os
import signal
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from processes.store import rows
from service import state_of
from tests.service.rights import reach
from tests.service.rights.cells import first_wrong
from tests.service.rights.changes import functions
from tests.service.rights.guards import changed, compiled
from tests.service.rights.mutants import Mutant
from tests.service.rights.spots import ROOT, Spot, tree_of
from tests.service.rights.world import World

#: Whoever needs longer than this (seconds of its own CPU) does not end any more, which is noticed, too.
LONGEST = 60
#: Tests that need less than this (seconds of CPU) are asked before the cells.
QUICK = 0.1
_DEAD = "没有结束"


def run(about: Sequence[Mutant], office: World, told: Callable[[Mutant, str | None], None]) -> int:
    """Try the mutants; *told* hears of each by what it was noticed.  The exit code of pytest."""
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not postgresql", "-s"]
    paths = sorted({str(ROOT / each) for mutant in about for each in mutant.spot.tests})
    paths = paths or [str(ROOT / "tests/service/policy/test_door.py")]
    return int(pytest.main([*options, *paths], plugins=[Trials(about, office, told)]))


class Trials:
    """A plugin of pytest that has the tests once and the mutants after that."""

    def __init__(
        self, about: Sequence[Mutant], office: World, told: Callable[[Mutant, str | None], None]
    ) -> None:
        self.about, self.office, self.told = about, office, told
        self.reached: dict[str, list[pytest.Item]] = {}
        self.cost: dict[str, float] = {}
        self.lately: dict[str, list[str]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of the tests alone."""
        wanted = {mutant.spot.key: mutant.spot for mutant in self.about}
        with _marked(wanted.values()):
            self._ready(session)
        gc.collect()
        gc.freeze()
        for mutant in self.about:
            found = self._noticed(mutant)
            self.told(mutant, found)
            if found:
                self.lately.setdefault(mutant.spot.key, []).insert(0, found.partition(" ")[0])
        return True

    def _ready(self, session: pytest.Session) -> None:
        """Every test once; what the first test of a file prepares, all of the file reach."""
        for number, item in enumerate(session.items):
            reach.SEEN.clear()
            rows._PREPARED.clear()  # what puts a statement together is called again
            after: Any = session.items[number + 1] if number + 1 < len(session.items) else item.session
            began = time.process_time()
            wrong = [each for each in runtestprotocol(item, log=False, nextitem=after) if each.failed]
            if wrong:
                raise pytest.UsageError(f"{item.nodeid} 没有通过，先改正：\n{wrong[0].longreprtext}")
            self.cost[item.nodeid] = time.process_time() - began
            for key in reach.SEEN:
                self.reached.setdefault(key, []).append(item)

    def _noticed(self, mutant: Mutant) -> str | None:
        lately = self.lately.get(mutant.spot.key, [])
        items = sorted(
            self.reached.get(mutant.spot.key, []),
            key=lambda item: (item.nodeid not in lately, self.cost[item.nodeid]),
        )
        quick = [each for each in items if self.cost[each.nodeid] < QUICK or each.nodeid in lately]
        slow = [each for each in items if each not in quick]
        state_of(self.office.app).engine.dispose()
        return _apart(lambda: self._try(mutant, quick, slow))

    def _try(self, mutant: Mutant, quick: list[pytest.Item], slow: list[pytest.Item]) -> str | None:
        self.office.restore()
        with mutant.alive():
            return (
                _failing(quick) or first_wrong(self.office, mutant.cells(self.office.app)) or _failing(slow)
            )


def _failing(items: Sequence[pytest.Item]) -> str | None:
    """The first of the tests that fails."""
    for number, item in enumerate(items):
        after: Any = items[number + 1] if number + 1 < len(items) else item.session
        if any(each.failed for each in runtestprotocol(item, log=False, nextitem=after)):
            return item.nodeid
    return None


def _apart(work: Callable[[], str | None]) -> str | None:
    """What *work* gives, done in a process of its own; ``没有结束`` when it does not come to an end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        try:
            said = work() or ""
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode()[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf8", errors="replace") as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    return said or None if status == 0 else _DEAD


@contextmanager
def _marked(about: Collection[Spot]) -> Iterator[None]:
    """While the block runs, the functions note in ``reach`` that they are called."""
    with ExitStack() as stack:
        for spot in about:
            tree = copy.deepcopy(tree_of(spot.module))
            note = f"__import__({reach.__name__!r}, fromlist=['SEEN']).SEEN.add({spot.key!r})"
            dict(functions(tree))[spot.function].body[:0] = ast.parse(note).body
            code = compiled(tree, spot.function)
            stack.enter_context(changed(spot.module, spot.function, code))
        yield
