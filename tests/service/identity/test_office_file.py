"""The office file is refused with exact words, or taken as a whole."""

from __future__ import annotations

import pytest

from processes.errors import InvalidDefinition
from service.identity.office_file import read_office
from service.offices import DEMO, demo_office

GOOD = """
office: 测试区
units: [{id: zjw, name: 住建委}]
groups: [{code: drafter, name: 承办人, scope: unit}]
users: [{id: lin, name: 林知远, unit: zjw, posts: [{group: drafter, from: 2025-01-01}]}]
"""


def faults(text: str) -> list[str]:
    with pytest.raises(InvalidDefinition) as caught:
        read_office(text, "office.yaml")
    return [problem.message for problem in caught.value.problems]


def test_a_good_file_is_read() -> None:
    office = read_office(GOOD)

    assert office.people[0].seats[0].group == "drafter"
    assert office.people[0].seats[0].unit == "zjw"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "unit: zjw",
            "unit: zjw, email: 'a@b.cn,c@d.cn'",
            "users[0].email：应为电子邮箱地址（如 name@example.gov.cn），得到“a@b.cn,c@d.cn”",
        ),
        ("unit: zjw", "unit: abc", "users[0].unit：应为units 中的单位，得到“abc”"),
        ("group: drafter", "group: boss", "users[0].posts[0].group：应为groups 中的组，得到“boss”"),
        (
            "scope: unit",
            "scope: town",
            "groups[0].scope：应为unit（按单位）、district（全区）、role（岗位权限）之一，得到“town”",
        ),
        ("from: 2025-01-01", "from: soon", "users[0].posts[0].from：应为日期（如 2025-01-01），得到“soon”"),
        (", from: 2025-01-01", "", "users[0].posts[0].from：应为日期（如 2025-01-01），得到（没有）"),
        (
            "from: 2025-01-01",
            "from: 2025-01-02, to: 2025-01-01",
            "users[0].posts[0].to：应为不早于 from（2025-01-02）的日期，得到“2025-01-01”",
        ),
        ("name: 林知远", "name: ''", "users[0].name：应为非空文字，得到“”"),
        ("id: lin", "id: 林", "users[0].id：应为由英文字母、数字、- 和 _ 组成的标识，得到“林”"),
        ("office: 测试区", "office: 测试区\nboss: 林", "（文件）.boss：应为已知的键"),
        (
            "name: 住建委}",
            "name: 住建委, kind: 公司}",
            "units[0].kind：应为部门、管委会、街道、办公室、科室之一",
        ),
        ("name: 住建委}", "name: 住建委, profile: 省}", "units[0].profile：应为district（区级）"),
        ("units: [{id: zjw, name: 住建委}]", "units: 住建委", "units：应为列表，得到“住建委”"),
    ],
)
def test_each_fault_names_path_expectation_and_finding(old: str, new: str, message: str) -> None:
    assert any(text.startswith(message) for text in faults(GOOD.replace(old, new)))


def test_a_second_unit_with_the_same_id_is_refused() -> None:
    text = GOOD.replace("{id: zjw, name: 住建委}", "{id: zjw, name: 住建委}, {id: zjw, name: 又一个}")

    assert faults(text) == ["units[1].id：应为不重复的标识，得到“zjw”"]


def test_broken_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(InvalidDefinition) as caught:
        read_office("office: [\n")
    assert caught.value.problems[0].line is not None


def test_the_demo_office_has_everybody_of_the_main_case() -> None:
    office = demo_office()
    seats = {(seat.group, seat.unit) for person in office.people for seat in person.seats}

    assert DEMO.name == "qinglan.yaml"
    assert {
        ("drafter", "zjw"),
        ("section_head", "zjw"),
        ("deputy_head", "zjw"),
        ("unit_head", "zjw"),
        ("press_office", "xwb"),
        ("gov_office_reg", "zfb"),
        ("gov_office_interp", "zfb"),
        ("gov_office_leader", "zfb"),
        ("district_leader", "zfb"),
        ("site_editor", "zfb"),
        ("media_editor", "zjw"),
    } <= seats


@pytest.mark.rule("S2-105")
def test_units_of_every_kind_are_imported() -> None:
    kinds = {unit.kind for unit in demo_office().units}
    assert {"部门", "管委会", "街道"} <= kinds


def test_the_demo_office_has_a_competent_office_for_each_of_the_two_rules() -> None:
    competent = {unit.profile: unit.id for unit in demo_office().units if unit.competent}
    assert competent == {"district": "zfb", "municipal": "szfb"}
