"""What can be turned round in a function or taken out of it, so that it decides otherwise about rights.

A condition always or never holds, one part of an ``and`` or ``or`` or of a filter is missing, a returned
truth is reversed, a refusal is not raised, a function that refuses is not called, or one is called that does
not refuse (``unguarded``).  ``name or ""`` is no condition but a value with a default.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef
UNGUARDED = "tests.service.rights.unguarded"
#: Calls whose arguments are conditions in SQL.
_FILTERS = {"where", "and_", "or_"}
_NOTHING = {"None", "()", "[]", "{}", "0"}
_TRUTHS = {"any", "all", "bool"}


@dataclass(frozen=True)
class Names:
    """How a module calls what refuses: what can be exchanged, and what can be left out as a statement."""

    guards: Collection[str] = ()
    refusing: Collection[str] = ()


@dataclass
class Turner:
    """Tells all changes to a function; the change number *wanted* is made, the others are not."""

    function: Function
    names: Names
    wanted: int | None = None
    told: list[tuple[int, str]] = field(default_factory=list)

    def turn(self, *, guards_only: bool = False) -> list[tuple[int, str]]:
        """Line and text of every change; *guards_only*: of those that exchange what refuses."""
        inside = [node for statement in self.function.body for node in ast.walk(statement)]
        for node in inside:
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                self._exchange(node)
            elif not guards_only:
                self._turn(node)
        return self.told

    def _is_wanted(self, node: ast.AST, what: str) -> bool:
        self.told.append((getattr(node, "lineno", 0), what))
        return len(self.told) - 1 == self.wanted

    def _turn(self, node: ast.AST) -> None:
        if isinstance(node, ast.If | ast.IfExp):
            for value in (True, False):
                if self._is_wanted(node, f"条件 {ast.unparse(node.test)} 恒为 {value}"):
                    node.test = ast.Constant(value)
        elif isinstance(node, ast.comprehension):
            for each in list(node.ifs):
                if self._is_wanted(each, f"去掉筛选 {ast.unparse(each)}"):
                    node.ifs.remove(each)
        elif isinstance(node, ast.BoolOp):
            if not _is_default(node):
                self._part(node, node.values)
        elif isinstance(node, ast.Call) and _last(node.func) in _FILTERS:
            self._filter(node)
        elif isinstance(node, ast.Raise):
            if self._is_wanted(node, "不拒绝"):
                self._silence(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            name = _last(node.value.func)
            if name in self.names.refusing and self._is_wanted(node, f"不调用 {name}"):
                self._silence(node)
        elif isinstance(node, ast.Return) and _is_truth(node.value) and self._is_wanted(node, "结果相反"):
            node.value = ast.UnaryOp(ast.Not(), node.value)  # type: ignore[arg-type]

    def _part(self, node: ast.BoolOp, values: list[ast.expr]) -> None:
        for number, value in enumerate(list(values)):
            if self._is_wanted(value, f"去掉条件 {ast.unparse(value)}"):
                node.values = [each for place, each in enumerate(values) if place != number]
                if len(node.values) == 1:
                    node.values.append(copy.deepcopy(node.values[0]))

    def _filter(self, node: ast.Call) -> None:
        for each in list(node.args):
            whole = isinstance(each, ast.Starred) or ast.unparse(each) == "false()"
            if not whole and self._is_wanted(each, f"去掉筛选 {ast.unparse(each)}"):
                node.args.remove(each)

    def _exchange(self, node: ast.Name | ast.Attribute) -> None:
        if ast.unparse(node) not in self.names.guards:
            return
        if self._is_wanted(node, f"不经过 {ast.unparse(node)}"):
            name = _last(node)
            other = f"__import__({UNGUARDED!r}, fromlist=[{name!r}]).{name}"
            _Swap(node, ast.parse(other, mode="eval").body).visit(self.function)

    def _silence(self, wanted: ast.stmt) -> None:
        for node in ast.walk(self.function):
            for _, block in ast.iter_fields(node):
                if isinstance(block, list) and wanted in block:
                    block[block.index(wanted)] = ast.Pass()


class _Swap(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else super().generic_visit(node)


def _last(node: ast.AST) -> str:
    return ast.unparse(node).rpartition(".")[2] if isinstance(node, ast.Name | ast.Attribute) else ""


def _is_default(node: ast.BoolOp) -> bool:
    """``name or ""``, ``email or None``, ``row or {}``."""
    last = node.values[-1]
    text = isinstance(last, ast.Constant) and isinstance(last.value, str)
    return isinstance(node.op, ast.Or) and (text or ast.unparse(last) in _NOTHING)


def _is_truth(node: ast.expr | None) -> bool:
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    called = isinstance(node, ast.Call) and _last(node.func) in _TRUTHS
    return called or isinstance(node, ast.Compare | ast.BoolOp)


def functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """The functions and methods of a module, by qualified name; what stands inside of one belongs to it."""
    for node in tree.body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            inner = (each for each in node.body if isinstance(each, Function))
            yield from ((f"{node.name}.{each.name}", each) for each in inner)
