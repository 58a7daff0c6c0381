"""String functions (DMN 1.5 §10.3.4.3).  Positions count characters from 1, or from -1 backwards."""

from __future__ import annotations

from decimal import Decimal

from processes.feel.builtins.patterns import compile_pattern
from processes.feel.builtins.registry import builtin
from processes.feel.errors import LimitExceeded
from processes.feel.run import Run
from processes.feel.values import Value, items


def offset(position: Decimal, length: int) -> int:
    """A FEEL position as Python index; raises ``ValueError`` when it lies outside."""
    if position == 0 or abs(position) > length:
        raise ValueError(f"位置应在 1–{length} 之间：{position}")
    index = int(position)
    return index - 1 if index > 0 else length + index


@builtin("substring", "string: string, start position: number, length?: number")
def _substring(text: str, start: Decimal, length: Decimal | None = None) -> str | None:
    begin = offset(start, len(text))
    if length is None:
        return text[begin:]
    return text[begin : begin + int(min(length, Decimal(len(text))))] if length >= 1 else None


@builtin("string length", "string: string")
def _string_length(text: str) -> Decimal:
    return Decimal(len(text))


builtin("upper case", "string: string")(str.upper)
builtin("lower case", "string: string")(str.lower)


@builtin("substring before", "string: string, match: string")
def _substring_before(text: str, match: str) -> str:
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after", "string: string, match: string")
def _substring_after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


@builtin("contains", "string: string, match: string")
def _contains(text: str, match: str) -> bool:
    return match in text


@builtin("starts with", "string: string, match: string")
def _starts_with(text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def _ends_with(text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches", "input: string, pattern: string, flags?: string", run=True)
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    return compile_pattern(pattern, flags or "").found_in(text, run)


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string", run=True)
def _replace(run: Run, text: str, pattern: str, new: str, flags: str | None = None) -> str:
    if flags and "q" in flags:
        if text.count(pattern) * len(new) > run.size_left:
            raise LimitExceeded("替换后的文本过长", limit="size")
        return text.replace(pattern, new)
    return compile_pattern(pattern, flags or "").replace(text, new, run)


@builtin("split", "string: string, delimiter: string", run=True)
def _split(run: Run, text: str, delimiter: str) -> list[str]:
    return compile_pattern(delimiter, "").split(text, run)


@builtin("string join", "list: list, delimiter?: string", run=True)
def _string_join(run: Run, values: list[Value], delimiter: str | None = None) -> str | None:
    found = [value for value in items(values, run) if value is not None]
    if any(not isinstance(value, str) for value in found):
        return None
    if sum(map(len, found)) + len(found) * len(delimiter or "") > run.size_left:
        raise LimitExceeded("连接后的文本过长", limit="size")
    return (delimiter or "").join(found)
