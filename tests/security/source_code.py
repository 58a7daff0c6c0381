"""What the source calls, and with what: texts fixed when the program starts, or built while it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Every call with the file where it stands."""
    return tuple(
        (path.relative_to(ROOT).as_posix(), node)
        for package in ("processes", "service")
        for path in (ROOT / package).rglob("*.py")
        if "node_modules" not in path.parts
        for node in calls_in(path.read_text(encoding="utf8"))
    )


def calls_in(code: str) -> Iterator[ast.Call]:
    """The calls of one text of Python."""
    return (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))


def name(node: ast.expr) -> str:
    """The last word of what is called: ``compile`` of ``re.compile``."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def owner(node: ast.expr) -> str:
    """The word before it: ``re`` of ``re.compile``."""
    return name(node.value) if isinstance(node, ast.Attribute) else ""


def is_fixed(node: ast.expr) -> bool:
    """Whether nothing that is known only while the program runs gets into the text.

    Written out, a constant (in capitals), one of a dictionary of constants, or put together of such.
    """
    match node:
        case ast.Constant():
            return True
        case ast.Name() | ast.Attribute():
            return _is_constant(node)
        case ast.Subscript():
            return is_fixed(node.value)
        case ast.JoinedStr():
            return all(is_fixed(part) for part in node.values)
        case ast.FormattedValue():
            return is_fixed(node.value)
        case ast.BinOp():
            return is_fixed(node.left) and is_fixed(node.right)
        case ast.IfExp():
            return is_fixed(node.body) and is_fixed(node.orelse)
    return False


def _is_constant(node: ast.Name | ast.Attribute) -> bool:
    if isinstance(node, ast.Attribute) and node.attr == "pattern":
        return is_fixed(node.value)
    return name(node).strip("_").isupper()
