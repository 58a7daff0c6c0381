"""How alike two texts are worded, between 0 and 1."""

from __future__ import annotations

import unicodedata
from collections import Counter

#: Pairs of characters for likeness; runs of eight for copying: shorter ones are common phrases.
_PAIR, _RUN = 2, 8
#: Characters of a text that are looked at.
LONGEST = 200_000


def wording(text: str) -> str:
    """Letters, digits and characters alone: width, case, blanks and punctuation do not count."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return "".join(each for each in plain if each.isalnum() or each == "%")


def similarity(one: str, other: str) -> float:
    """The share of common character pairs (Dice over multisets), counted by how often each occurs.

    1 for texts of the same wording, 0 for texts without a common pair; the order of the two does not matter.
    """
    first, second = wording(one), wording(other)
    if first == second:
        return 1.0
    pairs, others = _grams(first, _PAIR), _grams(second, _PAIR)
    common, total = (pairs & others).total(), pairs.total() + others.total()
    return min(2 * common / total, 0.9999) if total else 0.0


def copying(document: str, interpretation: str) -> float:
    """Which share of the interpretation is taken over from the document word for word (照搬照抄, S2-29).

    Counted in runs of eight characters; 0 for an interpretation that is shorter.
    """
    taken, own = wording(document), wording(interpretation)
    runs = _grams(own, _RUN)
    known = set(_grams(taken, _RUN))
    return sum(count for run, count in runs.items() if run in known) / runs.total() if runs else 0.0


def _grams(text: str, size: int) -> Counter[str]:
    if size == _PAIR and len(text) == 1:
        return Counter([text])
    return Counter(text[place : place + size] for place in range(len(text) - size + 1))
