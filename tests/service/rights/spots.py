"""The functions that are changed: those of the places, and all others that call what refuses."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from tests.service.rights.changes import Function, Names, functions
from tests.service.rights.places import CALLERS, PLACES, Place
from tests.service.rights.unguarded import GUARDS

ROOT = Path(__file__).parents[3]
#: Whoever has the command line has the database, too.
_NOT_ASKED = {"cli", "migrations", "node_modules", "__init__", "__main__"}


@dataclass(frozen=True)
class Spot:
    """A function that is changed; *whole*: in every way, else only in that it asks ``unguarded``."""

    module: ModuleType
    function: str
    names: Names
    whole: bool
    endpoints: tuple[str, ...] = ()
    tests: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """``service.policy.matters.open_instance``."""
        return f"{self.module.__name__}.{self.function}"


def spots() -> Iterator[Spot]:
    """The functions of the places, then all others that call what refuses."""
    refusing = frozenset().union(*(_refusing(place.module) for place in PLACES))
    told: dict[str, list[Place]] = {}
    for place in PLACES:
        told.setdefault(place.module, []).append(place)
    for name in [*told, *(each for each in _modules() if each not in told)]:
        module = importlib.import_module(name)
        guards = _guards(tree_of(module), name)
        places = told.get(name, [])
        if not places and not guards:
            continue
        names, only = Names(guards, refusing), {each for place in places for each in place.only}
        endpoints = tuple(each for place in places for each in place.endpoints)
        rooms = " ".join([CALLERS.get(name, ""), *(place.tests for place in places)])
        tests = frozenset(_path(each) for each in rooms.split())
        for function, _ in functions(tree_of(module)):
            whole = bool(places) and (not only or function in only)
            yield Spot(module, function, names, whole, endpoints, tests)


def _path(test: str) -> str:
    room, _, name = test.rpartition("/")
    return f"tests/{room}/test_{name}.py"


@cache
def tree_of(module: ModuleType) -> ast.Module:
    """The parsed source; whoever changes it copies it before."""
    return ast.parse(inspect.getsource(module))


def _refusing(name: str) -> set[str]:
    """The functions of a module that raise something."""
    found = functions(tree_of(importlib.import_module(name)))
    return {each.rpartition(".")[2] for each, node in found if _raises(node)}


def _raises(node: Function) -> bool:
    return any(isinstance(each, ast.Raise) for each in ast.walk(node))


def _modules() -> Iterator[str]:
    """The modules of the product that name something that refuses."""
    wanted = {each for names in GUARDS.values() for each in names}
    for package in ("processes", "service"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if _NOT_ASKED & set(parts):
                continue
            text = path.read_text(encoding="utf8")
            if any(each in text for each in wanted):
                yield ".".join(parts)


def _guards(tree: ast.Module, module: str) -> frozenset[str]:
    """How the module calls what refuses: ``matters.open_instance``, ``may_start``."""
    found = set(GUARDS.get(module, ()))
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        source = _absolute(node, module)
        for alias in node.names:
            called = alias.asname or alias.name
            if alias.name in GUARDS.get(source, ()):
                found.add(called)
            found |= {f"{called}.{each}" for each in GUARDS.get(f"{source}.{alias.name}", ())}
    return frozenset(found)


def _absolute(node: ast.ImportFrom, module: str) -> str:
    if not node.level:
        return node.module or ""
    base = module.split(".")[: -node.level]
    return ".".join([*base, node.module] if node.module else base)
