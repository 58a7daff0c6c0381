"""What is asked of the ledgers: whose units, and which days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from processes.errors import Forbidden, InvalidArgument
from processes.ledgers import Period
from service.config import Settings
from service.identity.people import find_person
from service.ledgers import Asked, ask
from service.state import open_state

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
Ask = Callable[..., Asked]


@pytest.fixture
def asking(settings: Settings) -> Iterator[Ask]:
    """``asking("lin", period="2025")``: what 林知远 gets, on a day in the first quarter of 2026."""
    state = open_state(settings)

    def asked(user: str, **values: str) -> Asked:
        with state.readers() as session:
            person = find_person(session, user, state.now().date())
            assert person is not None
            query = {name.removesuffix("_"): value for name, value in values.items()}
            return ask(session, person, query, state.now())

    yield asked
    state.engine.dispose()


def test_the_period_is_named_or_goes_from_day_to_day_or_is_this_quarter(asking: Ask) -> None:
    quarter = Asked((("zjw", "住建委"),), Period(date(2026, 1, 1), date(2026, 3, 31)), "2026年第一季度")
    assert asking("lin") == quarter
    assert (asking("lin", period="2025").period, asking("lin", period="2025").name) == (YEAR, "2025年")
    days = asking("lin", from_="2025-01-01", to="2025-12-31", period="2026")
    assert (days.period, days.name) == (YEAR, "2025-01-01至2025-12-31")


@pytest.mark.parametrize("days", [{"from_": "2025-01-01"}, {"to": "2025-12-31"}])
def test_from_a_day_on_or_up_to_a_day_is_no_period(asking: Ask, days: dict[str, str]) -> None:
    with pytest.raises(InvalidArgument, match="起止日期应形如"):
        asking("lin", **days)


@pytest.mark.rule("S2-04", "S2-07")
def test_everybody_asks_about_his_unit_and_whoever_oversees_about_all(asking: Ask) -> None:
    assert [unit for unit, _ in asking("du").units] == ["zjw", "wjw", "zfb", "wxb"]
    assert [unit for unit, _ in asking("du", unit="wjw").units] == ["wjw"]
    for user, unit in (("lin", "wjw"), ("du", "nowhere")):
        with pytest.raises(Forbidden, match="只能查看本单位"):
            asking(user, unit=unit)
