"""The page of deputies: whom it offers to whom, and what it says of those that there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta

from service.identity import deputies
from service.identity.deputies import Plan
from service.state import State
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
PAGE = "/account/deputies/"
TODAY = date(2026, 1, 16)
TO_WORK = {"lin", "xu", "zhou", "luo", "fang", "lu", "wen", "du", "shi"}


def name(
    state: State, person: str, deputy: str, begins: int = 0, posts: Collection[str] | None = None
) -> int:
    """A deputyship of three days that begins in so many days."""
    since = TODAY + timedelta(days=begins)
    plan = Plan(
        person=person, deputy=deputy, since=since, until=since + timedelta(days=2), posts=posts, reason="出差"
    )
    with state.sessions.begin() as session:
        return deputies.name_deputy(session, plan, by=None, today=since, now=1, longest=30).id


def offered(page: str, field: str) -> set[str]:
    """The values that a field lets one choose from; none where the field is not there."""
    found = re.search(rf'<select[^>]* name="{field}".*?</select>', page, re.S)
    return set(re.findall(r'value="(\w+)"', found[0])) if found else set()


def rows(page: str) -> list[tuple[str, str, bool]]:
    """Of each deputyship its posts, its state, and whether it can be ended."""
    found = re.findall(r"<tr>(.*?)</tr>", page.partition("<tbody>")[2], re.S)
    told = [(dict(re.findall(r'data-label="(\w+)">([^<]*)<', row)), "/end" in row) for row in found]
    return [(each["岗位"], each["状态"], may_end) for each, may_end in told]


def test_who_names_whom(as_user: Login) -> None:
    """Everybody himself and among his colleagues; the security administrator all, in every unit."""
    lin, guan = as_user("lin"), as_user("guan")
    page = lin.text(PAGE)
    assert offered(page, "person") == set()
    assert offered(page, "deputy") == {"xu", "zhou", "luo"}
    page = guan.text(f"{PAGE}?person=lin")
    assert offered(page, "person") == TO_WORK
    assert offered(page, "deputy") == TO_WORK - {"lin"}
    for person in ("xu", "nobody"):
        assert lin.get(f"{PAGE}?person={person}").status_code == 403
    assert guan.get(f"{PAGE}?person=nobody").status_code == 403


def test_what_was_entered_stays_when_it_is_refused(as_user: Login) -> None:
    form = {"person": "zhou", "deputy": "luo", "posts": "zjw.section_head", "reason": "出差"}
    page = as_user("zhou").post(PAGE, form).get_data(as_text=True)
    assert 'value="zjw.section_head" checked' in page
    assert 'name="all" value="1">' in page, "and not all of them"
    assert '<option value="luo" selected>' in page


def test_each_is_told_with_its_posts_and_its_state_and_ended_while_it_lasts(
    state: State, as_user: Login
) -> None:
    name(state, "zhou", "xu", begins=-9)
    ended = name(state, "zhou", "xu", posts=["zjw.section_head"])
    with state.sessions.begin() as session:
        deputies.end_deputy(session, ended, by=None, now=2)
    name(state, "zhou", "luo")
    name(state, "zhou", "lin", begins=9)
    told = [
        ("全部岗位", "未开始", True),
        ("全部岗位", "生效", True),
        ("科长", "提前结束", False),
        ("全部岗位", "已结束", False),
    ]
    assert rows(as_user("zhou").text(PAGE)) == rows(as_user("guan").text(PAGE)) == told
    assert rows(as_user("luo").text(PAGE)) == told[1:2]
