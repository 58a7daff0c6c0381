"""No regular expression of the source takes time by the square of its text (OWASP ASVS 5.0 15.2.2)."""

from __future__ import annotations

import re
import time

import pytest

from tests.security.patterns import Use, texts, uses

#: Lengths of texts; those of a short one tell exponential patterns.
SHORT, LENGTHS = 18, (200, 1600)
#: CPU seconds of a pattern that is looked at more closely.
LONG = 0.003
#: Twice the text takes a linear pattern twice as long, a quadratic one four times.
MOST = 3.0
#: CPU seconds that so short a text never takes, whatever twice of it takes.
FAR = 0.3
#: How often both are looked at; the quickest counts.
TURNS = 5


def seconds(use: Use, text: str) -> float:
    begun = time.thread_time()
    if use.way == "finditer":
        for _ in use.pattern.finditer(text):
            pass
    else:
        getattr(use.pattern, use.way)(text)
    return time.thread_time() - begun


def fastest(use: Use, text: str) -> float:
    """One look is enough for a text that takes no time."""
    first = seconds(use, text)
    return first if first < LONG else min(first, seconds(use, text), seconds(use, text))


def slow(use: Use) -> tuple[str, str, str] | None:
    """The text that the pattern takes too long for."""
    made = texts(use.pattern)
    for before, unit, end in made:
        if fastest(use, before + unit * (SHORT // len(unit)) + end) > LONG:
            return before, unit, end
    for length in LENGTHS:
        for before, unit, end in made:
            rounds = length // len(unit) + 1
            spent = seconds(use, before + unit * rounds + end)
            if spent < LONG:
                continue
            if spent > FAR:
                return before, unit, end
            both = [before + unit * (rounds * times) + end for times in (1, 2)]
            # In turns: a machine that is slower for a moment is so for both.
            turns = [[seconds(use, text) for text in both] for _ in range(TURNS)]
            once, twice = map(min, zip(*turns, strict=True))
            if twice > MOST * once:
                return before, unit, end
    return None


def test_no_pattern_is_quadratic() -> None:
    found = uses()
    bad = {where: (use.pattern.pattern, told) for use, where in found.items() if (told := slow(use))}

    assert len(found) > 100
    assert bad == {}


@pytest.mark.parametrize("pattern", [r"\s*x", r"(\w+)+!", r"a*b*c*a*d", r"《(.+)》"])
def test_quadratic_patterns_are_found(pattern: str) -> None:
    assert slow(Use(re.compile(pattern), "search"))


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s*x", r"\w+", r"a{1,5}b"])
def test_linear_patterns_are_let_pass(pattern: str) -> None:
    assert slow(Use(re.compile(pattern), "search")) is None
