"""Names that contain spaces or operator characters: FEEL has no quotes for them, the reader must know them.

DMN 1.5 §10.3.1.2 resolves names by what is in scope.  Known here are the built-in functions, the properties
of dates and ranges, the working-day functions of the calendar, what the caller adds, and whatever the text
itself declares (context keys, loop variables, parameters).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
#: One word of a name.
WORD = re.compile(f"[{_START}][{_PART}]*")
#: A character that would continue a word.
WORD_PART = re.compile(f"[{_PART}]")

#: Reserved words; none of them alone is a name.
KEYWORDS = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between"}
    | {"instance", "of", "function", "external", "true", "false", "null"}
)
#: Properties of several words that values have.
PROPERTIES = ("time offset", "start included", "end included")
#: Functions of the working-day calendar and ``fingerprint``: known to every expression, so that diagrams and
#: forms may use them.
CALENDAR_FUNCTIONS = (
    "deadline",
    "working days after",
    "working days between",
    "is working day",
    "next working day",
    "previous working day",
    "working day of month",
    "working day of quarter",
    "working day of year",
    "office hours after",
    "office hours between",
    "is office time",
    "next occurrence",
    "fingerprint",
)
#: Full-width marks typed by a Chinese input method where FEEL wants the ASCII one.
FULL_WIDTH = dict(zip("，（）；：＝＜＞＋－＊／［］｛｝＂！．“”‘’", ',();:=<>+-*/[]{}"!.""""', strict=True))

_TOKEN = re.compile(r"[.+\-*/']|[^\s.+\-*/']+")
_SYMBOLS = ".+-*/'"
#: A sign with the blanks around it; those before it are looked at once, from their beginning.
_SPACED = re.compile(r"(?:(?<!\s)\s++)?([.+\-*/'])\s*")

#: For the first word of a name, all known names that begin with it, longest first.
KnownNames = dict[str, tuple[str, ...]]


@lru_cache(8192)
def normalize(name: str) -> str:
    """One form for a name however it was spaced: ``a  b - c`` and ``a b-c`` are the same name."""
    return " ".join(_SPACED.sub(r"\1", name).split())


@lru_cache(4096)
def pattern(name: str) -> re.Pattern[str]:
    """Matches a name in text with any spacing."""
    tokens = _TOKEN.findall(name)
    text = ""
    for index, token in enumerate(tokens):
        if index:
            beside_symbol = token in _SYMBOLS or tokens[index - 1] in _SYMBOLS
            text += r"\s*" if beside_symbol else r"\s+"
        text += re.escape(token)
    return re.compile(text)


def needs_learning(name: str) -> bool:
    """Whether the reader would not take the whole name for one word by itself."""
    found = WORD.match(name)
    return found is not None and (found.end() < len(name) or any(mark in name for mark in FULL_WIDTH))


def learn(known: KnownNames, name: str) -> None:
    """Add one name to the known ones, if it needs that; it replaces the same name spaced differently."""
    found = WORD.match(name)
    if found is None or not needs_learning(name):
        return
    others = known.get(found[0], ())
    if name not in others:
        others = tuple(other for other in others if normalize(other) != normalize(name))
        known[found[0]] = tuple(sorted((*others, name), key=len, reverse=True))


def as_known(known: KnownNames, name: str) -> str:
    """The spelling in which a name is known, else the name itself."""
    found = WORD.match(name)
    others = () if found is None else known.get(found[0], ())
    return next((other for other in others if normalize(other) == normalize(name)), name)


@lru_cache(1024)
def known_names(names: frozenset[str]) -> KnownNames:
    """The table for a set of names; shared, so copy it before learning more."""
    # The data have the name as it is spaced here.
    spelled = {normalize(name): name if name == name.strip() else normalize(name) for name in sorted(names)}
    grouped: dict[str, list[str]] = {}
    for name in filter(needs_learning, spelled.values()):
        grouped.setdefault(WORD.match(name)[0], []).append(name)  # type: ignore[index]
    return {word: tuple(sorted(group, key=len, reverse=True)) for word, group in grouped.items()}


def names_in(data: object, depth: int = 6) -> frozenset[str]:
    """All keys of plain data, lists included, that the reader would not take for one word."""
    found: set[str] = set()
    _collect(data, depth, found)
    return frozenset(found)


def _collect(data: object, depth: int, found: set[str]) -> None:
    if depth == 0:
        return
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, str) and needs_learning(key):
                found.add(key)
            _collect(value, depth - 1, found)
    elif isinstance(data, list):
        _collect_all(data[:50], depth - 1, found)


def _collect_all(values: Iterable[object], depth: int, found: set[str]) -> None:
    for value in values:
        _collect(value, depth, found)
