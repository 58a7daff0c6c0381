"""JUEL, the expression language of Camunda 7, Flowable and Activiti, translated to FEEL where that is safe.

The grammar is that of the Unified Expression Language (JSR 341 §1.24): ``?:`` over ``||``, ``&&``, equality,
order, sums, products, signs, and values with ``.name``, ``[key]`` and method calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from . import juel_calls
from .pieces import (
    AND,
    COMPARISON,
    NAME,
    OR,
    PRODUCT,
    SIGN,
    SUM,
    Piece,
    Untranslatable,
    array,
    call,
    choice,
    is_empty,
    item,
    joined,
    member,
    negation,
    number,
    operation,
    string,
    variable,
)

MAX_DEPTH = 40
MAX_LENGTH = 10_000
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)[dDfFlL]?
        |(?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
        |(?P<name>(?:[^\W\d]|\$)[\w$]*)
        |(?P<mark>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]]))""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"and": "&&", "or": "||", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
          "div": "/", "mod": "%", "not": "!"}  # fmt: skip
_ORDER = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
_CONSTANTS = {"true": "boolean", "false": "boolean", "null": ""}
#: Counters of multi-instance activities under their names in our dialect.
RENAMED = {
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
    "$INITIATOR": "initiator",
}
_COUNTS = "按集合的多实例里 loopCounter 从 1 起，原来从 0 起"


class Token(NamedTuple):
    """A word of the text; ``kind`` is number, string, name, mark or end.  ``word`` is what was written: an
    operator's name (``eq``) is a plain name behind a dot or a colon.
    """

    kind: str
    text: str
    word: str = ""


def translate(text: str) -> Piece:
    """The expression between ``${`` and ``}``; Untranslatable if it has no safe counterpart."""
    if len(text) > MAX_LENGTH:
        raise Untranslatable(f"表达式超过 {MAX_LENGTH} 个字符")
    parser = _Parser(_tokens(text))
    piece = parser.ternary()
    if parser.here.kind != "end":
        parser.unexpected()
    return piece


def _tokens(text: str) -> list[Token]:
    found, position = [], 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise Untranslatable(f"第 {position + 1} 个字符附近无法识别：{text[position : position + 10]}")
        kind = str(match.lastgroup)
        word = match[kind]
        mark = _WORDS.get(word) if kind == "name" else None
        found.append(Token("mark", mark, word) if mark else Token(kind, word, word))
        position = match.end()
    return [*found, Token("end", "")]


class _Parser:
    """Recursive descent; each rule gives the FEEL piece of what it read."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._position, self._depth = tokens, 0, 0

    @property
    def here(self) -> Token:
        return self._tokens[self._position]

    def unexpected(self) -> NoReturn:
        raise Untranslatable(f"表达式在“{self.here.text or '结尾'}”处不合 JUEL 语法")

    def next(self) -> Token:
        token = self.here
        self._position = min(self._position + 1, len(self._tokens) - 1)
        return token

    def take(self, *marks: str) -> str | None:
        """The mark that stands here, if it is one of these."""
        token = self.here
        return self.next().text if token.kind == "mark" and token.text in marks else None

    def expect(self, mark: str) -> None:
        if self.take(mark) is None:
            self.unexpected()

    # -- operators

    def ternary(self) -> Piece:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Untranslatable(f"表达式嵌套超过 {MAX_DEPTH} 层")
        piece = self._chain(("||",), self._and, OR, "or", "boolean")
        if self.take("?"):
            then = self.ternary()
            self.expect(":")
            piece = choice(piece, then, self.ternary())
        self._depth -= 1
        return piece

    def _chain(
        self, marks: tuple[str, ...], operand: Callable[[], Piece], level: int, word: str, kind: str
    ) -> Piece:
        piece = operand()
        while self.take(*marks):
            piece = operation(word, piece, operand(), level, kind)
        return piece

    def _and(self) -> Piece:
        return self._chain(("&&",), self._equality, AND, "and", "boolean")

    def _equality(self) -> Piece:
        piece = self._order()
        while mark := self.take("==", "!="):
            word = "=" if mark == "==" else "!="
            piece = operation(word, piece, self._order(), COMPARISON, "boolean")
        return piece

    def _order(self) -> Piece:
        piece = self._sum()
        while mark := self.take(*_ORDER):
            piece = operation(_ORDER[mark], piece, self._sum(), COMPARISON, "boolean")
        return piece

    def _sum(self) -> Piece:
        piece = self._product()
        while mark := self.take("+", "-"):
            other = self._product()
            if "string" in (piece.kind, other.kind):
                raise Untranslatable("JUEL 的加号只做数字运算，不能连接文字")
            piece = operation(mark, piece, other, SUM, "number")
        return piece

    def _product(self) -> Piece:
        piece = self._sign()
        while mark := self.take("*", "/", "%"):
            other = self._sign()
            if mark == "%":
                whole = call("round down", operation("/", piece, other, PRODUCT, ""), Piece("0"))
                piece = operation("-", piece, operation("*", other, whole, PRODUCT, ""), SUM, "number")
            else:
                piece = operation(mark, piece, other, PRODUCT, "number")
        return piece

    def _sign(self) -> Piece:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Untranslatable(f"表达式嵌套超过 {MAX_DEPTH} 层")
        if self.take("!"):
            piece = negation(self._sign())
        elif self.take("-"):
            operand = self._sign()
            piece = joined([operand], f"-{operand.at(SIGN)}", SIGN, "number")
        elif self.here[:2] == ("name", "empty"):
            self.next()
            piece = is_empty(self._sign())
        else:
            piece = self._value()
        self._depth -= 1
        return piece

    # -- values

    def _value(self) -> Piece:
        piece = self._primary()
        while mark := self.take(".", "["):
            if mark == "[":
                piece = self._indexed(piece)
                continue
            name = self._name()
            piece = (
                juel_calls.method(piece, name, self._arguments())
                if self.take("(")
                else member(_data(piece), name)
            )
        return _data(piece)

    def _name(self) -> str:
        token = self.here
        if not NAME.fullmatch(token.word):
            self.unexpected()
        return self.next().word

    def _indexed(self, holder: Piece) -> Piece:
        token = self.next()
        self.expect("]")
        if token.kind == "string":
            return member(_data(holder), _unquoted(token.text))
        if token.kind == "number" and token.text.isdecimal():
            return item(_data(holder), int(token.text))
        raise Untranslatable("下标不是常数，无法判断取的是列表项还是字段")

    def _arguments(self) -> list[Piece]:
        found: list[Piece] = []
        while not self.take(")"):
            if found:
                self.expect(",")
            found.append(self.ternary())
        return found

    def _primary(self) -> Piece:
        if self.take("("):
            piece = self.ternary()
            self.expect(")")
            return piece
        if self.take("["):
            return self._list()
        token = self.next()
        if token.kind == "number":
            return number(token.text)
        if token.kind == "string":
            return string(_unquoted(token.text))
        if token.kind != "name":
            self._position -= 1
            self.unexpected()
        return self._named(token.text)

    def _list(self) -> Piece:
        found: list[Piece] = []
        while not self.take("]"):
            if found:
                self.expect(",")
            found.append(self.ternary())
        return array(found)

    def _named(self, name: str) -> Piece:
        if name in _CONSTANTS:
            return Piece(name, kind=_CONSTANTS[name])
        if self.take("("):
            return juel_calls.function(name, self._arguments())
        if name in juel_calls.PREFIXES and self.here[:2] == ("mark", ":"):
            self.next()
            function = self._name()
            self.expect("(")
            return juel_calls.variables_function(function, self._arguments())
        if name in juel_calls.OBJECTS:
            return Piece(name, kind="object")
        piece = variable(RENAMED.get(name, name))
        return joined([piece], name, caveats=(_COUNTS,)) if name == "loopCounter" else piece


def _data(piece: Piece) -> Piece:
    """The piece, unless it is an object of the other engine."""
    if piece.kind == "object":
        raise Untranslatable(f"“{piece.text}”是原引擎的程序对象")
    return piece


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
