"""The JSON document of a form, before anything in it is understood: its size, its depth, its characters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from processes.characters import UNKEEPABLE
from processes.errors import InvalidDefinition, Problem

_MAX_BYTES = 2_000_000
_MAX_NESTING, _MAX_PARTS = 100, 200_000
_HIGH, _LOW = "u[dD][89abAB][0-9a-fA-F]{2}", "u[dD][c-fC-F][0-9a-fA-F]{2}"
#: The escapes of JSON one after the other (RFC 8259 §7); in a group what cannot be stored or shown.
_ESCAPE = re.compile(rf"\\(?:{_HIGH}\\{_LOW}|(u0000|{_HIGH}|{_LOW})|.)|({UNKEEPABLE.pattern})", re.DOTALL)


def parse(document: bytes | str | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Text and data; the text is empty for a document that is data already.

    Raises InvalidDefinition with one problem: ``FORM-json`` (no JSON object, or characters that cannot be
    kept) or ``FORM-size``.
    """
    text, data = ("", document) if isinstance(document, Mapping) else _read(document)
    if _is_endless(data):
        message = f"文档嵌套超过 {_MAX_NESTING} 层，或多于 {_MAX_PARTS} 项。"
        raise _refused("FORM-size", message, "请减少层数和内容。")
    return text, data


def _read(document: bytes | str) -> tuple[str, Mapping[str, Any]]:
    try:
        if len(document) > _MAX_BYTES:
            raise ValueError(f"文件超过 {_MAX_BYTES} 字节")
        text = document.decode("utf-8-sig") if isinstance(document, bytes) else document
        _check_characters(text)
        data = json.loads(text, object_pairs_hook=_unique_object, parse_constant=_no_number)
        if not isinstance(data, dict):
            raise ValueError("最外层应为对象")
    except (ValueError, RecursionError) as error:
        message, line = str(error), None
        if isinstance(error, json.JSONDecodeError):
            message, line = error.msg, error.lineno
        told = f"表单文件不是合法的 JSON：{message}。"
        raise _refused("FORM-json", told, "请用表单编辑器重新保存该文件。", line) from error
    return text, data


def _refused(code: str, message: str, remedy: str, line: int | None = None) -> InvalidDefinition:
    return InvalidDefinition(message, [Problem(code=code, message=message, line=line, remedy=remedy)])


def _check_characters(text: str) -> None:
    for found in _ESCAPE.finditer(text):
        if found.lastindex:
            shown = ascii(found[0])[1:-1][-6:]
            raise json.JSONDecodeError(f"含有不能保存的字符（{shown}），请删除", text, found.start())


def _no_number(name: str) -> None:
    raise ValueError(f"“{name}”不是 JSON 数字")


def _unique_object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"同一对象中字段“{twice}”重复")
    return found


def _is_endless(data: Mapping[str, Any]) -> bool:
    """Whether a document is deeper or larger than any form needs."""
    pending: list[tuple[Any, int]] = [(data, 0)]
    parts = 0
    while pending:
        value, depth = pending.pop()
        inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        parts += len(inner)
        if depth > _MAX_NESTING or parts > _MAX_PARTS:
            return True
        pending.extend((item, depth + 1) for item in inner)
    return False
