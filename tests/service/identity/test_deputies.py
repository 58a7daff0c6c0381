"""Naming deputies: who may, for which posts and days; what they then are in the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.errors import Forbidden, InvalidArgument, InvalidState, NotFound, ProcessError
from processes.rights import Capacity
from service.cli import main
from service.identity import deputies
from service.identity.deputies import Plan
from service.identity.people import Person, find_person
from service.identity.tables import Group, JournalEntry, Membership, Post, User
from service.state import State
from tests.service.conftest import Browser, Clock

TODAY = date(2026, 1, 16)
PLAN = Plan(person="zhou", deputy="xu", since=TODAY, until=TODAY + timedelta(days=9), reason="出差")


@pytest.fixture
def heads(state: State) -> None:
    """陆鸣 keeps the security of the office; 罗文 heads his unit, 许安然 acts in the press office."""
    with state.sessions.begin() as session:
        for post, unit, group, user, acting in (
            ("zfb.secadmin", "zfb", "secadmin", "lu", False),
            ("zjw.unit_head", "zjw", "unit_head", "luo", False),
            ("zfb.press_office", "zfb", "press_office", "xu", True),
        ):
            if session.get(Post, post) is None:
                _group(session, group)
                session.add(Post(id=post, unit_id=unit, group_code=group))
                session.flush()
            if group == "secadmin":
                for seat in session.query(Membership).filter_by(user_id=user):
                    seat.until = TODAY - timedelta(days=1)
            seat = Membership(user_id=user, post_id=post, since=TODAY, title=group, acting=acting)
            session.add(seat)


def _group(session: Session, code: str) -> None:
    if session.get(Group, code) is None:
        scope = "unit" if code == "unit_head" else "role"
        session.add(Group(code=code, name=code, scope=scope, position=90))
        session.flush()


def person(session: Session, user: str, on: date = TODAY) -> Person:
    found = find_person(session, user, on)
    assert found is not None
    return found


def name(state: State, plan: Plan, by: str | None = None, on: date = TODAY) -> int:
    with state.sessions.begin() as session:
        who = person(session, by or plan.person, on)
        return deputies.name_deputy(session, plan, by=who, today=on, now=1, longest=30).id


def capacities(state: State, user: str, on: date = TODAY) -> tuple[Capacity, ...]:
    with state.readers() as session:
        return person(session, user, on).capacities


def test_a_deputy_is_one_from_day_to_day_and_no_longer(state: State) -> None:
    plan = replace(PLAN, since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=3))
    number = name(state, plan)
    expected = (Capacity("周启明", frozenset({"section_head@zjw"}), person="zhou", whole=True),)
    found = [bool(capacities(state, "xu", TODAY + timedelta(days=day))) for day in range(6)]
    assert found == [False, True, True, True, False, False]
    assert capacities(state, "xu", plan.until) == expected
    with state.sessions.begin() as session:
        deputies.end_deputy(session, number, by=person(session, "xu"), now=2)
    assert capacities(state, "xu", plan.until) == ()
    with state.readers() as session:
        [row] = deputies.concerning(session, person(session, "zhou"))
        assert (row.made_by, row.ended_by, row.ended_at) == ("zhou", "xu", 2)
        assert deputies.concerning(session, person(session, "lin")) == []
    with state.sessions.begin() as session, pytest.raises(InvalidState, match="已经提前结束"):
        deputies.end_deputy(session, number, by=person(session, "zhou"), now=3)


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        ({"since": TODAY - timedelta(days=1)}, "since", "不能追溯"),
        ({"until": TODAY - timedelta(days=1)}, "until", "不早于开始的日期"),
        ({"until": TODAY + timedelta(days=30)}, "until", "至多 30 天"),
        ({"reason": " "}, "reason", "实际为 0 个"),
        ({"deputy": "zhou"}, "deputy", "不能是本人"),
        ({"deputy": "nobody"}, "deputy", "没有这个启用的账号"),
        ({"deputy": "fang"}, "deputy", "跨单位的代理须由安全管理员登记"),
        ({"posts": ["zjw.drafter"]}, "posts", "zjw.section_head），得到 zjw.drafter"),
        ({"posts": []}, "posts", "得到 无"),
    ],
)
def test_what_is_not_right_is_told_by_field(
    state: State, change: dict[str, Any], field: str, text: str
) -> None:
    with pytest.raises(InvalidArgument) as refused:
        name(state, replace(PLAN, **change))
    assert text in "".join(refused.value.errors[field])


@pytest.mark.usefixtures("heads")
def test_who_may_name_and_for_whom(state: State) -> None:
    name(state, PLAN, by="luo")
    name(state, replace(PLAN, person="lin", deputy="fang"), by="lu")
    refusals: list[tuple[Plan, str, type[ProcessError], str]] = [
        (PLAN, "lin", Forbidden, "只有本人、本单位主要负责人和安全管理员"),
        (replace(PLAN, person="fang", deputy="xu"), "luo", Forbidden, "只有本人"),
        (replace(PLAN, person="cheng", deputy="wen"), "cheng", InvalidArgument, "posts"),
        (replace(PLAN, person="bi", deputy="wen"), "bi", InvalidArgument, "posts"),
        (replace(PLAN, person="wen", deputy="wu"), "wen", InvalidArgument, "deputy"),
        (replace(PLAN, person="wen", deputy="bi"), "wen", InvalidArgument, "deputy"),
        (replace(PLAN, person="nobody"), "zhou", NotFound, "没有启用的账号"),
        (replace(PLAN, deputy="lin"), "zhou", InvalidState, "已由 xu 代理"),
    ]
    for plan, by, kind, text in refusals:
        with pytest.raises(kind) as refused:
            name(state, plan, by)
        assert text in str(refused.value) + "".join(getattr(refused.value, "errors", {}))


@pytest.mark.usefixtures("heads")
def test_deputising_and_acting_posts_cannot_be_passed_on(state: State) -> None:
    name(state, PLAN)
    name(state, replace(PLAN, person="xu", deputy="lin"))
    groups = [each.groups for each in capacities(state, "lin")]
    assert groups == [frozenset({"drafter@zjw"})]
    assert [each.post or each.person for each in capacities(state, "xu")] == ["press_office", "zhou"]


def test_whoever_is_switched_off_has_no_deputy(state: State) -> None:
    name(state, PLAN)
    with state.sessions.begin() as session:
        session.get_one(User, "zhou").active = False
    assert capacities(state, "xu") == ()


@pytest.mark.rule("S1-29")
def test_the_pages_show_for_whom(
    as_user: Callable[[str], Browser], state: State, started: str, clock: Clock
) -> None:
    lin, zhou, xu = as_user("lin"), as_user("zhou"), as_user("xu")
    form = {"person": "zhou", "deputy": "xu", "since": "2026-01-16", "until": "2026-01-20", "all": "1"}
    refused = zhou.post("/account/deputies/", form)
    assert (refused.status_code, "应为 1 到 200 个字" in refused.get_data(as_text=True)) == (422, True)
    assert zhou.post("/account/deputies/", form | {"reason": "出差"}).status_code == 302
    assert "许安然" in zhou.text("/account/deputies/")
    assert lin.post("/account/deputies/", form | {"reason": "出差"}).status_code == 403
    draft = {"material": {"title": "某办法"}}
    assert lin.complete(started, draft).status_code == 302
    inbox = xu.text("/?box=deputy")
    assert "代 周启明" in inbox
    ref = inbox.split("/tasks/")[1].split('"')[0]
    assert "您代 周启明 办理" in xu.text(f"/tasks/{ref}")
    assert xu.complete(ref, {"review": {"decision": "pass", "opinion": "同意"}}).status_code == 302
    instance = f"/instances/{ref.split('-')[0]}"
    assert "许安然（代周启明）" in xu.text(instance)
    assert "许安然（代周启明）" in xu.text(f"/tasks/{ref}")


def test_the_api_names_lists_and_ends(as_user: Callable[[str], Browser], state: State) -> None:
    zhou = as_user("zhou")
    body = {"deputy": "xu", "since": "2026-01-16", "until": "2026-01-20", "reason": "休假"}
    made = zhou.api("POST", "/api/v1/deputies/", json=body)
    assert made.status_code == 201, made.get_data(as_text=True)
    assert made.json is not None
    assert (made.json["person"], made.json["posts"], made.json["in_force"]) == ("zhou", None, True)
    number = made.json["id"]
    assert as_user("fang").api("POST", f"/api/v1/deputies/{number}/end").status_code == 403
    assert zhou.api("POST", f"/api/v1/deputies/{number}/end").status_code == 204
    items = zhou.api("GET", "/api/v1/deputies/").json
    assert items is not None
    assert [(each["id"], each["ended"]) for each in items["items"]] == [(number, True)]


def test_the_command_line_names_lists_and_ends(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_DATABASE_URL", state.settings.database_url)
    monkeypatch.setenv("JIEDU_SECRET_KEY", "for tests only")

    def jiedu(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["deputy", *arguments])
        return f"{result.exit_code} {result.output}"

    span = ("--from", "2099-01-01", "--to", "2099-01-05", "--reason", "出差")
    assert "0 已登记代理 1：xu 代 zhou" in jiedu("name", "zhou", "xu", "--post", "zjw.section_head", *span)
    assert "已由 xu 代理" in jiedu("name", "zhou", "lin", *span)
    assert "1\txu 代 zhou\t2099-01-01—2099-01-05\tzjw.section_head\t未开始" in jiedu("list")
    assert jiedu("end", "1").startswith("0")
    assert "提前结束" in jiedu("list")
    with state.readers() as session:
        kinds = [entry.kind for entry in session.scalars(select(JournalEntry).order_by(JournalEntry.seq))]
        assert kinds == ["deputy_named", "deputy_ended"]


def test_a_deputyship_that_never_was_cannot_be_ended(state: State) -> None:
    with state.sessions.begin() as session, pytest.raises(NotFound, match="没有编号为 99 的代理"):
        deputies.end_deputy(session, 99, by=None, now=0)


@pytest.mark.parametrize(("unit", "group", "may"), [("zjw", "m_chief", True), ("zfb", "m_chief", False)])
def test_the_head_of_a_unit_names_deputies_in_his_own_unit_alone(
    state: State, unit: str, group: str, may: bool
) -> None:
    """Also where the group of the heads is one for the whole district."""
    with state.readers() as session:
        head = replace(person(session, "lu"), unit=unit, groups=frozenset({group}))
        assert deputies.may_arrange(head, session.get_one(User, "zhou")) is may


@pytest.mark.usefixtures("heads")
def test_who_sees_which_deputies(state: State) -> None:
    """His own, those whom he stands in for, those of his unit for its head; keepers and auditors all."""
    zhou, lin = name(state, PLAN), name(state, replace(PLAN, person="lin", deputy="fang"), by="lu")
    wen = name(state, replace(PLAN, person="wen", deputy="luo"), by="lu")
    fang = name(state, replace(PLAN, person="fang", deputy="wen"), by="lu")

    def seen(by: Person | None) -> set[int]:
        with state.readers() as session:
            return {row.id for row in deputies.concerning(session, by)}

    with state.readers() as session:
        who = {
            user: person(session, user) for user in ("zhou", "xu", "lin", "fang", "luo", "lu", "cheng", "bi")
        }
    found = {user: seen(each) for user, each in who.items()}
    assert found["zhou"] == found["xu"] == {zhou}
    assert (found["lin"], found["fang"]) == ({lin}, {lin, fang})
    assert found["luo"] == {zhou, lin, wen}, "two of his unit, and one whom he stands in for"
    assert found["lu"] == found["cheng"] == seen(None) == {zhou, lin, wen, fang}
    assert found["bi"] == set()
    elsewhere = replace(who["luo"], unit="zfb", groups=frozenset({"unit_head@zjw"}))
    assert seen(elsewhere) == {wen}, "he heads a unit that is not his own"


@pytest.mark.usefixtures("heads")
def test_nobody_else_ends_a_deputyship(state: State) -> None:
    number = name(state, PLAN)
    for user in ("lin", "fang"):
        with state.sessions.begin() as session, pytest.raises(Forbidden, match="只有本人"):
            deputies.end_deputy(session, number, by=person(session, user), now=2)
    for user in ("xu", "zhou", "luo", "lu"):
        with state.sessions() as session:
            assert deputies.end_deputy(session, number, by=person(session, user), now=2).ended_by == user


def test_only_accounts_in_use_have_deputies_and_are_some(state: State) -> None:
    for user, refusal in (("zhou", NotFound), ("xu", InvalidArgument)):
        with state.sessions() as session:
            who = person(session, "zhou")
            session.get_one(User, user).active = False
            with pytest.raises(refusal, match="没有"):
                deputies.name_deputy(session, PLAN, by=who, today=TODAY, now=1, longest=30)


def test_the_posts_of_a_person_are_his_own(state: State) -> None:
    with state.readers() as session:
        assert [seat.post_id for seat in deputies.posts_of(session, "zhou", TODAY)] == ["zjw.section_head"]


@pytest.mark.usefixtures("heads")
def test_administrators_neither_have_deputies_nor_are_some_and_are_told_why(state: State) -> None:
    for plan, by, field in (
        (replace(PLAN, person="wen", deputy="wu"), "wen", "deputy"),
        (replace(PLAN, person="cheng", deputy="wen"), "cheng", "posts"),
    ):
        with pytest.raises(InvalidArgument) as refused:
            name(state, plan, by)
        assert "三员分立" in "".join(refused.value.errors[field])


def test_the_command_line_names_across_units(state: State) -> None:
    with state.sessions.begin() as session:
        assert name_in(session, replace(PLAN, deputy="fang"))


def test_what_has_ended_or_comes_later_or_went_before_is_in_nobodys_way(state: State) -> None:
    with state.sessions.begin() as session:
        deputies.end_deputy(session, name_in(session, PLAN), by=None, now=2)
        name_in(session, replace(PLAN, deputy="lin"))
        name_in(
            session, replace(PLAN, since=PLAN.until + timedelta(days=5), until=PLAN.until + timedelta(days=9))
        )
        between = PLAN.until + timedelta(days=1)
        name_in(session, replace(PLAN, since=between, until=between))


def name_in(session: Session, plan: Plan) -> int:
    return deputies.name_deputy(session, plan, by=None, today=TODAY, now=1, longest=30).id
