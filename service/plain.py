"""JSON that comes from outside, read into plain data that every part of the service can keep and show."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from processes.characters import UNKEEPABLE
from processes.errors import InvalidArgument

#: Forms nest six deep; what walks over the data takes several calls per level.
DEEPEST = 64
LONGEST_NUMBER = 30


class Provider(DefaultJSONProvider):
    """What ``request.get_json`` reads with."""

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Read JSON as ``read`` does."""
        return read(s if isinstance(s, str) else s.decode())


def install(app: Flask) -> None:
    """Let requests read JSON by the rules of this module."""
    app.json = Provider(app)


def read(text: str) -> Any:
    """Plain data.

    Raises ValueError (not JSON) and InvalidArgument (nested too deeply, a name twice, numbers or characters
    that cannot be kept).
    """
    try:
        found = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_no_number,
        )
    except RecursionError:
        _refuse(f"嵌套太深，最多 {DEEPEST} 层")
    _check(found)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that comes twice would mean another thing to whoever looked before (RFC 8259 §4)."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        _refuse(f"“{next(name for name in names if names.count(name) > 1)[:20]}”写了两次")
    return found


def _check(root: Any) -> None:
    waiting: list[tuple[Any, int]] = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, str):
            if UNKEEPABLE.search(node):
                _refuse("文字里有不能保存的字符（空字符或不完整的 Unicode 字符）")
        elif isinstance(node, (dict, list)):
            if depth > DEEPEST:
                _refuse(f"嵌套太深，最多 {DEEPEST} 层")
            waiting += [(key, depth) for key in node] if isinstance(node, dict) else []
            inner = node.values() if isinstance(node, dict) else node
            waiting += [(child, depth + 1) for child in inner]


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        _refuse(f"数字太长，最多 {LONGEST_NUMBER} 位")
    return int(text)


def _decimal(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


def _no_number(text: str) -> NoReturn:
    _refuse(f"“{text[:20]}”不是可以保存的数字")


def _refuse(text: str) -> NoReturn:
    raise InvalidArgument(f"提交的数据没有保存：{text}", errors={"_schema": [text]})
