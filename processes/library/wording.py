"""What a text says, as a search sees it: the words that count, what is asked for, the numbers.

Words are found by a dictionary: of all ways to cut a text that with the fewest pieces and the fewest unknown
characters is taken (longest match, without its mistakes at the ends of words).  What the dictionary does not
know is cut into pairs of characters, so that a new word is found as well, only less sharply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from processes.library.lexicon import Lexicon
from processes.library.normal import UNITS, normal

#: A number with its unit is one word; so is a run of Latin letters.
_COUNTED = re.compile(rf"\d+(?:\.\d+)?(?:%|(?:万|亿)?(?:{UNITS})?)")
_LATIN = re.compile(r"[a-z]+")
_FACT = re.compile(r"(\d+(?:\.\d+)?)(.+)", re.DOTALL)
#: Cost of a character that is in no word, in words.
_UNKNOWN = 1.6
#: Asked for when nothing more definite is.
WHETHER = "可否"
#: Characters of a text that are looked at.
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Wording:
    """``terms`` in order, each once, synonyms replaced; ``asks`` for what; ``facts`` numbers by unit."""

    terms: tuple[str, ...]
    asks: frozenset[str]
    facts: Mapping[str, frozenset[str]]


def wording(text: str, lexicon: Lexicon) -> Wording:
    """What *text* (its first ``LONGEST_TEXT`` characters) says."""
    pieces = list(cut(text[:LONGEST_TEXT], lexicon))
    asks = {lexicon.asks[piece] for piece in pieces if piece in lexicon.asks}
    terms = [lexicon.canonical.get(piece, piece) for piece in pieces if _counts(piece, lexicon)]
    definite = frozenset(asks - {WHETHER}) or frozenset(asks)
    return Wording(tuple(dict.fromkeys(terms)), definite, _facts(terms))


def _counts(piece: str, lexicon: Lexicon) -> bool:
    """A way of asking counts as content only where the synonyms know it as a word for something."""
    return piece not in lexicon.stop and (piece not in lexicon.asks or piece in lexicon.canonical)


def cut(text: str, lexicon: Lexicon) -> Iterator[str]:
    """The words of *text* in order; unknown runs as pairs of characters, a single one as itself."""
    for run in normal(text).split():
        unknown = ""
        for piece, known in _pieces(run, lexicon):
            if not known:
                unknown += piece
                continue
            yield from _pairs(unknown)
            unknown = ""
            yield piece
        yield from _pairs(unknown)


def _pairs(run: str) -> Iterator[str]:
    if len(run) < 3:
        if run:
            yield run
        return
    for start in range(len(run) - 1):
        yield run[start : start + 2]


def _pieces(run: str, lexicon: Lexicon) -> list[tuple[str, bool]]:
    """The cheapest way to cut *run*: pieces, and whether they are words."""
    best: list[tuple[float, int, bool]] = [(0.0, 0, True)]
    words, longest = lexicon.words, lexicon.longest
    ends = _fixed(run)
    for end in range(1, len(run) + 1):
        cost, begin, known = best[end - 1][0] + _UNKNOWN, end - 1, False
        for start in ends.get(end, ()):
            if best[start][0] + 1.0 < cost:
                cost, begin, known = best[start][0] + 1.0, start, True
        for start in range(max(0, end - longest), end):
            if best[start][0] + 1.0 < cost and run[start:end] in words:
                cost, begin, known = best[start][0] + 1.0, start, True
        best.append((cost, begin, known))
    pieces, end = [], len(run)
    while end:
        _, begin, known = best[end]
        pieces.append((run[begin:end], known))
        end = begin
    return pieces[::-1]


def _fixed(run: str) -> dict[int, list[int]]:
    """Where counted numbers and Latin words begin, by their end."""
    found: dict[int, list[int]] = {}
    for pattern in (_COUNTED, _LATIN):
        for match in pattern.finditer(run):
            found.setdefault(match.end(), []).append(match.start())
    return found


def _facts(terms: list[str]) -> dict[str, frozenset[str]]:
    """The numbers by their unit; a single one (一家, 一张) says nothing."""
    found: dict[str, set[str]] = {}
    for term in terms:
        match = _FACT.fullmatch(term)
        if match and match[1] != "1":
            found.setdefault(match[2].replace("周岁", "岁").replace("块", "元"), set()).add(match[1])
    return {unit: frozenset(numbers) for unit, numbers in found.items()}
