"""Broken files are refused with declared errors only, whatever was done to them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.calendar import InvalidNotice, Notice, default_calendar, load_document
from tests.processes.calendar.test_office_time import UNIT

PACKAGED = resources.files("processes.calendar") / "notices" / "2026.yaml"
SAMPLES = (PACKAGED.read_text(encoding="utf8"), UNIT)
#: What YAML, dates, hours and people's editors make trouble with.
PIECES = (
    *"*&!|>'\"%@`#?:-,[]{}/~\t\n\r\0\x85\u2028\ufeff年〔0123456789",
    *(
        "&a [*a]",
        "*a",
        "<<: *a",
        "!!python/object:os.system",
        "? [a]\n: b",
        "---\n",
        "...\n",
        "\n\n  - ",
        "[" * 3000,
    ),
    *(
        "9" * 5000,
        "2026-02-30",
        "0000-00-00",
        "99999-01-01",
        "-1",
        "2026-01-01/2099-01-01",
        "24:00-25:00",
        "null",
    ),
    *(
        "year: 2026\n",
        "unit: zjw\n",
        "holidays: []\n",
        "closed: {}\n",
        "yearly: 02-29/02-29",
        "1e5",
        "0x7ea",
        "２０２６",
    ),
)


def mutated(text: str, dice: random.Random) -> str:
    """*text* with one to four accidents."""
    for _ in range(dice.randint(1, 4)):
        kind, at = dice.randrange(6), dice.randrange(len(text) + 1)
        end = min(len(text), at + dice.choice((1, 1, 2, 5, 20, 80)))
        lines = text.split("\n")
        if kind == 0:
            text = text[:at] + text[end:]
        elif kind == 1:
            text = text[:at] + dice.choice(PIECES) + text[at:]
        elif kind == 2:
            text = text[:at] + dice.choice(PIECES) + text[end:]
        elif kind == 3:
            text = text[:end] + text[at:]
        elif kind == 4:
            dice.shuffle(lines)
            text = "\n".join(lines)
        else:
            text = "\n".join(lines[: dice.randrange(len(lines) + 1)])
    return text


def outcomes(count: int, seed: int) -> Iterator[str]:
    """Read *count* mutations of the samples; anything but acceptance and the declared refusal is raised."""
    dice = random.Random(seed)
    for number in range(count):
        text = mutated(SAMPLES[number % len(SAMPLES)], dice)
        try:
            found = load_document(text)
        except InvalidNotice as refusal:
            placed = refusal.context["line"] >= 1 and refusal.context["field"]
            yield "refused" if placed else f"refused without a place: {text!r}"
            continue
        calendar = default_calendar()
        changed = (
            calendar.with_notice(found) if isinstance(found, Notice) else calendar.with_arrangement(found)
        )
        assert changed.version != calendar.version
        yield "read"


@pytest.mark.parametrize("seed", range(4))
def test_mutated_files_are_read_or_refused(seed: int) -> None:
    found = list(outcomes(250, seed))
    assert {"read", "refused"} == set(found)


@given(st.text(max_size=200))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidNotice):
        load_document(text)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidNotice):
        load_document(data.decode("latin-1"))


def test_a_list_that_contains_itself_and_a_huge_file_are_refused() -> None:
    with pytest.raises(InvalidNotice, match="直接写出的内容"):
        load_document(UNIT.replace("days: [2026-07-18]", "days: &a [2026-07-18, *a]"))
    with pytest.raises(InvalidNotice, match="不超过50000个字符"):
        load_document(UNIT + "#" * 50_000)
    with pytest.raises(InvalidNotice, match="更深的嵌套"):
        load_document("holidays: " + "[" * 20_000)
