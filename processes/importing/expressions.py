"""Texts that are, or contain, expressions of another engine."""

from __future__ import annotations

import re

from . import juel, python
from .pieces import SUM, Piece, Untranslatable, call, checked, operation, string

#: ISO instants, durations and cycles stand for themselves.
ISO_TIME = re.compile(r"\s*(R\d*/|[+-]?P(\d|T)|\d{4}-)")


def has_template(text: str) -> bool:
    """Whether a text contains ``${…}`` or ``#{…}``."""
    return "${" in text or "#{" in text


def segments(text: str) -> list[tuple[bool, str]]:
    """A text as parts: (is an expression, content).  Untranslatable when a bracket is not closed."""
    if len(text) > juel.MAX_LENGTH:
        raise Untranslatable(f"文字超过 {juel.MAX_LENGTH} 个字符")
    found: list[tuple[bool, str]] = []
    rest = 0
    while (opening := _opening(text, rest)) >= 0:
        if opening > rest:
            found.append((False, text[rest:opening]))
        end = _closing(text, opening + 2)
        found.append((True, text[opening + 2 : end]))
        rest = end + 1
    return [*found, (False, text[rest:])] if text[rest:] else found


def _opening(text: str, start: int) -> int:
    places = [at for at in (text.find("${", start), text.find("#{", start)) if at >= 0]
    return min(places, default=-1)


def _closing(text: str, start: int) -> int:
    quote, depth, at = "", 0, start
    while at < len(text):
        mark = text[at]
        if quote:
            at += mark == "\\"
            quote = "" if mark == quote else quote
        elif mark in "'\"":
            quote = mark
        elif mark == "{":
            depth += 1
        elif mark == "}":
            if depth == 0:
                return at
            depth -= 1
        at += 1
    raise Untranslatable("“${”没有结束")


def from_template(text: str) -> Piece:
    """A text with ``${…}`` in it: one expression, or texts and values put together."""
    parts = [(live, content) for live, content in segments(text.strip()) if live or content]
    if len(parts) == 1 and parts[0][0]:
        return checked(juel.translate(parts[0][1]))
    pieces = [
        call("string", juel.translate(content), kind="string") if live else string(content)
        for live, content in parts
    ]
    piece = pieces[0]
    for each in pieces[1:]:
        piece = operation("+", piece, each, SUM, "string")
    return checked(piece)


def from_juel(text: str) -> Piece:
    """JUEL with or without ``${}`` around it."""
    return from_template(text) if has_template(text) else checked(juel.translate(text))


def from_list(text: str) -> Piece:
    """``a, ${b}``: names separated by commas, of which some are expressions (each one name or a list)."""
    items: list[Piece] = []
    for live, content in segments(text.strip()):
        if live:
            items.append(juel.translate(content))
        else:
            items += [string(part.strip()) for part in content.split(",") if part.strip()]
    if len(items) == 1:
        return checked(items[0])
    return checked(call("flatten", Piece(f"[{', '.join(p.text for p in items)}]", names=_names(items))))


def _names(pieces: list[Piece]) -> frozenset[str]:
    return frozenset(name for piece in pieces for name in piece.names)


def from_python(text: str) -> Piece:
    """A Python expression."""
    return checked(python.translate(text))


def refused(text: str) -> str:
    """An attribute value that keeps the original and that no deployment takes for something else."""
    return f"= {text}" if has_template(text) else f"= ${{{text}}}"
