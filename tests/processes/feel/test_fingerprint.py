"""The fingerprint of a version of a text or of a filled form."""

from __future__ import annotations

from typing import Any

import pytest

from processes.calendar import default_calendar, feel_functions
from processes.feel import Environment, compile, to_plain

_ENVIRONMENT = Environment(functions=feel_functions(default_calendar()))


def value(text: str, **scope: Any) -> Any:
    return to_plain(compile(text).evaluate(scope, _ENVIRONMENT))


def test_it_is_the_sm3_of_the_text():
    """GB/T 32905-2016, appendix A, example 1."""
    assert (
        value('fingerprint("abc")') == "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


@pytest.mark.parametrize(
    "other", ['{b: 2, a: "一"}', '{a: "一", b: 2.0, c: null}', '{a: "一", b: 2, c: "", d: [], e: {f: null}}']
)
def test_order_and_empty_fields_do_not_matter(other: str):
    assert value(f'fingerprint({other}) = fingerprint({{a: "一", b: 2}})') is True


@pytest.mark.parametrize("other", ['{a: "二", b: 2}', '{a: "一"}', '{a: "一", b: "2"}', '"一2"', "null"])
def test_every_change_of_content_matters(other: str):
    assert value(f'fingerprint({other}) = fingerprint({{a: "一", b: 2}})') is False


def test_the_order_of_a_list_matters():
    assert value("fingerprint([1, 2]) = fingerprint([2, 1])") is False
    assert value("fingerprint([{a: null}, 1]) = fingerprint([1])") is False
