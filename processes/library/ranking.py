"""One ranking for every database: BM25 over the words, both ways, and what makes two questions different.

A *phrasing* is one way an entry asks its question.  Forward, the words of what is asked are looked for in the
phrasing and, for less, around it (keywords, title, answer) with the saturation of BM25F (Robertson & Zaragoza
2009, §3.6) and the weight of BM25, made relative so that a figure means the same in a small and in a large
library.  Backward, the words of the phrasing are looked for in what is asked: an entry about more than was
asked is not the answer.  Asking for something else (a time, not an amount), opposite words and other numbers
pull two questions apart that share their words.

The figure is then stretched so that 0.6 is where, on the fixed set of tests/processes/library/questions.yaml,
an answer may be given at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from processes.library.lexicon import Lexicon
from processes.library.wording import Wording

_K1 = 1.2
#: What a word counts in the phrasing, the keywords, the title of the document and the answer.
_FIELDS = (1.0, 0.5, 0.3, 0.15)
#: Share of a word's weight that does not depend on how rare it is.
_EVEN = 0.5
#: Weight of a word of an entry that is not in the question.
_UNASKED = 0.75
#: Weight of asking for the same thing, in words.
_ASKED = 0.6
#: Forward against backward.
_FORWARD = 0.7
_OTHER_ASK = 0.6
_CONTRAST = 0.5
#: The raw figure that becomes 0.6.
_CUT = 0.70
_AT_CUT = 0.6
#: Rarity is counted as if there were at least so many entries.
_PSEUDO = 50


@dataclass(frozen=True)
class Phrasing:
    """A question of an entry: its words, what it asks for, its numbers."""

    terms: tuple[str, ...]
    asks: frozenset[str]
    facts: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Analysis:
    """What the search sees of an entry; ``around``: the words of keywords, title and answer."""

    phrasings: tuple[Phrasing, ...]
    around: tuple[frozenset[str], frozenset[str], frozenset[str]]

    @property
    def terms(self) -> frozenset[str]:
        """Every word by which the entry can be found."""
        asked = {term for phrasing in self.phrasings for term in phrasing.terms}
        return frozenset(asked.union(*self.around))

    def to_plain(self) -> dict[str, Any]:
        """JSON data."""
        phrasings = [
            [list(each.terms), sorted(each.asks), {unit: sorted(found) for unit, found in each.facts.items()}]
            for each in self.phrasings
        ]
        return {"p": phrasings, "a": [sorted(field) for field in self.around]}

    @classmethod
    def of_plain(cls, data: Any) -> Analysis:
        """From the JSON data."""
        keywords, title, answer = map(frozenset, data["a"])
        phrasings = tuple(
            Phrasing(tuple(terms), frozenset(asks), {unit: frozenset(each) for unit, each in facts.items()})
            for terms, asks, facts in data["p"]
        )
        return cls(phrasings, (keywords, title, answer))


def phrasing(said: Wording) -> Phrasing:
    """A wording as a phrasing of an entry."""
    return Phrasing(said.terms, said.asks, said.facts)


class Ranking:
    """How well entries answer one question.

    ``frequencies`` says in how many of ``entries`` entries each word of the question is; words that it does
    not name are in none.
    """

    def __init__(
        self, asked: Wording, lexicon: Lexicon, entries: int, frequencies: Mapping[str, int]
    ) -> None:
        self.asked, self.lexicon, self.entries = asked, lexicon, entries
        self.words = frozenset(asked.terms)
        self.weights = {term: self._weight(frequencies.get(term, 0)) for term in asked.terms}
        self.total = sum(self.weights.values()) + _ASKED * bool(asked.asks)

    def score(self, entry: Analysis, given: frozenset[str] = frozenset()) -> float:
        """From 0 to 1, rounded to four places, of the phrasing that fits best.

        *given* are words that go without saying, because the asker named the document.
        """
        around = self._around(entry.around)
        best = max((self._raw(each, around, given) for each in entry.phrasings), default=0.0)
        return round(stretched(best), 4)

    def _raw(self, entry: Phrasing, around: Mapping[str, float], given: frozenset[str]) -> float:
        same_ask = _ASKED * bool(self.asked.asks & entry.asks)
        backward_total = sum(map(self._term_weight, entry.terms)) + _ASKED * bool(entry.asks)
        if not self.total or not backward_total:
            return 0.0
        forward = sum(
            weight * _saturated(around.get(term, 0.0) + _FIELDS[0] * (term in entry.terms))
            for term, weight in self.weights.items()
        )
        known = self.words | given
        backward = sum(self._term_weight(term) for term in entry.terms if term in known)
        forward, backward = (forward + same_ask) / self.total, (backward + same_ask) / backward_total
        return float(forward**_FORWARD * backward ** (1 - _FORWARD)) * self._apart(entry)

    def _apart(self, entry: Phrasing) -> float:
        """1 when nothing speaks against it, else less."""
        factor = 1.0
        if self.asked.asks and entry.asks and not self.asked.asks & entry.asks:
            factor *= _OTHER_ASK
        for number in {group for term in self.words for group in self.lexicon.contrasting.get(term, ())}:
            group = self.lexicon.contrasts[number]
            theirs = group.intersection(entry.terms)
            if theirs and not theirs & self.words:
                factor *= _CONTRAST
        for unit, numbers in self.asked.facts.items():
            if unit in entry.facts and not numbers & entry.facts[unit]:
                factor *= _CONTRAST
        return factor

    def _around(self, fields: Sequence[frozenset[str]]) -> dict[str, float]:
        """What the words of the question count by standing around the question of an entry."""
        found: dict[str, float] = {}
        for weight, words in zip(_FIELDS[1:], fields, strict=True):
            for term in self.words & words:
                found[term] = found.get(term, 0.0) + weight
        return found

    def _term_weight(self, term: str) -> float:
        return self.weights.get(term, _UNASKED)

    def _weight(self, frequency: int) -> float:
        """The weight of BM25 between ``_EVEN`` (a word that every entry has) and 1 (one that none has)."""
        rarest = _rarity(0, self.entries)
        return _EVEN + (1 - _EVEN) * _rarity(frequency, self.entries) / rarest


def _rarity(frequency: int, entries: int) -> float:
    frequency = min(frequency, entries)
    return math.log(1 + (entries + _PSEUDO - frequency + 0.5) / (frequency + 0.5))


def _saturated(frequency: float) -> float:
    return min(1.0, frequency * (_K1 + 1) / (frequency + _K1))


def stretched(raw: float) -> float:
    """The raw figure on the scale on which 0.6 is the cut; order is kept."""
    if raw <= _CUT:
        return raw / _CUT * _AT_CUT
    return _AT_CUT + (raw - _CUT) / (1 - _CUT) * (1 - _AT_CUT)
