"""What would fill the memory, or take long without any loop."""

from __future__ import annotations

import time
import tracemalloc
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from processes import feel
from processes.feel import Environment, LimitExceeded

LONG = "x" * 100_000
CONTEXT: dict[str, Any] = {
    "long": LONG,
    "list": list(range(1000)),
    "texts": [LONG] * 5000,
    "spaces": "[" + " " * 900,
}


@pytest.mark.parametrize(
    "text",
    [
        'string join(texts, "")',
        "string join(for i in list return long)",
        "string(texts)",
        "string({a: texts})",
        "for i in 1..900000 return [" + ", ".join(["i"] * 500) + "]",
        "for i in 1..900000 return {" + ", ".join(f"a{n}: i" for n in range(300)) + "}",
        'for i in 1..100000 return replace(long, "x", "yy")',
        "for i in 1..100000 return upper case(long)",
        'for i in 1..100000 return split(long, "")',
        "for i in 1..100000 return insert before(list, 1, i)",
        "for i in 1..100000 return string(1e6144)",
        "for i in 1..100000 return partial",
        '{s0: "xxxxxxxxxx", '
        + ", ".join(f's{n}: replace(s{n - 1}, "x", s{n - 1})' for n in range(1, 9))
        + "}",
    ],
)
def test_memory_is_bounded(text: str) -> None:
    expression = feel.compile(text)
    tracemalloc.start()
    try:
        with pytest.raises(LimitExceeded):
            expression.evaluate(CONTEXT, Environment(size=200_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000


@pytest.mark.parametrize(
    "text",
    [
        'for i in 1..1000 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa)+$")',
        'for i in 1..100000 return contains(long, "y")',
        'for i in 1..100000 return starts with(upper case(long), "y")',
        'every a in texts, b in texts satisfies not(contains(a, "xy")) and not(ends with(b, "y"))',
    ],
)
def test_time_is_bounded_without_many_steps(text: str) -> None:
    began = time.thread_time()
    with pytest.raises(LimitExceeded):
        feel.compile(text).evaluate(CONTEXT, Environment(seconds=0.2, size=10**9))
    assert time.thread_time() - began < 1.5


def test_a_range_is_read_in_linear_time() -> None:
    began = time.thread_time()
    assert feel.evaluate("range(spaces)", CONTEXT) is None
    assert feel.evaluate("range(long)", CONTEXT) is None
    assert feel.to_plain(feel.evaluate('range("[\\"a..b\\"..\\"c\\"]")', {})) == '["a..b".."c"]'
    assert time.thread_time() - began < 0.2


@pytest.mark.parametrize(
    "pattern",
    ["((a{1000}){1000}){1000}", "(ab){65535}", "a{99999999999}", "((x{50}){50}y){50}", "((?:a{900}){900})"],
)
def test_patterns_that_would_unfold_are_refused(pattern: str) -> None:
    explained = feel.compile("matches(s, p)").explain({"s": "a", "p": pattern})
    assert explained.value is None
    assert len(explained.notices) == 1


@pytest.mark.parametrize("pattern", ["a{1000}", "(a{0,1000}){0,1000}b", "[(]{3}", r"\({3}", "(a{10}){10}"])
def test_patterns_of_a_reasonable_size_are_fine(pattern: str) -> None:
    assert feel.evaluate("matches(s, p)", {"s": "aa", "p": pattern}) is False


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("$1", "a-c"),
        ("$0", "-b--c"),
        ("[$2]", "[]-c"),
        ("$12", "a2-c"),
        ("\\$1", "$1-c"),
        ("\\\\", "\\-c"),
        ("\\n", None),
        ("$", None),
        ("$x", None),
    ],
)
def test_replacements(new: str, expected: str | None) -> None:
    text, pattern = ("ab-c", "(a)b") if new != "$0" else ("b-c", "b")
    found = feel.evaluate("replace(t, p, n)", {"t": text, "p": pattern, "n": new if new != "$0" else "-$0-"})
    assert found == expected


PIECES = [
    *"abc()[]{}*+?|^$.\\-&~,0123:=!<>PpdDwWiIcCsS ",
    *("\\p{L}", "\\p{IsHan}", "{2,}", "{1000}", "{65536}", "(?:", "(?=", "(?P<n>", "[^", "-[", "\\1", "\\9"),
    *("\\x41", "&&", "||", "--", "[[:alpha:]]", "(?i)", "\\N{DIGIT}"),
]


@pytest.mark.parametrize("seed", range(4))
def test_random_patterns(seed: int) -> None:
    random, small = Random(seed), Environment(steps=20_000, size=200_000, seconds=1.0)
    for _ in range(100):
        pattern = "".join(random.choices(PIECES, k=random.randint(1, 12)))
        new = "".join(random.choices(["$", "1", "9", "\\", "a", "g<1>", "{"], k=random.randint(0, 5)))
        data = {"s": "abcabc 123 aaaa", "p": pattern, "n": new, "f": random.choice(["", "i", "s", "x", "q"])}
        for text in ("matches(s, p, f)", "replace(s, p, n, f)", "split(s, p)"):
            with suppress(LimitExceeded):
                feel.compile(text).evaluate(data, small)
