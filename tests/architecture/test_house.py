"""The house stays tidy: small rooms, no evaluation of Python, one door to SpiffWorkflow."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(p for package in ("processes", "service") for p in (ROOT / package).rglob("*.py"))
ROOMS = [p for p in MODULES if "node_modules" not in p.parts]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_module_is_longer_than_300_lines() -> None:
    """What is longer is split along a real seam."""
    lines = {_name(path): len(path.read_text(encoding="utf8").splitlines()) for path in ROOMS}
    assert {name: count for name, count in lines.items() if count > 300} == {}


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


def test_nothing_evaluates_python() -> None:
    forbidden = {"eval", "exec", "compile", "__import__"}
    found: dict[str, list[str]] = {}
    for path in ROOMS:
        read = _read(path)
        for on, name, _ in read.calls:
            # ``compile`` of our own packages is FEEL's or the engine's, not Python's.
            if not on and name in forbidden and name not in read.own:
                found.setdefault(_name(path), []).append(name)
    assert {name: sorted(calls) for name, calls in found.items()} == GENERATOR


def test_nothing_unpickles_or_loads_unsafe_yaml() -> None:
    unsafe = {("pickle", "loads"), ("pickle", "load"), ("yaml", "load"), ("yaml", "unsafe_load")}
    assert _places(ROOMS, unsafe) == []


def test_only_the_engine_imports_spiffworkflow() -> None:
    others = [path for path in ROOMS if not path.is_relative_to(ROOT / "processes" / "engine")]
    found = [(_name(path), name) for path in others for name in _read(path).imports]
    assert [each for each in found if each[1].split(".")[0] == "SpiffWorkflow"] == []


CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"), ("uuid", "uuid4")}


def test_the_domain_never_looks_at_the_clock() -> None:
    """``now`` comes in with the context; only the worker's loop is given a clock by its caller."""
    assert _places([p for p in ROOMS if p.is_relative_to(ROOT / "processes")], CLOCKS) == []


def _places(rooms: Iterable[Path], calls: set[tuple[str, str]]) -> list[str]:
    """Where one of these functions is called: ``processes/walk.py:12``."""
    return [
        f"{_name(path)}:{line}"
        for path in rooms
        for on, name, line in _read(path).calls
        if (on, name) in calls
    ]
