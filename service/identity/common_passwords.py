"""Passwords that everybody tries first: words and runs that people in offices build their passwords on.

A list of our own, not a collection of leaked ones: it knows the patterns, so that ``P@ssw0rd-2026`` is found
as well.
"""

from __future__ import annotations

#: As they read once signs for letters are put back.
_BASES = (
    "password passwd pass pwd mima admin administrator root system user guest test demo default login",
    "welcome qwertyuiop qwerty qwer asdfghjkl asdf zxcvbnm zxcv qaz wsx edc abcdefg abcd abc",
    "woaini woaizhongguo iloveyou love china zhongguo beijing shanghai nihao",
    "office gongwu gongwen zhengfu zhengce jiedu huawei tencent taobao",
    "letmein monkey dragon sunshine princess football master secret changeme temp",
)
#: The longest first, so that nothing of them is left.
WORDS = tuple(sorted(" ".join(_BASES).split(), key=len, reverse=True))
_LETTERS = str.maketrans({"@": "a", "0": "o", "1": "i", "!": "i", "$": "s", "3": "e", "5": "s"})
#: Characters that make a password of its own beside the common word in it.
ENOUGH = 5


def is_common(password: str) -> bool:
    """Whether hardly anything but digits and signs is left without the words that everybody tries."""
    lowered = password.lower()
    return any(
        _left(text) < ENOUGH and text != _without(text) for text in (lowered, lowered.translate(_LETTERS))
    )


def _without(text: str) -> str:
    for word in WORDS:
        text = text.replace(word, "\0")
    return text


def _left(text: str) -> int:
    return sum(character.isalpha() for character in _without(text))
