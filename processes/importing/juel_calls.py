"""Functions and methods in JUEL expressions that have a counterpart in FEEL."""

from __future__ import annotations

import json
from collections.abc import Callable

from .pieces import (
    COMPARISON,
    SUM,
    Piece,
    Untranslatable,
    call,
    choice,
    contains,
    is_empty,
    item,
    joined,
    member,
    operation,
    variable,
)

#: Objects of the other engine that expressions may name.
OBJECTS = frozenset({"execution", "task", "delegateTask", "delegateExecution", "caseExecution"})
#: Flowable's functions about variables: ``${variables:get(x)}``.
PREFIXES = frozenset({"variables", "vars", "var"})
_COMPARISONS = {
    "eq": "=", "equals": "=", "ne": "!=", "notEquals": "!=", "lt": "<", "lessThan": "<", "lte": "<=",
    "lessThanOrEquals": "<=", "gt": ">", "greaterThan": ">", "gte": ">=", "greaterThanOrEquals": ">=",
}  # fmt: skip
_NULL = Piece("null")


def function(name: str, arguments: list[Piece]) -> Piece:
    """A function without a prefix: the instant, or JSON data read by Camunda Spin."""
    if name in ("now", "dateTime") and not arguments:
        return Piece("now()", kind="instant")
    if name in ("S", "JSON") and len(arguments) == 1:
        return arguments[0]
    raise Untranslatable(f"函数 {name}() 是原引擎的")


def variables_function(name: str, arguments: list[Piece]) -> Piece:
    """``variables:get(x)`` and its like; the first argument names a variable, quoted or not."""
    if not arguments:
        raise Untranslatable(f"函数 variables:{name} 没有参数")
    first = _named(arguments[0])
    if name == "get" and len(arguments) == 1:
        return first
    if name == "exists" and len(arguments) == 1:
        return operation("!=", first, _NULL, COMPARISON, "boolean")
    if name in ("isEmpty", "empty") and len(arguments) == 1:
        return is_empty(first)
    if name in ("isNotEmpty", "notEmpty") and len(arguments) == 1:
        return call("not", is_empty(first), kind="boolean")
    if name == "getOrDefault" and len(arguments) == 2:
        return choice(operation("=", first, _NULL, COMPARISON, "boolean"), arguments[1], first)
    if name in _COMPARISONS and len(arguments) == 2:
        return operation(_COMPARISONS[name], first, arguments[1], COMPARISON, "boolean")
    if name == "contains" and len(arguments) == 2:
        return contains(first, arguments[1])
    raise Untranslatable(f"函数 variables:{name} 没有对应的写法")


def _named(piece: Piece) -> Piece:
    return variable(_text(piece)) if piece.kind == "string" else piece


def _text(piece: Piece) -> str:
    """The value of a text literal."""
    if piece.kind != "string" or piece.names or not piece.text.startswith('"'):
        raise Untranslatable("变量名或字段名不是常数")
    return str(json.loads(piece.text, strict=False))


def _number(piece: Piece) -> int:
    if not piece.text.isdecimal():
        raise Untranslatable("下标或时长不是整数常数")
    return int(piece.text)


def _on_object(holder: Piece, name: str, arguments: list[Piece]) -> Piece:
    if name in ("getVariable", "getVariableLocal") and len(arguments) == 1:
        return variable(_text(arguments[0]))
    if name in ("hasVariable", "hasVariableLocal") and len(arguments) == 1:
        return operation("!=", variable(_text(arguments[0])), _NULL, COMPARISON, "boolean")
    if name == "getProcessInstanceId" and not arguments:
        return call("string", variable("instance_id"), kind="string")
    raise Untranslatable(f"{holder.text}.{name}() 是原引擎的程序")


def _plus(unit: str) -> Callable[[Piece, list[Piece]], Piece]:
    """Joda-Time's ``plusDays(2)`` as FEEL's ``+ duration("P2D")``."""

    def later(instant: Piece, arguments: list[Piece]) -> Piece:
        length = Piece(f'duration("{unit.format(_number(arguments[0]))}")')
        moved = operation("+", instant, length, SUM, "instant")
        return Piece(moved.text, moved.level, "instant", moved.names, moved.caveats)

    return later


_INSTANTS: dict[str, Callable[[Piece, list[Piece]], Piece]] = {
    "plusSeconds": _plus("PT{}S"), "plusMinutes": _plus("PT{}M"), "plusHours": _plus("PT{}H"),
    "plusDays": _plus("P{}D"), "plusMonths": _plus("P{}M"), "plusYears": _plus("P{}Y"),
    "toDate": lambda instant, _: instant,
}  # fmt: skip


def _get(holder: Piece, arguments: list[Piece]) -> Piece:
    key = arguments[0]
    return item(holder, int(key.text)) if key.text.isdecimal() else member(holder, _text(key))


def _same(holder: Piece, arguments: list[Piece]) -> Piece:
    return operation("=", holder, arguments[0], COMPARISON, "boolean")


def _emptiness(holder: Piece, _: list[Piece]) -> Piece:
    return is_empty(holder)


def _plain(name: str, kind: str) -> Callable[[Piece, list[Piece]], Piece]:
    return lambda holder, arguments: call(name, holder, *arguments, kind=kind)


def _itself(holder: Piece, _: list[Piece]) -> Piece:
    return joined([holder], holder.text, holder.level)


#: Methods by (name, number of arguments).
_METHODS: dict[tuple[str, int], Callable[[Piece, list[Piece]], Piece]] = {
    ("equals", 1): _same,
    ("size", 0): _plain("count", "number"),
    ("isEmpty", 0): _emptiness,
    ("length", 0): _plain("string length", "number"),
    ("contains", 1): lambda holder, arguments: contains(holder, arguments[0]),
    ("startsWith", 1): _plain("starts with", "boolean"),
    ("endsWith", 1): _plain("ends with", "boolean"),
    ("toLowerCase", 0): _plain("lower case", "string"),
    ("toUpperCase", 0): _plain("upper case", "string"),
    ("toString", 0): _plain("string", "string"),
    ("get", 1): _get,
    ("prop", 1): lambda holder, arguments: member(holder, _text(arguments[0])),
    ("value", 0): _itself,
    ("stringValue", 0): _itself,
    ("numberValue", 0): _itself,
    ("boolValue", 0): _itself,
}


def method(holder: Piece, name: str, arguments: list[Piece]) -> Piece:
    """``holder.name(arguments)``; Untranslatable for a method of a program."""
    if holder.kind == "object":
        return _on_object(holder, name, arguments)
    if holder.kind == "instant":
        moved = _INSTANTS.get(name)
        if moved is None or len(arguments) != (name != "toDate"):
            raise Untranslatable(f"时刻的方法 {name}() 没有对应的写法")
        return moved(holder, arguments)
    found = _METHODS.get((name, len(arguments)))
    if found is None:
        raise Untranslatable(f"方法 {name}() 是原引擎的程序")
    return found(holder, arguments)
