"""FEEL values as plain data and back."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import feel
from processes.feel import DateTime, FunctionValue, Range, to_host, to_plain

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15).map(
        lambda x: x or 0.0
    )
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(PLAIN)
def test_plain_data_survive(data: Any) -> None:
    assert to_plain(feel.compile("x").evaluate({"x": data})) == data
    json.dumps(to_plain(data))


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Decimal("2"), 2),
        (Decimal("2.00"), 2),
        (Decimal("1E+3"), 1000),
        (Decimal("0.1"), 0.1),
        (Decimal("-0"), 0),
        (Decimal("0.12345678901234567890123"), "0.12345678901234567890123"),
        (Decimal("1E+40"), 1e40),
        (Decimal("1E+6000"), "1E+6000"),
        (Range(Decimal(1), Decimal(5), True, False), "[1..5)"),
        (FunctionValue(("x",), lambda run, arguments: None), None),
        ([Decimal(1), {"a": feel.Date(2026, 2, 6)}], [1, {"a": "2026-02-06"}]),
    ],
)
def test_to_plain(value: Any, plain: Any) -> None:
    result = to_plain(value)
    assert result == plain
    assert type(result) is type(plain)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("3", 3),
        ("2.5", Decimal("2.5")),
        ('"x"', "x"),
        ('@"2026-02-06"', datetime.date(2026, 2, 6)),
        ('@"08:00:00+08:00"', datetime.time(8, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))),
        ('@"2026-02-06T08:00:00Z"', datetime.datetime(2026, 2, 6, 8, tzinfo=datetime.UTC)),
        ('@"P1DT1H"', datetime.timedelta(days=1, hours=1)),
        ("null", None),
    ],
)
def test_to_host(text: str, host: Any) -> None:
    assert to_host(feel.evaluate(text, {})) == host


def test_years_python_does_not_have() -> None:
    with pytest.raises(ValueError, match="1–9999"):
        to_host(feel.evaluate('@"-0001-01-01"', {}))


@given(st.datetimes(), st.timezones() | st.none())
def test_datetimes_come_back(moment: datetime.datetime, zone: Any) -> None:
    aware = moment.replace(tzinfo=zone)
    assert DateTime.from_host(aware).to_host() == aware
