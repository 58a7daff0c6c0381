"""A changed number is told, however alike the texts are; an adaptation may be shorter, but not different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.comparison import Difference, compare, copying, similarity

SITE = """《青岚区社区托育服务消费券发放管理细则》（青岚卫健规〔2026〕5号）自2026年9月18日起施行，有效期2年。
发放对象为本区常住的三岁以下婴幼儿家庭。每个家庭每月2张，每券200元，当月有效；在备案的托育机构一次使用不超过2张。
申领时间为2026年10月8日至2026年12月31日，登录“青岚办”提交身份证明，区卫生健康委在5个工作日内审核。
咨询电话 000-8888 0303，工作日9:00–12:30、14:00–18:00。区财政安排资金 360 万元，托育机构占比不低于40%。"""
WECHAT = SITE.replace("2026年9月18日", "二〇二六年九月十八日").replace("5个工作日", "五个工作日")
SHORT = "青岚区发托育消费券啦！每月2张，每券 200 元，10月8日起申领。登录“青岚办”，五个工作日内审核。"


@pytest.mark.rule("S2-53")
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("每月2张", "每月4张", "标准"),
        ("每券200元", "每券300元", "标准"),
        ("5个工作日", "20个工作日", "期限"),
        ("2026年12月31日", "2026年11月30日", "日期"),
        ("360 万元", "306 万元", "金额"),
        ("40%", "百分之四", "百分比"),
        ("000-8888 0303", "000-8888 0330", "电话"),
        ("〔2026〕5号", "〔2026〕6号", "文号"),
        ("三岁以下", "六岁以下", "数量"),
    ],
)
def test_one_changed_fact_is_found_in_a_text_that_is_otherwise_the_same(
    old: str, new: str, kind: str
) -> None:
    assert old in SITE
    found = compare(SITE, SITE.replace(old, new))
    assert not found.key_facts_equal
    assert found.sim_text > 0.95
    assert [difference.kind for difference in found.differences][:1] == [kind]
    assert found.differences[0].base
    assert found.differences[0].other


@pytest.mark.rule("S2-53")
def test_another_way_to_write_the_same_is_the_same() -> None:
    found = compare(SITE, WECHAT)
    assert (found.key_facts_equal, found.differences) == (True, ())
    assert compare(SITE, SITE).sim_text == 1.0


@pytest.mark.rule("S1-40", "S2-53")
def test_an_adaptation_may_leave_out_but_not_change() -> None:
    assert not compare(SITE, SHORT).key_facts_equal
    site = SITE.replace("2026年10月8日", "10月8日")
    found = compare(site, SHORT, adapted=True)
    assert found.key_facts_equal
    assert Difference("电话", "000-8888 0303", "") in found.differences
    changed = compare(site, SHORT.replace("每月2张", "每月4张"), adapted=True)
    assert not changed.key_facts_equal
    assert Difference("标准", "每月2张", "每月4张") in changed.differences


def test_objects_are_compared_by_their_words() -> None:
    base = "适用对象为2005年前建成、四层以上无电梯住宅。"
    assert compare(base, "适用对象：2005年前建成，四层以上的无电梯住宅。").key_facts_equal
    found = compare("发放对象为本区户籍家庭。", "发放对象为全市在校大学生。")
    assert found.differences == (Difference("对象", "本区户籍家庭", "全市在校大学生"),)


@pytest.mark.rule("S2-29")
def test_copying_is_the_share_of_the_interpretation_that_stands_in_the_document() -> None:
    own = "托育费用贵、负担重怎么办？区里拿出专项资金，给有小宝宝的家庭发券，凭券抵扣费用，用一张抵一张。"
    assert copying(SITE, SITE.split("\n")[1]) == 1.0
    assert copying(SITE, own) == 0.0
    assert 0.3 < copying(SITE, SITE.split("\n")[1] + own) < 0.7
    assert copying(SITE, "短") == 0.0


_TEXTS = st.text(st.sampled_from("补助标准每台月券人张元万个工作日0123456789一二十%，。 年月"), max_size=60)


@given(_TEXTS, _TEXTS)
def test_likeness_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == 1
    assert 0 <= copying(one, other) <= 1


@given(_TEXTS, _TEXTS)
def test_equal_facts_are_symmetric_and_an_adaptation_asks_less(one: str, other: str) -> None:
    strict = compare(one, other)
    assert strict.key_facts_equal == compare(other, one).key_facts_equal
    assert compare(one, one).key_facts_equal
    assert compare(one, other, adapted=True).key_facts_equal or not strict.key_facts_equal


@given(
    st.text(st.sampled_from("补助标准每台月券人张元万，。"), max_size=60),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_a_changed_amount_is_always_found(text: str, one: int, other: int) -> None:
    first, second = (f"补助{100 + value}元。{text}" for value in (one, other))
    assert compare(first, second).key_facts_equal == (one == other)
