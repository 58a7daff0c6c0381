"""The FEEL reference is what the code says, and says all of it."""

from __future__ import annotations

import pytest

from processes.calendar import default_calendar, feel_functions
from processes.feel.builtins import BUILTINS
from processes.feel.names import CALENDAR_FUNCTIONS
from processes.feel.reference import FUNCTIONS

from .feel_page import PAGE, text


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf8") == text(), "python -m tests.docs.feel_page"


def test_every_builtin_is_described() -> None:
    assert FUNCTIONS.keys() == BUILTINS.keys()


def test_every_function_of_the_calendar_is_known_to_the_reader() -> None:
    assert set(CALENDAR_FUNCTIONS) == feel_functions(default_calendar()).keys()


@pytest.mark.parametrize("name", CALENDAR_FUNCTIONS)
def test_every_function_of_the_calendar_is_described(name: str) -> None:
    function = feel_functions(default_calendar())[name]
    assert function.meaning
    assert f"{name}(" in function.example


def test_every_example_has_a_value() -> None:
    nulls = {"1 / 0", '1 < "a"', "null", "true and null", "false or null", '(function(x: number) x)("a")'}
    shown = {
        line for line in text().replace("<br>", "\n").replace(" | ", "\n").split("\n") if "→ `null`" in line
    }
    assert {line.partition("` →")[0].lstrip("`") for line in shown} == nulls
