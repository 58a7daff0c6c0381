"""The house stays tidy: small rooms, no evaluation of Python, one door to SpiffWorkflow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


#: The one module that hands code to Python; ``test_generated_code`` says what may be in it.
GENERATOR = {"processes/feel/compiler/writer.py": ["compile", "exec"]}


@pytest.mark.parametrize("path", ROOMS, ids=_name)
def test_nothing_evaluates_python(path: Path) -> None:
    forbidden = {"eval", "exec", "compile", "__import__"}
    found = [
        call.func.id
        for call in _calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in forbidden
        if not _is_own_compile(path, call)
    ]
    assert sorted(found) == GENERATOR.get(_name(path), [])


def _is_own_compile(path: Path, call: ast.Call) -> bool:
    """``compile`` imported from or defined in our own packages is FEEL's or the engine's, not Python's."""
    tree = ast.parse(path.read_text(encoding="utf8"))
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("processes")
        for alias in node.names
    } | {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return isinstance(call.func, ast.Name) and call.func.id in names


@pytest.mark.parametrize("path", ROOMS, ids=_name)
def test_nothing_unpickles_or_loads_unsafe_yaml(path: Path) -> None:
    found = [
        f"{_name(path)}:{call.lineno}"
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and (call.func.value.id, call.func.attr)
        in {("pickle", "loads"), ("pickle", "load"), ("yaml", "load"), ("yaml", "unsafe_load")}
    ]
    assert not found


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


@pytest.mark.parametrize("path", ROOMS, ids=_name)
def test_only_the_engine_imports_spiffworkflow(path: Path) -> None:
    if path.is_relative_to(ROOT / "processes" / "engine"):
        return
    assert not [name for name in _imports(path) if name.split(".")[0] == "SpiffWorkflow"]


CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"), ("uuid", "uuid4")}


@pytest.mark.parametrize(
    "path",
    [p for p in ROOMS if p.is_relative_to(ROOT / "processes")],
    ids=_name,
)
def test_the_domain_never_looks_at_the_clock(path: Path) -> None:
    """``now`` comes in with the context; only the worker's loop is given a clock by its caller."""
    found = [
        f"{_name(path)}:{call.lineno}"
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and (call.func.value.id, call.func.attr) in CLOCKS
    ]
    assert not found
