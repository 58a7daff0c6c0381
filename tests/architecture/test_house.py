"""The house stays tidy: small rooms, no evaluation of Python, one door to SpiffWorkflow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(p for package in ("processes", "service") for p in (ROOT / package).rglob("*.py"))
ROOMS = [p for p in MODULES if "node_modules" not in p.parts]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", ROOMS, ids=_name)
def test_no_module_is_longer_than_300_lines(path: Path) -> None:
    lines = len(path.read_text(encoding="utf8").splitlines())
    assert lines <= 300, f"{_name(path)} has {lines} lines: split it along a real seam"


@dataclass(frozen=True)
class _Read:
    """What is asked of a module: its calls (``""`` or the name before the dot, name, line), its imports,
    and the names that are our own functions in it."""

    calls: tuple[tuple[str, str, int], ...]
    imports: tuple[str, ...]
    own: frozenset[str]


@cache
def _read(path: Path) -> _Read:
    tree = ast.parse(path.read_text(encoding="utf8"))
    nodes = list(ast.walk(tree))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    imports = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    imports += [node.module or "" for node in froms if not node.level]
    ours = [node for node in froms if (node.module or "").startswith("processes")]
    own = {alias.asname or alias.name for node in ours for alias in node.names}
    own |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    calls = (called for node in nodes if isinstance(node, ast.Call) for called in _called(node))
    return _Read(tuple(calls), tuple(imports), frozenset(own))


def _called(call: ast.Call) -> Iterator[tuple[str, str, int]]:
    if isinstance(call.func, ast.Name):
        yield "", call.func.id, call.lineno
    elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        yield call.func.value.id, call.func.attr, call.lineno


#: The one module that hands code to Python; ``test_generated_code`` says what may be in it.
GENERATOR = {"processes/feel/compiler/writer.py": ["compile", "exec"]}


@pytest.mark.parametrize("path", ROOMS, ids=_name)
def test_nothing_evaluates_python(path: Path) -> None:
    forbidden = {"eval", "exec", "compile", "__import__"}
    read = _read(path)
    # ``compile`` imported from or defined in our own packages is FEEL's or the engine's, not Python's.
    found = [name for on, name, _ in read.calls if not on and name in forbidden and name not in read.own]
    assert sorted(found) == GENERATOR.get(_name(path), [])


@pytest.mark.parametrize("path", ROOMS, ids=_name)
def test_nothing_unpickles_or_loads_unsafe_yaml(path: Path) -> None:
    unsafe = {("pickle", "loads"), ("pickle", "load"), ("yaml", "load"), ("yaml", "unsafe_load")}
    assert not [f"{_name(path)}:{line}" for on, name, line in _read(path).calls if (on, name) in unsafe]


@pytest.mark.parametrize("path", ROOMS, ids=_name)
def test_only_the_engine_imports_spiffworkflow(path: Path) -> None:
    if path.is_relative_to(ROOT / "processes" / "engine"):
        return
    assert not [name for name in _read(path).imports if name.split(".")[0] == "SpiffWorkflow"]


CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"), ("uuid", "uuid4")}


@pytest.mark.parametrize(
    "path",
    [p for p in ROOMS if p.is_relative_to(ROOT / "processes")],
    ids=_name,
)
def test_the_domain_never_looks_at_the_clock(path: Path) -> None:
    """``now`` comes in with the context; only the worker's loop is given a clock by its caller."""
    assert not [f"{_name(path)}:{line}" for on, name, line in _read(path).calls if (on, name) in CLOCKS]
