"""Patterns over text that strangers choose end in time (OWASP ASVS 5.0 1.3.12)."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from processes.forms.conditions import shown_expressions
from processes.forms.problems import Problems
from processes.forms.unsafe import refuse_unsafe
from service import redaction

SHAPES = (
    "a",
    "1",
    " ",
    "<",
    "<a ",
    " onx",
    "{{",
    "{{ ",
    "a.",
    "a-",
    "password",
    "token ",
    'token="',
    "a@",
    "://",
)
SIZE = 200_000


def unsafe(text: str) -> None:
    refuse_unsafe({"type": "text", "text": text}, "x", Problems("{}", {}))


def shown(text: str) -> None:
    shown_expressions({"text": text})


@pytest.mark.parametrize("judge", [redaction.text, unsafe, shown])
def test_the_time_grows_with_the_length(judge: Callable[[str], object]) -> None:
    begun = time.process_time()
    for shape in SHAPES:
        judge(shape * (SIZE // len(shape)))

    assert time.process_time() - begun < 10.0  # 200,000 characters squared would take minutes


@pytest.mark.parametrize(
    "text", ["<img/onerror=alert(1)>", '<a title="<" onclick=x>', "<a\nonmouseover = x>"]
)
def test_programs_in_texts_are_found(text: str) -> None:
    problems = Problems("{}", {})
    refuse_unsafe({"type": "text", "text": text}, "x", problems)

    assert problems._found
