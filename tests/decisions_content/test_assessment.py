"""The yearly assessment has the four dimensions of the work plan, each fed by its own ledger figures."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.decisions_content.oversight_cases import D17
from tests.decisions_content.tables import model

_BASE: dict[str, Any] = dict(D17[0].given["unit_statistics"])
_OF = {
    "材料质量": ("interpreted", "returned", "no_plan", "no_disclosure", "copied", "reviews_too_fast"),
    "发布及时性": ("on_time", "overdue"),
    "传播效果": ("multi_form", "linked", "head_spoke"),
    "公众反馈处理": ("inquiries_on_time", "inquiries_instant", "opinions_on_time"),
}


def _measures(statistics: dict[str, Any]) -> dict[str, Any]:
    result = model("D17").decide("D17", {"unit_statistics": statistics, "settings": {}}).result
    return {row["dimension"]: row["measure"] for row in result}


@pytest.mark.rule("S1-48")
def test_exactly_the_four_dimensions() -> None:
    assert list(_measures(_BASE)) == ["材料质量", "发布及时性", "传播效果", "公众反馈处理"]


@pytest.mark.rule("S1-48")
@given(on_time=st.integers(0, 50), overdue=st.integers(0, 50))
def test_the_share_on_time_moves_timeliness_only(on_time: int, overdue: int) -> None:
    before, after = _measures(_BASE), _measures({**_BASE, "on_time": on_time, "overdue": overdue})
    assert {name for name in before if before[name] != after[name]} <= {"发布及时性"}
    whole = on_time + overdue
    assert after["发布及时性"] == pytest.approx(100 * on_time / whole if whole else 100, abs=0.01)


@pytest.mark.rule("S1-48", "S2-93")
@given(st.sampled_from(sorted(_OF)), st.data())
def test_a_ledger_figure_moves_its_own_dimension_only(dimension: str, data: st.DataObject) -> None:
    figure = data.draw(st.sampled_from([f for f in _OF[dimension] if f != "interpreted"]))
    after = _measures({**_BASE, figure: data.draw(st.integers(0, 20))})
    assert {name for name, value in _measures(_BASE).items() if value != after[name]} <= {dimension}
    assert all(0 <= value <= 100 for value in after.values())
