"""Patterns that designers write: JavaScript's regular expressions, compiled without trusting their author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import regex

from processes.forms.ecmascript import translated

_FLAGS = regex.V0 | regex.ASCII
_TOKEN = regex.compile(r"\\.|\[(?:\\.|[^\]\\])*+\]|[()]|\{(\d{1,9})(?:,(\d{0,9}))?\}|.", regex.DOTALL)
_MAX_LENGTH = 2_000
#: Nested counted repetitions are unrolled while compiling: ``((a{99}){99}){99}`` would take minutes.
_MAX_REPETITION = 10_000
_SECONDS = 0.25


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern; ``text`` is what the designer wrote."""

    text: str
    compiled: Any

    def search(self, value: str, seconds: float) -> bool:
        """Whether the pattern is found as JavaScript finds it; raises ``TimeoutError``."""
        # JavaScript sees UTF-16 units where Python sees characters.
        units = "".join(map(_units, value))
        return self.compiled.search(units, timeout=max(min(_SECONDS, seconds), 0.001)) is not None


def _units(character: str) -> str:
    code = ord(character) - 0x10000
    return character if code < 0 else chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def compile_pattern(text: Any) -> Pattern:
    """The compiled pattern; raises ``ValueError``, ``TypeError`` or ``regex.error`` with the reason."""
    if not isinstance(text, str):
        raise TypeError("应为文字")
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"超过 {_MAX_LENGTH} 个字符")
    if _repetition(text) > _MAX_REPETITION:
        raise ValueError(f"嵌套的重复次数超过 {_MAX_REPETITION}")
    units = "".join(map(_units, text))
    return Pattern(text, regex.compile(translated(units), _FLAGS))


def _repetition(text: str) -> int:
    """How often the most repeated part of the pattern occurs when counted repetitions are written out."""
    groups, last = [1], 1
    for token in _TOKEN.finditer(text):
        if token[0] == "(":
            groups.append(1)
        elif token[0] == ")" and len(groups) > 1:
            last = groups.pop()
        elif token[1] is not None:
            last *= max(int(token[1]), int(token[2] or 0), 1)
        else:
            last = 1
        groups[-1] = max(groups[-1], last if token[0] != "(" else 1)
    return max(groups)
