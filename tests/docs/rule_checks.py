"""Which tests check which rule: the marker ``rule`` of test functions, the key ``rules`` of scenarios."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.scenarios import runs

TESTS = Path(__file__).parents[1]


@cache
def checks() -> Mapping[str, list[str]]:
    """Names of tests by rule: ``tests/…/test_x.py::test_name`` and ``场景 id``, sorted."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, rules in (*_marked(), *_scenarios()):
        for rule in rules:
            found[rule].add(name)
    return {rule: sorted(names) for rule, names in found.items()}


def _scenarios() -> Iterator[tuple[str, list[str]]]:
    for scenario in runs.scenarios():
        yield f"场景 {scenario.id}", list(scenario.notes.get("rules", ()))


def _marked() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf8")
        if "mark.rule(" not in text:
            continue
        place = path.relative_to(TESTS.parent).as_posix()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                rules = [rule for mark in node.decorator_list for rule in _rules(mark)]
                yield f"{place}::{node.name}", rules
            elif isinstance(node, ast.Assign) and any(_is_pytestmark(each) for each in node.targets):
                yield place, [rule for mark in ast.walk(node.value) for rule in _rules(mark)]


def _rules(mark: ast.AST) -> list[str]:
    if not isinstance(mark, ast.Call) or not ast.unparse(mark.func).endswith("mark.rule"):
        return []
    return [str(ast.literal_eval(argument)) for argument in mark.args]


def _is_pytestmark(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "pytestmark"
