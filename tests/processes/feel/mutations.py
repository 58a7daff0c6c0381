"""Texts that are almost FEEL, or nothing like it, and what may come of them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from processes import feel
from processes.feel import Environment, FeelSyntaxError, LimitExceeded
from processes.feel.builtins import BUILTINS
from processes.feel.names import KEYWORDS
from processes.feel.reference import GRAMMAR

from .expressions import CONTEXT

#: Small limits, so that what does not end soon ends here.
SMALL = Environment(steps=20_000, size=200_000, seconds=1.0)
#: CPU seconds after which a text counts as hanging: the one above, and half of one for a regular expression.
TOO_LONG = 2.0

_PIECES = [
    *sorted(KEYWORDS),
    *sorted(BUILTINS),
    *"()[]{}<>=!,.:;?@\"'+-*/\\ \n|#",
    *(
        "..",
        "**",
        "<=",
        "!=",
        "//",
        "/*",
        "*/",
        "not(",
        "instance of",
        "list<",
        "->",
        "，",
        "（",
        "“",
        "政策",
        "😀",
    ),
    *("1", "-1", "0", "1e6144", "9" * 40, '"x"', '"(a|aa)+$"', '@"P1D"', '@"2026-02-06"', "1..1000000000"),
    *("item", "partial", "function(x) ", "external", "a", "rows", "numbers", "s", "huge"),
]


def mutated(text: str, random: Random) -> str:
    """One to four small accidents."""
    for _ in range(random.randint(1, 4)):
        begin = random.randint(0, len(text))
        end = min(len(text), begin + random.randint(0, 6))
        accident = random.randrange(8)
        if accident == 0:
            text = text[:begin] + text[end:]
        elif accident == 1:
            text = text[:end] + text[begin:end] * random.choice((1, 2, 50)) + text[end:]
        elif accident == 2:
            text = text[:begin] + random.choice(_PIECES) + text[begin:]
        elif accident == 3:
            text = text[:begin] + random.choice(_PIECES) + text[end:]
        elif accident == 4:
            text = (
                text[:begin]
                + chr(random.choice((random.randrange(0x250), random.randrange(0x11000))))
                + text[end:]
            )
        elif accident == 5:
            text = text[:begin] + random.choice(_other()) + text[end:]
        elif accident == 6:
            depth = random.choice((1, 2, 60))
            opening, closing = random.choice(("()", "[]", ("{a: ", "}"), ("-", ""), ("count(", ")")))
            text = text[:begin] + opening * depth + text[begin:end] + closing * depth + text[end:]
        else:
            text = random.choice((text[:begin], text[begin:], text[end:] + text[:end]))
    return text


def _other() -> list[str]:
    return [example for rule in GRAMMAR.values() for example in rule.examples]


def random_bytes(random: Random) -> str:
    """Bytes read as text in one of three ways."""
    data = random.randbytes(random.choice((1, 5, 20, 60, 200)))
    return random.choice(
        (data.decode("utf8", "replace"), data.decode("latin1"), data.decode("utf8", "surrogateescape"))
    )


@dataclass
class Tally:
    """What became of the texts; ``slowest`` is (CPU seconds, text)."""

    refused: int = 0
    limited: int = 0
    answered: int = 0
    slowest: tuple[float, str] = (0.0, "")
    faults: list[str] = field(default_factory=list)

    def attempt(self, text: str) -> None:
        """Compile, evaluate and write out, as an expression and as unary tests."""
        began = time.process_time()
        try:
            self._attempt(text)
        except Exception as error:
            self.faults.append(f"{type(error).__name__}: {error}: {text!r}")
        spent = time.process_time() - began
        self.slowest = max(self.slowest, (spent, text))
        if spent > TOO_LONG:
            self.faults.append(f"{spent:.1f} s: {text!r}")

    def _attempt(self, text: str) -> None:
        value: Any = 3
        try:
            value = feel.compile(text).evaluate(CONTEXT, SMALL)
            feel.to_plain(value)
            feel.feel_text(value)
            self.answered += 1
        except FeelSyntaxError as error:
            line, column = error.position
            assert 1 <= line <= text.count("\n") + 1
            assert 1 <= column <= len(text) + 1
            self.refused += 1
        except LimitExceeded:
            self.limited += 1
        try:
            assert feel.compile_unary(text).matches(value, CONTEXT, SMALL) in (True, False, None)
        except (FeelSyntaxError, LimitExceeded):
            return

    def __str__(self) -> str:
        spent, text = self.slowest
        return (
            f"值 {self.answered}，拒绝 {self.refused}，超限 {self.limited}，故障 {len(self.faults)}；"
            f"最慢 {spent:.3f} 秒：{text[:60]!r}"
        )
