"""YAML files of the calendar, read node by node so that every refusal names its line and field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import yaml

from processes.characters import UNKEEPABLE
from processes.errors import InvalidArgument

#: Characters of one file; the longest real one has about 2,000.
MAX_TEXT = 50_000
#: Lists and mappings inside each other; a real file has four.
_MAX_DEPTH = 16
_MAX_INTERVAL = 31
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

#: libyaml reads seven times as quickly, but differs a little in what it takes and refuses: good enough for
#: the files of our own, which every process reads when it first needs a calendar.
_QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Fields = dict[str, yaml.Node]


class InvalidNotice(InvalidArgument):
    """The file is not usable.  ``context`` has ``line`` (from 1), ``field``, ``expected`` and ``got``."""

    code = "invalid_notice"


def refuse(line: int, field_name: str, expected: str, got: str) -> InvalidNotice:
    """The refusal: 第3行，year：应为…，实际为…。"""
    message = f"第{line}行，{field_name}：应为{expected}，实际为{got}。"
    return InvalidNotice(
        message, {field_name: [message]}, line=line, field=field_name, expected=expected, got=got
    )


def root(text: str, what: str) -> yaml.Node:
    """The top node of *text*; *what* is said to be expected when it is empty.

    Anchors and aliases are refused, a list that contains itself has no end; so is deep nesting, which takes
    the parser minutes.  Raises InvalidNotice.
    """
    if len(text) > MAX_TEXT:
        raise refuse(1, "文件", f"不超过{MAX_TEXT}个字符的文件", f"{len(text)}个字符")
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        got = getattr(error, "problem", None) or "无法识别"
        raise refuse(line, "文件", "合法的 YAML 文本", got) from error
    if node is None:
        raise refuse(1, "文件", what, "空文件")
    return node


def packaged(text: str) -> yaml.Node:
    """The top node of a file that comes with the product: nothing of it is checked here."""
    node = yaml.compose(text, Loader=_QUICK)
    assert node
    return node


def _check_events(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise refuse(line, "文件", "直接写出的内容", f"引用“*{event.anchor}”")
        if isinstance(event, yaml.ScalarEvent) and (found := UNKEEPABLE.search(event.value)):
            raise refuse(line, "文件", "可以保存和显示的文字", f"字符 U+{ord(found[0]):04X}")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise refuse(line, "文件", f"不超过{_MAX_DEPTH}层的列表和键值表", "更深的嵌套")


def line_of(node: yaml.Node) -> int:
    """The line of a node, from 1."""
    return int(node.start_mark.line) + 1


def show(node: yaml.Node) -> str:
    """What a node is, for a refusal."""
    if isinstance(node, yaml.ScalarNode):
        return f"“{node.value[:60]}”" if node.value else "空"
    return "列表" if isinstance(node, yaml.SequenceNode) else "键值表"


def mapping(node: yaml.Node, path: str, known: frozenset[str], required: Sequence[str]) -> Fields:
    """The fields of a mapping: all known, none twice, none of *required* missing."""
    if not isinstance(node, yaml.MappingNode):
        raise refuse(line_of(node), path, "键值表（字段: 值）", show(node))
    fields: Fields = {}
    for key, value in node.value:
        name = str(key.value)[:60] if isinstance(key, yaml.ScalarNode) and key.value else show(key)
        if name not in known:
            expected = f"已知字段之一（{'、'.join(sorted(known))}）"
            raise refuse(line_of(key), name, expected, f"未知字段“{name}”")
        if name in fields:
            raise refuse(line_of(key), name, "每个字段只写一次", "重复")
        fields[name] = value
    for name in required:
        if name not in fields:
            raise refuse(line_of(node), name, "必填字段", "缺失")
    return fields


def items(node: yaml.Node, path: str, what: str) -> list[tuple[str, yaml.Node]]:
    """The entries of a list that has at least one, with their paths."""
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise refuse(line_of(node), path, what, show(node))
    return [(f"{path}[{index}]", item) for index, item in enumerate(node.value)]


def text_of(node: yaml.Node, path: str) -> str:
    """A text that is not empty."""
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise refuse(line_of(node), path, "非空文字", show(node))
    return str(node.value).strip()


def optional_text(fields: Fields, name: str) -> str | None:
    """A text that may be left out."""
    return text_of(fields[name], name) if name in fields else None


def day_of(node: yaml.Node, path: str) -> date:
    """One date."""
    return _date(text_of(node, path), node, path)


def days_of(node: yaml.Node, path: str) -> Iterator[tuple[date, int]]:
    """Every day that *node* names (a day, ``from/to``, or a list of these), with its line."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _interval(item, path)
        return
    yield from _interval(node, path)


def _interval(node: yaml.Node, path: str) -> Iterator[tuple[date, int]]:
    first_text, slash, last_text = text_of(node, path).partition("/")
    first = _date(first_text, node, path)
    last = _date(last_text, node, path) if slash else first
    if last < first or (last - first).days > _MAX_INTERVAL:
        raise refuse(line_of(node), path, f"由早到晚、不超过{_MAX_INTERVAL}天的区间", show(node))
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset), line_of(node)


def _date(text: str, node: yaml.Node, path: str) -> date:
    try:
        if _DATE.fullmatch(text.strip()) is None:
            raise ValueError(text)
        return date.fromisoformat(text.strip())
    except ValueError:
        raise refuse(line_of(node), path, "日期（如 2026-02-15）", f"“{text[:60]}”") from None
