"""FEEL text put together piece by piece, with as few parentheses as precedence allows (DMN 1.5 §10.3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from processes import feel

#: Binding strength of what stands at the top of a piece.
LOOSE, OR, AND, COMPARISON, SUM, PRODUCT, POWER, SIGN, ATOM = range(9)
NAME = re.compile(r"[^\W\d]\w*")
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEYWORDS = frozenset({
    "and", "or", "not", "if", "then", "else", "for", "return", "in", "some", "every", "satisfies", "between",
    "instance", "of", "null", "true", "false", "function", "external",
})  # fmt: skip


class Untranslatable(Exception):
    """The text has no safe counterpart in FEEL; the message says why, in Chinese."""


@dataclass(frozen=True)
class Piece:
    """A FEEL expression.  ``kind`` is what it surely gives (``boolean``, ``string``, ``number``, ``list``,
    ``context``) or ``""``; ``names`` are the variables that it reads; ``caveats`` are Chinese sentences.
    """

    text: str
    level: int = ATOM
    kind: str = ""
    names: frozenset[str] = frozenset()
    caveats: tuple[str, ...] = field(default=())

    def at(self, level: int) -> str:
        """The text as an operand of an operator of this strength."""
        return self.text if self.level >= level else f"({self.text})"

    def minus(self, *bound: str) -> Piece:
        """The same piece where these names are bound by an iteration around it."""
        return Piece(self.text, self.level, self.kind, self.names - set(bound), self.caveats)


def joined(
    parts: Iterable[Piece], text: str, level: int = ATOM, kind: str = "", caveats: tuple[str, ...] = ()
) -> Piece:
    """A piece made of others: it reads what they read."""
    held = list(parts)
    names = frozenset(name for part in held for name in part.names)
    told = dict.fromkeys([*(caveat for part in held for caveat in part.caveats), *caveats])
    return Piece(text, level, kind, names, tuple(told))


def variable(name: str) -> Piece:
    """A variable; Untranslatable when FEEL cannot call it so."""
    if not NAME.fullmatch(name) or name in _KEYWORDS:
        raise Untranslatable(f"“{name}”不能作 FEEL 变量名")
    return Piece(name, names=frozenset([name]))


def string(text: str) -> Piece:
    """A text literal (DMN 1.5 §10.3.1.2, grammar rule 35); Untranslatable with marks that XML cannot hold."""
    if _NOT_XML.search(text):
        raise Untranslatable("文字中有控制字符")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for mark, code in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(mark, code)
    return Piece(f'"{escaped}"', kind="string")


def number(text: str) -> Piece:
    """A number; FEEL has no exponent."""
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise Untranslatable(f"数字“{text}”超出范围")
    return Piece(format(value, "f"), ATOM if value >= 0 else SIGN, kind="number")


def operation(operator: str, left: Piece, right: Piece, level: int, kind: str) -> Piece:
    """``left operator right``; operators of one strength group to the left."""
    more = level + (1 if level == COMPARISON else 0)
    return joined((left, right), f"{left.at(more)} {operator} {right.at(level + 1)}", level, kind)


def call(name: str, *arguments: Piece, kind: str = "") -> Piece:
    """A built-in function of FEEL."""
    return joined(arguments, f"{name}({', '.join(a.text for a in arguments)})", kind=kind)


def negation(operand: Piece) -> Piece:
    """Logical not."""
    return call("not", operand, kind="boolean")


def choice(condition: Piece, then: Piece, otherwise: Piece) -> Piece:
    """``if … then … else …``"""
    kind = then.kind if then.kind == otherwise.kind else ""
    text = f"if {condition.text} then {then.at(OR)} else {otherwise.text}"
    return joined((condition, then, otherwise), text, LOOSE, kind)


def member(holder: Piece, name: str) -> Piece:
    """An entry of a context, by name."""
    if NAME.fullmatch(name) and name not in _KEYWORDS:
        return joined([holder], f"{holder.at(ATOM)}.{name}")
    return joined([holder], f"get value({holder.text}, {string(name).text})")


def item(holder: Piece, index: int) -> Piece:
    """An item of a list; ``index`` counts from 0 as everywhere but in FEEL."""
    return joined([holder], f"{holder.at(ATOM)}[{index + 1 if index >= 0 else index}]")


def array(items: Iterable[Piece]) -> Piece:
    """A list."""
    held = list(items)
    return joined(held, f"[{', '.join(each.text for each in held)}]", kind="list")


def context(entries: Iterable[tuple[str, Piece]]) -> Piece:
    """A context."""
    held = list(entries)
    texts = [f"{key if NAME.fullmatch(key) else string(key).text}: {value.text}" for key, value in held]
    return joined((value for _, value in held), "{" + ", ".join(texts) + "}", kind="context")


def contains(whole: Piece, part: Piece) -> Piece:
    """Whether a text or a list contains something; the kind is found out when it runs if need be."""
    if whole.kind == "list":
        return call("list contains", whole, part, kind="boolean")
    if whole.kind == "string":
        return call("contains", whole, part, kind="boolean")
    test = joined([whole], f"{whole.at(ATOM)} instance of string", COMPARISON, "boolean")
    return choice(
        test,
        call("contains", whole, part, kind="boolean"),
        call("list contains", whole, part, kind="boolean"),
    )


def is_empty(whole: Piece) -> Piece:
    """Null, the empty text, the empty list."""
    nothing = operation("=", whole, Piece("null"), COMPARISON, "boolean")
    test = joined([whole], f"{whole.at(ATOM)} instance of string", COMPARISON, "boolean")
    no_text = operation("=", whole, string(""), COMPARISON, "boolean")
    no_items = operation("=", call("count", whole), Piece("0"), COMPARISON, "boolean")
    return choice(nothing, Piece("true", kind="boolean"), choice(test, no_text, no_items))


def checked(piece: Piece) -> Piece:
    """The piece, if FEEL reads it as it is meant; else Untranslatable."""
    try:
        expression = feel.compile(piece.text)
    except feel.FeelError as error:
        raise Untranslatable(f"译文“{piece.text}”不是合法的 FEEL：{error}") from None
    if set(expression.names) != piece.names:
        strange = "、".join(sorted(set(expression.names) ^ piece.names))
        raise Untranslatable(f"FEEL 对“{strange}”有别的理解")
    return piece
