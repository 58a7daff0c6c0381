"""The FEEL texts of a component, compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeGuard

from processes.feel import Expression, FeelSyntaxError, compile_unary
from processes.feel import compile as compile_feel
from processes.forms.model import Test
from processes.forms.problems import Problems, Written

_REMEDY = "请改正 FEEL 表达式。"


def is_expression(text: Any) -> TypeGuard[str]:
    """Whether form-js evaluates *text*: it begins with ``=``."""
    return isinstance(text, str) and text.startswith("=")


def read_test(text: Any, what: str, identifier: str, problems: Problems) -> Test | None:
    """A unary test as form-js has them; it takes a text without ``=`` as never true, here it is refused."""
    if not is_expression(text):
        message = f"{what}应为以“=”开头的 FEEL 表达式，实际为 {text!r}。"
        problems.add("FORM-feel", message, "请在表达式前加“=”。", identifier)
        return None
    test = text[1:].strip()
    try:
        found = Test(compile_unary(test), _is_negated(test))
        problems.written.append(Written(identifier, what, test, unary=True))
        return found
    except FeelSyntaxError as error:
        problems.add("FORM-feel", f"{what}有语法错误：{error}", _REMEDY, identifier)
        return None


def read_assertion(text: Any, identifier: str, problems: Problems) -> Test | None:
    """Our ``assert``: an expression."""
    found = read_expression(text, "校验条件 assert ", identifier, problems, shared=False)
    return None if found is None else Test(found)


def read_expression(
    text: Any, what: str, identifier: str, problems: Problems, *, shared: bool = True
) -> Expression | None:
    """An expression that gives a value; ``shared``: the form view evaluates it too."""
    if not is_expression(text):
        message = f"{what}应为以“=”开头的 FEEL 表达式，实际为 {text!r}。"
        problems.add("FORM-feel", message, "请在表达式前加“=”。", identifier)
        return None
    try:
        found = compile_feel(text[1:].strip())
    except FeelSyntaxError as error:
        problems.add("FORM-feel", f"{what}有语法错误：{error}", _REMEDY, identifier)
        return None
    if shared:
        problems.written.append(Written(identifier, what, found.text))
    return found


# Possessive: what is not closed is given up at once, however long it is.
_TEMPLATE = re.compile(r"\{\{\s*+(?:#(?:if|loop)\s)?([^#/{}][^{}]*+)\}\}")
_SHOWN = (
    "text",
    "content",
    "label",
    "dateLabel",
    "timeLabel",
    "description",
    "source",
    "alt",
    "url",
    "dataSource",
    "columnsExpression",
    "endpointKey",
    "title",
)


def shown_expressions(raw: Mapping[str, Any]) -> tuple[Expression, ...]:
    """The expressions in the texts and tables that the form view shows (``{{name}}`` or ``=name``)."""
    found: list[Expression] = []
    for name in _SHOWN:
        value = raw.get(name)
        texts = [value[1:]] if is_expression(value) else _TEMPLATE.findall(str(value or ""))
        for text in texts:
            # A text that FEEL cannot read is shown as it is; it decides nothing.
            with suppress(FeelSyntaxError):
                found.append(compile_feel(text.strip()))
    return tuple(found)


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[()]')


def _is_negated(text: str) -> bool:
    """Whether the whole text is ``not(…)``."""
    opening = re.match(r"not\s*\(", text)
    depth = 0
    for token in _TOKEN.finditer(text) if opening else ():
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0 and token[0] == ")":
            return token.end() == len(text)
    return False
