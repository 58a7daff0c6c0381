"""Patterns that designers write: JavaScript's regular expressions, compiled without trusting their author."""

from __future__ import annotations

from typing import Any

import regex

# JavaScript's \d and \w know ASCII only.
_FLAGS = regex.V0 | regex.ASCII
_TOKEN = regex.compile(r"\\.|\[(?:\\.|[^\]\\])*+\]|[()]|\{(\d{1,9})(?:,(\d{0,9}))?\}|.", regex.DOTALL)
_MAX_LENGTH = 2_000
#: Nested counted repetitions are unrolled while compiling: ``((a{99}){99}){99}`` would take minutes.
_MAX_REPETITION = 10_000


def compile_pattern(text: Any) -> Any:
    """The compiled pattern; raises ``ValueError``, ``TypeError`` or ``regex.error`` with the reason."""
    if not isinstance(text, str):
        raise TypeError("应为文字")
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"超过 {_MAX_LENGTH} 个字符")
    if _repetition(text) > _MAX_REPETITION:
        raise ValueError(f"嵌套的重复次数超过 {_MAX_REPETITION}")
    return regex.compile(text, _FLAGS)


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
