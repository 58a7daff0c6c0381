"""Passwords that everybody tries first, found by what they are made of.

Known parts are words and names (``common_words``), also with signs for letters, walks over the keyboard, runs
of the alphabet or of one character, and whatever was repeated.  A password in which hardly another letter is
left is common: so ``P@ssw0rd-2026``, ``1qaz@WSX3edc`` and ``Zhangwei#520`` are found though nobody listed
them.  A list of 3,000 passwords that fit the rules (OWASP ASVS 5.0 6.2.4) is a small part of these.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache

from service.identity.common_words import CONTEXT, EVERYBODY, NAMES

#: Letters that make a password of its own beside the common parts in it.
ENOUGH = 5
#: Keys side by side or one below the other, and neighbours in the alphabet, from which on they are a walk.
WALK, RUN = 5, 3
_WORDS = CONTEXT | EVERYBODY | NAMES
_SHORTEST = 3
#: How signs stand for letters; ``1`` and ``!`` stand for two.
_SIGNS = {"@": "a", "4": "a", "0": "o", "$": "s", "5": "s", "3": "e", "7": "t", "8": "b", "9": "g"}
_AS_LETTERS = tuple(str.maketrans(_SIGNS | {"1": letter, "!": letter}) for letter in "il")
_UNSHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
Relation = Callable[[str, str], bool]


def is_common(password: str, own: Collection[str] = ()) -> bool:
    """Whether hardly anything is left without what everybody tries; *own* are names of one's surroundings."""
    text = _once(password.lower())
    letters = [character.isalpha() or not character.isascii() for character in text]
    known = [False] * len(text)
    for start, end in _parts(text, frozenset(word.lower() for word in own)):
        known[start:end] = [True] * (end - start)
    left = sum(letter and not part for letter, part in zip(letters, known, strict=True))
    return left < ENOUGH and (any(known) or not any(letters))


def _once(text: str) -> str:
    """``abc1`` for ``abc1abc1abc1``."""
    for length in range(1, len(text) // 2 + 1):
        if len(text) % length == 0 and text == text[:length] * (len(text) // length):
            return text[:length]
    return text


def _parts(text: str, own: frozenset[str]) -> Iterator[tuple[int, int]]:
    words = _WORDS | own if own else _WORDS
    longest = max(_longest(), max(map(len, own), default=0))
    for written in (text, *(text.translate(signs) for signs in _AS_LETTERS)):
        yield from _words(written, words, longest)
    keys = text.translate(_UNSHIFTED)
    yield from _runs(keys, _are_near, WALK)
    yield from _runs(text, _is_same, RUN)
    yield from _runs(text, _is_next, RUN)
    yield from _runs(text, _is_before, RUN)


@cache
def _longest() -> int:
    return max(map(len, _WORDS))


def _words(text: str, words: Collection[str], longest: int) -> Iterator[tuple[int, int]]:
    """The longest words, from the left to the right."""
    start = 0
    while start < len(text):
        ends = range(min(start + longest, len(text)), start + 1, -1)
        end = next((end for end in ends if text[start:end] in words and _counts(text[start:end])), start)
        if end > start:
            yield start, end
        start = max(end, start + 1)


def _counts(word: str) -> bool:
    """Two letters stand in many a word, two characters of Chinese do not."""
    return len(word) >= _SHORTEST or not word.isascii()


def _runs(text: str, goes_on: Relation, least: int) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not goes_on(text[place - 1], text[place]):
            if place - start >= least:
                yield start, place
            start = place


def _is_same(first: str, second: str) -> bool:
    return first == second


def _is_next(first: str, second: str) -> bool:
    return second.isalnum() and ord(second) - ord(first) == 1


def _is_before(first: str, second: str) -> bool:
    return second.isalnum() and ord(first) - ord(second) == 1


def _are_near(first: str, second: str) -> bool:
    return second in _beside().get(first, "")


@cache
def _beside() -> dict[str, str]:
    """For each key those left and right of it, and those that it touches in the rows above and below."""
    found: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        below = _ROWS[number + 1] if number + 1 < len(_ROWS) else ""
        for place, key in enumerate(row):
            found[key] = (
                found.get(key, "") + key + row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            )
            for other in below[max(place - 1, 0) : place + 2]:
                found[key] += other
                found[other] = found.get(other, "") + key
    return found
