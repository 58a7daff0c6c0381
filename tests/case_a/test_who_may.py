"""Who may review and sign in case A: the one whose post it is, and nobody who wrote it."""

from __future__ import annotations

import pytest

from processes.errors import Forbidden
from tests.case_a.conftest import OpenAt
from tests.case_a.walk import CASE, DRAFTED

#: 27 January: the file has come back because the head of the unit has not signed the plan.
RETURNED = "2026-01-27T23"


@pytest.mark.rule("S2-42", "S1-28")
@pytest.mark.parametrize("person", ["zjw-fenguan", "zjw-zhuyao", "wjw-chengban", "zfb-jiedu"])
def test_the_first_review_is_for_the_head_of_that_section(open_at: OpenAt, person: str) -> None:
    walk = open_at("drafted", "2026-01-19T10:00+08:00")
    data = walk.data("F04/stage1")
    ref = walk.task(1, "P05.T1", data)
    with pytest.raises(Forbidden):
        walk.hand_in(person, ref, data)
    walk.hand_in("zjw-keshi", ref, data)


@pytest.mark.rule("S1-10", "S2-42")
def test_who_wrote_it_does_not_review_it(open_at: OpenAt) -> None:
    walk = open_at("drafted", "2026-01-19T10:00+08:00")
    data = walk.data("F04/stage1")
    with pytest.raises(Forbidden):
        walk.hand_in(CASE["people"]["drafter"], walk.task(1, "P05.T1", data), data)


@pytest.mark.rule("S2-103")
def test_only_the_head_of_the_unit_signs_the_plan(open_at: OpenAt) -> None:
    walk = open_at("drafted", "2026-01-16T23:00+08:00")
    walk.carry(1, DRAFTED, RETURNED)
    walk.at("2026-01-28T09:30+08:00")  # nobody signs with a day to come
    data = walk.data("F02-sign/default")
    ref = walk.task(1, "P06.T8", data)
    for person in ("zjw-chengban", "zjw-keshi", "zjw-fenguan", "zfb-lingdao"):
        with pytest.raises(Forbidden):
            walk.hand_in(person, ref, data)
    walk.hand_in("zjw-zhuyao", ref, data)
