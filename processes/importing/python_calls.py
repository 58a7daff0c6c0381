"""Calls in Python expressions that have a counterpart in FEEL."""

from __future__ import annotations

import ast
from collections.abc import Callable

from .pieces import (
    COMPARISON,
    SUM,
    Piece,
    Untranslatable,
    call,
    choice,
    contains,
    joined,
    member,
    operation,
)

Read = Callable[[ast.expr], Piece]
_NULL = Piece("null")
_UNITS = {"weeks": ("P{}D", 7), "days": ("P{}D", 1), "hours": ("PT{}H", 1), "minutes": ("PT{}M", 1),
          "seconds": ("PT{}S", 1)}  # fmt: skip
_FUNCTIONS = {
    "str": ("string", "string"), "float": ("number", "number"), "sum": ("sum", "number"),
    "min": ("min", ""), "max": ("max", ""), "abs": ("abs", "number"), "sorted": ("sort", "list"),
}  # fmt: skip
_METHODS = {
    ("lower", 0): ("lower case", "string"), ("upper", 0): ("upper case", "string"),
    ("startswith", 1): ("starts with", "boolean"), ("endswith", 1): ("ends with", "boolean"),
    ("values", 0): ("get values", ""),
}  # fmt: skip


def _instance(piece: Piece, kind: str) -> Piece:
    return joined([piece], f"{piece.at(8)} instance of {kind}", COMPARISON, "boolean")


def contained(part: Piece, whole: Piece) -> Piece:
    """``part in whole`` for a text, a list or the keys of a dictionary."""
    if whole.kind in ("list", "string"):
        return contains(whole, part)
    has_key = operation("!=", call("get value", whole, part), _NULL, COMPARISON, "boolean")
    in_list = call("list contains", whole, part, kind="boolean")
    in_text = call("contains", whole, part, kind="boolean")
    return choice(_instance(whole, "string"), in_text, choice(_instance(whole, "list"), in_list, has_key))


def called(node: ast.Call, read: Read) -> Piece:
    """A function or method; Untranslatable for any that FEEL does not have."""
    if isinstance(node.func, ast.Name):
        if node.func.id == "timedelta":
            return _timedelta(node)
        if not node.keywords:
            return _function(node.func.id, [read(argument) for argument in node.args])
    if isinstance(node.func, ast.Attribute) and not node.keywords:
        if node.func.attr == "timedelta":
            return _timedelta(node)
        return _method(read(node.func.value), node.func.attr, [read(argument) for argument in node.args])
    raise Untranslatable("带命名参数的调用没有对应")


def _timedelta(node: ast.Call) -> Piece:
    parts = [(keyword.arg, keyword.value) for keyword in node.keywords]
    parts += list(zip(("days", "seconds"), node.args, strict=False))
    if len(parts) != 1:
        raise Untranslatable("timedelta 应恰有一个参数")
    unit, value = parts[0]
    if unit not in _UNITS or not isinstance(value, ast.Constant) or type(value.value) is not int:
        raise Untranslatable("timedelta 的参数不是整数常数")
    form, factor = _UNITS[str(unit)]
    return Piece(f'duration("{form.format(value.value * factor)}")', kind="duration")


def _function(name: str, arguments: list[Piece]) -> Piece:
    if name == "len" and len(arguments) == 1:
        return _length(arguments[0])
    if name == "int" and len(arguments) == 1:
        return call("round down", call("number", call("string", arguments[0])), Piece("0"), kind="number")
    if name == "bool" and len(arguments) == 1 and arguments[0].kind == "boolean":
        return arguments[0]
    if name in _FUNCTIONS and len(arguments) == 1:
        feel_name, kind = _FUNCTIONS[name]
        if name == "sorted":
            return call("sort", arguments[0], Piece("function(a, b) a < b"), kind="list")
        return call(feel_name, *arguments, kind=kind)
    raise Untranslatable(f"函数 {name}() 没有对应的写法")


def _length(whole: Piece) -> Piece:
    if whole.kind == "string":
        return call("string length", whole, kind="number")
    count = call("count", whole, kind="number")
    if whole.kind == "list":
        return count
    keys = call("count", call("get entries", whole), kind="number")
    text = call("string length", whole, kind="number")
    return choice(_instance(whole, "string"), text, choice(_instance(whole, "list"), count, keys))


def _method(holder: Piece, name: str, arguments: list[Piece]) -> Piece:
    if name == "get" and len(arguments) in (1, 2):
        key = arguments[0]
        if key.kind != "string" or not key.text.startswith('"') or "\\" in key.text:
            raise Untranslatable("get() 的键不是常数")
        entry = member(holder, key.text[1:-1])
        if len(arguments) == 1:
            return entry
        return choice(operation("=", entry, _NULL, COMPARISON, "boolean"), arguments[1], entry)
    if name == "now" and holder.text in ("datetime", "datetime.datetime") and len(arguments) <= 1:
        return Piece("now()", SUM + 3, "instant")
    found = _METHODS.get((name, len(arguments)))
    if found is None:
        raise Untranslatable(f"方法 {name}() 没有对应的写法")
    return call(found[0], holder, *arguments, kind=found[1])
