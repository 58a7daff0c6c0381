"""Reading characters: white space, comments, words, symbols, literals.

FEEL cannot be cut into tokens beforehand, because names may contain spaces and operators.
"""

from __future__ import annotations

import re
from typing import NoReturn

from processes.feel.errors import FeelSyntaxError
from processes.feel.names import (
    FULL_WIDTH,
    KEYWORDS,
    WORD,
    WORD_PART,
    KnownNames,
    as_known,
    learn,
    normalize,
    pattern,
)

MAX_LENGTH = 20_000
MAX_NESTING = 45

_SPACE = re.compile(r"(?:[\s\u0085\u180E\u200B\uFEFF]|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\", "/": "/"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(code, "\\" + code)


def string_value(body: str) -> str:
    """The text between the quotes of a literal; two escapes of a surrogate pair become one character."""
    if "\\" not in body:
        return body
    text = _ESCAPE.sub(_unescape, body)
    if _SURROGATE.search(text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class Reader:
    """A position in a text; every method skips the white space that follows what it reads."""

    def __init__(self, text: str, known: KnownNames) -> None:
        self.text = text
        self.position = 0
        self.known = dict(known)
        if len(text) > MAX_LENGTH:
            raise FeelSyntaxError(f"表达式长 {len(text)} 个字符，超过上限 {MAX_LENGTH}", text, MAX_LENGTH)
        self.skip_space()

    def skip_space(self) -> None:
        """Move over white space and comments."""
        self._advance(self.position)

    def _advance(self, position: int) -> None:
        found = _SPACE.match(self.text, position)
        self.position = position if found is None else found.end()

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self.position >= len(self.text)

    def ahead(self, length: int = 1) -> str:
        """The next characters, without moving."""
        return self.text[self.position : self.position + length]

    def fail(self, expected: str) -> NoReturn:
        """Raise ``FeelSyntaxError`` at this position."""
        if self.at_end:
            raise FeelSyntaxError(f"应为{expected}，但表达式到此结束", self.text, self.position)
        mark = self.text[self.position]
        if mark in FULL_WIDTH:
            reason = f"应为{expected}；这里是全角标点“{mark}”，FEEL 只认半角“{FULL_WIDTH[mark]}”"
        else:
            reason = f"应为{expected}，实际是“{self.ahead(20)}”"
        raise FeelSyntaxError(reason, self.text, self.position)

    def symbol(self, symbol: str) -> bool:
        """Read a symbol if it is next."""
        if not self.text.startswith(symbol, self.position):
            return False
        self._advance(self.position + len(symbol))
        return True

    def need(self, symbol: str) -> None:
        """Read a symbol or fail."""
        if not self.symbol(symbol):
            self.fail(f"“{symbol}”")

    def word(self) -> str | None:
        """The next word, without moving."""
        found = WORD.match(self.text, self.position)
        return found[0] if found else None

    def keyword(self, keyword: str) -> bool:
        """Read a keyword if it is next."""
        if self.word() != keyword:
            return False
        self._advance(self.position + len(keyword))
        return True

    def need_keyword(self, keyword: str) -> None:
        """Read a keyword or fail."""
        if not self.keyword(keyword):
            self.fail(f"关键字 {keyword}")

    def follows(self, word: str, symbol: str) -> bool:
        """Whether the word that is next is followed by a symbol; does not move."""
        save = self.position
        self._advance(save + len(word))
        result = self.text.startswith(symbol, self.position)
        self.position = save
        return result

    def string(self) -> str | None:
        """Read a string literal if one is next."""
        found = _STRING.match(self.text, self.position)
        if found is None:
            return None
        self._advance(found.end())
        return string_value(found[1])

    def number(self) -> str | None:
        """Read the digits of a number if one is next."""
        found = _NUMBER.match(self.text, self.position)
        if found is None:
            return None
        self._advance(found.end())
        return found[0]

    def literal_word(self, name: str) -> bool:
        """Read a name of several words if it is next, whatever its spacing."""
        found = pattern(name).match(self.text, self.position)
        if found is None:
            return False
        self._advance(found.end())
        return True

    def name(self) -> str:
        """Read a name that is used: the longest known one, else one word."""
        word = self.word()
        if word is None:
            self.fail("名称")
        for known in self.known.get(word, ()):
            found = pattern(known).match(self.text, self.position)
            if found and not (WORD_PART.match(self.text, found.end()) and WORD_PART.match(known[-1])):
                self._advance(found.end())
                return known
        for index, mark in enumerate(word):
            if mark in FULL_WIDTH:
                self.position += index
                self.fail("运算符或半角标点")
        self._advance(self.position + len(word))
        return word

    def declared_name(self, *stops: str, learn_it: bool = True) -> str:
        """Read a name that is declared here: everything up to a stop symbol or keyword."""
        start = self.position
        while not self.at_end:
            word = self.word()
            if word is not None:
                if word in stops and self.position > start:
                    break
                self._advance(self.position + len(word))
            elif self._continues_name(start, stops):
                self._advance(self.position + 1)
            else:
                break
        name = normalize(self.text[start : self.position])
        if not name or name in KEYWORDS:
            self.fail("名称")
        if not learn_it:
            return as_known(self.known, name)
        self.learn(name)
        return name

    def _continues_name(self, start: int, stops: tuple[str, ...]) -> bool:
        mark = self.ahead()
        if mark in stops or self.ahead(2) == "..":
            return False
        return mark in "+-*/'." or (mark.isdigit() and self.position > start)

    def learn(self, name: str) -> None:
        """From here on a name of several words is known."""
        learn(self.known, name)
