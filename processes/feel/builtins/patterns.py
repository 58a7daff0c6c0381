"""XPath regular expressions (XPath Functions §7.6, XML Schema part 2 appendix F) on the ``regex`` module.

Translated by hand, because the two dialects differ: class subtraction, ``\\i`` and ``\\c``, ``\\p{IsBlock}``,
and no look-around.  Every search has a time limit, so a pattern that backtracks for ever is stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import regex

from processes.feel.errors import LimitExceeded
from processes.feel.run import Run

#: Seconds that one search may take.
TIMEOUT = 0.5
_MAX_PATTERN = 2_000
# Escapes that mean something in Python but do not exist in XPath.
_FOREIGN_ESCAPES = "AZzbBGQEkgUuxNhHRX"
_NAME_START = "A-Za-z_:"
_NAME_PART = r"A-Za-z0-9_.:\-"
_REPLACEMENT = re.compile(r"(?P<literal>[^$\\]+)|\\(?P<escaped>[$\\])|\$(?P<digits>[0-9]{1,9})|.", re.DOTALL)
# What repetitions such as {1000} may unfold a pattern to: the engine keeps every copy.
_MAX_UNFOLDED = 20_000
_QUANTIFIER = re.compile(r"\{([0-9]+)")
# How a repetition is written in XPath: none is possessive, approximate or repeated itself.
_REPETITION = re.compile(r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??(?![*+?{])")


class Pattern:
    """A compiled pattern whose searches are limited in time."""

    __slots__ = ("_compiled",)

    def __init__(self, compiled: regex.Pattern[str]) -> None:
        self._compiled = compiled

    def found_in(self, text: str, run: Run) -> bool:
        """Whether the pattern matches anywhere."""
        with _timed(run):
            return self._compiled.search(text, timeout=TIMEOUT) is not None

    def replace(self, text: str, new: str, run: Run) -> str:
        """Every match replaced; ``$1`` in ``new`` is group 1, ``\\$`` a dollar, ``\\\\`` one backslash.

        Raises ``ValueError`` for any other ``$`` or ``\\`` (XPath Functions §7.6.3).
        """
        parts = _replacement(new, self._compiled.groups)

        def expand(found: regex.Match[str]) -> str:
            made = "".join(part if isinstance(part, str) else found[part] or "" for part in parts)
            run.allocate(len(made))
            return made

        with _timed(run):
            return self._compiled.sub(expand, text, timeout=TIMEOUT)

    def split(self, text: str, run: Run) -> list[str]:
        """The parts between the matches; groups of the pattern are no parts."""
        with _timed(run):
            parts: list[Any] = self._compiled.split(text, timeout=TIMEOUT)
        return [str(part) for part in parts[:: self._compiled.groups + 1]]


@contextmanager
def _timed(run: Run) -> Iterator[None]:
    """A search: stopped when it alone takes too long, and counted against the time of the evaluation."""
    run.look_at_clock()
    try:
        yield
    except TimeoutError:
        raise LimitExceeded(f"正则表达式匹配超过 {TIMEOUT} 秒", limit="seconds") from None
    run.look_at_clock()


def _replacement(text: str, groups: int) -> list[str | int]:
    """Literal texts and numbers of groups; a group that the pattern does not have is an empty text."""
    parts: list[str | int] = []
    for found in _REPLACEMENT.finditer(text):
        literal, escaped, digits = found["literal"], found["escaped"], found["digits"]
        if digits is not None:
            number = len(digits)
            while number > 1 and int(digits[:number]) > groups:
                number -= 1
            if int(digits[:number]) <= groups:
                parts.append(int(digits[:number]))
            parts.append(digits[number:])
        elif literal is None and escaped is None:
            raise ValueError(f"替换文本中的“{found[0]}”应写作“\\{found[0]}”")
        else:
            parts.append(literal or escaped)
    return parts


@lru_cache(256)
def compile_pattern(text: str, flags: str) -> Pattern:
    """Raises ``ValueError`` for a pattern or flag that XPath does not know."""
    if set(flags) - set("smixq") or len(text) > _MAX_PATTERN:
        raise ValueError(f"不认识的正则标志或表达式过长：{flags}")
    options = regex.VERSION1
    for letter, option in (("s", regex.S), ("m", regex.M), ("i", regex.I)):
        if letter in flags:
            options |= option
    try:
        if "q" in flags:
            return Pattern(regex.compile(regex.escape(text), options))
        if "x" in flags:
            text = _without_space(text)
        translated = _Translator(text, dot_all="s" in flags).translate()
        if _unfolded(translated) > _MAX_UNFOLDED:
            raise ValueError(f"正则表达式的重复展开后超过 {_MAX_UNFOLDED} 项")
        return Pattern(regex.compile(translated, options))
    except regex.error as error:
        raise ValueError(str(error)) from error


def _unfolded(pattern: str) -> int:
    """About how many items a pattern has when its least repetitions are written out."""
    sizes, last, position = [0], 1, 0
    while position < len(pattern):
        mark = pattern[position]
        quantifier = _QUANTIFIER.match(pattern, position)
        if quantifier is not None:
            extra = last * (min(int(quantifier[1][:9]), _MAX_UNFOLDED) - 1)
            sizes[-1] += max(extra, 0)
            last += max(extra, 0)
        elif mark == "(":
            sizes.append(0)
        elif mark == ")" and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        elif mark not in "?*+|":
            last = 1
            sizes[-1] += 1
        position += 2 if mark == "\\" else 1
    return sum(sizes)


def _without_space(text: str) -> str:
    """Flag ``x``: white space outside character classes does not count."""
    kept, depth, escaped = [], 0, False
    for mark in text:
        if mark.isspace() and not depth:
            continue
        if not escaped:
            depth += (mark == "[") - (mark == "]" and depth > 0)
        escaped = mark == "\\" and not escaped
        kept.append(mark)
    return "".join(kept)


class _Translator:
    """Walks over a pattern once; ``_depth`` counts open character classes."""

    def __init__(self, text: str, *, dot_all: bool) -> None:
        self._text = text
        self._dot_all = dot_all
        self._position = 0
        self._depth = 0

    def translate(self) -> str:
        parts = []
        while self._position < len(self._text):
            parts.append(self._next())
        return "".join(parts)

    def _next(self) -> str:
        mark = self._text[self._position]
        if mark == "\\":
            return self._escape()
        if not self._depth and mark in "*+?{":
            return self._repetition()
        following = self._text[self._position + 1 : self._position + 2]
        self._position += 1
        if mark == "[":
            return self._open_class()
        if mark == "]" and self._depth:
            self._depth -= 1
        elif not self._depth:
            return self._outside_class(mark, following)
        elif mark in "&|~" and following == mark:
            return "\\" + mark
        return mark

    def _outside_class(self, mark: str, following: str) -> str:
        if mark == "." and not self._dot_all:
            return "[^\n\r]"
        if mark in "]}":
            raise ValueError(f"正则中的“{mark}”应写作“\\{mark}”")
        if mark == "(" and following == "?":
            if self._text[self._position + 1 : self._position + 2] != ":":
                raise ValueError("XPath 正则没有 (? 结构")
            self._position += 2
            return "(?:"
        return mark

    def _repetition(self) -> str:
        found = _REPETITION.match(self._text, self._position)
        if found is None:
            raise ValueError(f"XPath 正则没有这样的重复：{self._text[self._position :][:10]}")
        self._position = found.end()
        return found[0]

    def _open_class(self) -> str:
        """A class within a class is a subtraction: ``[a-z-[aeiou]]``; other brackets there are characters."""
        before = self._text[self._position - 2 : self._position - 1]
        if self._depth and before != "-":
            return "\\["
        prefix = "-" if self._depth else ""
        self._depth += 1
        return prefix + "["

    def _escape(self) -> str:
        letter = self._text[self._position + 1 : self._position + 2]
        if not letter or letter in _FOREIGN_ESCAPES or (letter.isdigit() and (self._depth or letter == "0")):
            raise ValueError(f"XPath 正则没有 \\{letter}")
        self._position += 2
        if letter in "pP":
            return "\\" + letter + self._property()
        if letter == "i":
            return _NAME_START if self._depth else f"[{_NAME_START}]"
        if letter == "c":
            return _NAME_PART if self._depth else f"[{_NAME_PART}]"
        return "\\" + letter

    def _property(self) -> str:
        """``{IsBasicLatin}`` → ``{InBasicLatin}``."""
        end = self._text.index("}", self._position) + 1
        name = self._text[self._position : end]
        if " " in name:
            raise ValueError("\\p{…} 中不能有空格")
        self._position = end
        return name.replace("Is", "In")
