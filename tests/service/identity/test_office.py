"""Loading an office twice changes nothing; people who left are switched off, never deleted."""

from __future__ import annotations

from datetime import date

import pytest

from service.identity.home import OfficeOfUnits
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.people import find_person, group_names, groups_of, members_of, names_of, people_of
from service.identity.tables import Membership, User
from service.state import State
from tests.service.conftest import OFFICE

TODAY = date(2026, 1, 16)


def test_a_second_load_changes_nothing(state: State) -> None:
    with state.sessions.begin() as session:
        report = load_office(session, read_office(OFFICE), today=TODAY)

    assert str(report) == "新增 0 项，更新 0 项，停用账号 0 个，结束任职 0 项"


def test_a_person_who_is_no_longer_named_is_switched_off_and_keeps_the_name(state: State) -> None:
    without_xu = "\n".join(line for line in OFFICE.splitlines() if "id: xu" not in line)

    with state.sessions.begin() as session:
        report = load_office(session, read_office(without_xu), today=TODAY)
        xu = session.get(User, "xu")

        assert report.switched_off == 1
        assert report.ended == 1
        assert xu is not None
        assert not xu.active
        assert find_person(session, "xu", TODAY) is None
        assert names_of(session, ["xu", "timer"]) == {"xu": "许安然"}


def test_loading_keeps_passwords(state: State) -> None:
    with state.sessions.begin() as session:
        before = session.get_one(User, "lin").password_hash
        load_office(session, read_office(OFFICE.replace("林知远", "林致远")), today=TODAY)

    with state.readers() as session:
        assert session.get_one(User, "lin").password_hash == before
        assert session.get_one(User, "lin").name == "林致远"


@pytest.mark.rule("S1-06")
def test_groups_are_resolved_with_the_unit_and_the_day(state: State) -> None:
    with state.sessions.begin() as session:
        lin = find_person(session, "lin", TODAY)
        lu = find_person(session, "lu", TODAY)
        assert lin is not None
        assert lu is not None
        assert lin.groups == {"drafter@zjw"}
        assert lu.groups == {"press_office"}
        assert find_person(session, "lin", date(2024, 12, 31)).groups == frozenset()  # type: ignore[union-attr]

        session.add(
            Membership(
                user_id="lin", post_id="zjw.section_head", since=TODAY, until=TODAY, title="科长", acting=True
            )
        )
        session.flush()
        acting = find_person(session, "lin", TODAY)
        assert acting is not None
        assert acting.groups == {"drafter@zjw", "section_head@zjw"}
        assert acting.posts == ("承办人", "科长（代）")
        assert find_person(session, "lin", date(2026, 1, 17)).groups == {"drafter@zjw"}  # type: ignore[union-attr]


def test_members_of_a_group(state: State) -> None:
    with state.readers() as session:
        assert [user.id for user in members_of(session, "drafter@zjw", TODAY)] == ["lin", "xu"]
        assert [user.id for user in members_of(session, "press_office", TODAY)] == ["lu"]
        assert members_of(session, "nobody@zjw", TODAY) == []


def test_groups_have_names(state: State) -> None:
    with state.readers() as session:
        names = group_names(session, ["drafter@zjw", "press_office", "unknown@abc"])

    assert names == {
        "drafter@zjw": "住建委 承办人",
        "press_office": "新闻办审核人",
        "unknown@abc": "abc unknown",
    }


def test_the_auditor_and_the_competent_office_see_all_units(state: State) -> None:
    with state.readers() as session:
        people = {
            user: find_person(session, user, TODAY) for user in ("lin", "lu", "du", "cheng", "bi", "wu")
        }

    assert [user for user, person in people.items() if person and person.sees_all_units] == ["du", "cheng"]
    assert [user for user, person in people.items() if person and not person.is_staff] == [
        "cheng",
        "bi",
        "wu",
    ]


def test_posts_and_people_of_a_unit(state: State) -> None:
    with state.readers() as session:
        assert groups_of(session, "zjw") == {"drafter@zjw", "interp_office@zjw", "section_head@zjw"}
        assert groups_of(session, "zfb") == {"press_office", "gov_office_reg", "gov_office_interp"}
        assert people_of(session, "zjw") == {"lin", "luo", "xu", "zhou"}


def test_instances_start_with_the_units_of_their_own_rules(state: State) -> None:
    text = OFFICE.replace("{id: wjw, name: 卫健委}", "{id: wjw, name: 市经济科, profile: municipal}")
    text = text.replace(
        "{id: zfb, name: 政府办, oversees: true}", "{id: zfb, name: 政府办, oversees: true, competent: true}"
    )
    office = OfficeOfUnits()
    with state.sessions.begin() as session:
        load_office(session, read_office(text), today=TODAY)
        municipal, district = office.opening(session, "wjw"), office.opening(session, "zjw")

        assert municipal["profile"] == "municipal"
        assert municipal["units"] == [{"value": "wjw", "label": "市经济科"}]
        assert district["profile"] == "district"
        assert [unit["value"] for unit in district["units"]] == ["zjw", "zfb", "wxb"]
        assert district["unit"] == {
            "id": "zjw",
            "name": "住建委",
            "groups": ["drafter", "interp_office", "section_head"],
        }
        assert len(office.opening(session, None)["units"]) == 4
        assert office.competent(session) == ["zfb"]
