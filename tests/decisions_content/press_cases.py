"""Rows of the table that advises on press activities: D13."""

from __future__ import annotations

from typing import Any

from tests.decisions_content.tables import Case

_FREE = {"conference": "可选", "head_must_speak": False}
_ADVISED = {
    "conference": "建议",
    "head_must_speak": True,
    "basis": "涉及面广、社会关注度高的重大政策，适时召开新闻发布会（方案三（二））",
}


def _policy(major: bool | None, attention: bool | None, wide: bool | None) -> dict[str, Any]:
    return {"registration": {"policy_major": major, "flag_attention": attention, "flag_wide": wide}}


D13 = [
    Case("D13", (1,), "S1-23", _policy(True, True, True), _ADVISED),
    *(
        Case("D13", (2,), "S1-23", _policy(True, True, wide), {**_FREE, "basis": "重大政策，涉及面不广"})
        for wide in (False, None)
    ),
    *(
        Case(
            "D13",
            (3,),
            "S2-57",
            _policy(True, attention, True),
            {**_FREE, "basis": "重大政策，社会关注度不高"},
        )
        for attention in (False, None)
    ),
    *(
        Case("D13", (4,), "S2-57", _policy(major, True, True), {**_FREE, "basis": "不是重大政策"})
        for major in (False, None)
    ),
    Case("D13", (4,), "S1-23", {}, {**_FREE, "basis": "不是重大政策"}),
]
