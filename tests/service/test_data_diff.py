"""What changed between two states of the data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.data_diff import Change, compare

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
DATA = st.dictionaries(st.text(max_size=3), VALUES, max_size=4)


def test_changes_are_told_path_by_path() -> None:
    before = {"plan": {"title": "甲", "forms": ["文字"]}, "round": 1}
    after = {"plan": {"title": "乙", "forms": ["文字"]}, "round": 1, "review": {"decision": "pass"}}

    assert compare(before, after) == [
        Change("plan.title", "甲", "乙"),
        Change("review.decision", None, "pass"),
    ]


def test_what_went_away_has_no_after() -> None:
    assert compare({"a": {"b": 1}}, {}) == [Change("a.b", "1", None)]


def test_values_are_told_as_the_caller_wants() -> None:
    assert compare({"a": {"b": 1}}, {"a": {"b": 2}}, lambda path, value: f"{path}={value}") == [
        Change("a.b", "a.b=1", "a.b=2"),
    ]


@given(DATA)
def test_nothing_differs_from_itself(data: dict[str, object]) -> None:
    assert compare(data, data) == []


@given(DATA, DATA)
def test_there_is_a_change_exactly_when_they_differ(
    before: dict[str, object], after: dict[str, object]
) -> None:
    assert bool(compare(before, after)) == (before != after)
