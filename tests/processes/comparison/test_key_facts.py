"""Key facts are found however they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.comparison import key_facts
from processes.comparison.numerals import number


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("每人每月2张，每券 200 元", ["标准 每月2张", "标准 每券200元"]),
        (
            "每台补助 18 万元，分“开工 40%、验收 60%”两次拨付",
            ["标准 每台180000元", "百分比 40%", "百分比 60%", "数量 2次"],
        ),
        ("二〇二六年九月十八日至2026年12月31日", ["日期 2026-9-18", "日期 2026-12-31"]),
        ("2026-03-01 至 2027/12/31，3月5日", ["日期 2026-3-1", "日期 2027-12-31", "日期 3-5"]),
        ("自印发之日起20个工作日内，5日内", ["期限 20工作日", "期限 5日"]),
        ("二十个工作日", ["期限 20工作日"]),
        ("2005 年前建成、四层以上无电梯住宅", ["日期 2005", "数量 4层以上"]),
        ("三分之二以上业主参与，百分之四十", ["比例 2/3", "百分比 40%"]),
        ("1 486 个单元，1,486户，１８万元", ["数量 1486单元", "数量 1486户", "金额 180000元"]),
        ("不超过3000元，一千四百八十六户", ["金额 不超过3000元", "数量 1486户"]),
        ("9:00–12:30，000-8888 0001", ["时间 9:00", "时间 12:30", "电话 000-88880001"]),
        ("依据青岚府办〔2023〕9号", ["文号 青岚府办〔2023〕9号"]),
        ("于 2026年3月1日起，不超过 20 天", ["日期 2026-3-1", "期限 不超过20日"]),
        ("适用对象为本区户籍家庭。", ["对象 本区户籍家庭"]),
        ("严格三审三校，一是加强统筹", []),
    ],
)
def test_facts_of_policy_texts(text: str, facts: list[str]) -> None:
    assert [f"{fact.kind} {fact.value}" for fact in key_facts(text)] == facts


_CHINESE = "〇一二三四五六七八九"


def _numeral(value: int) -> str:
    """Up to 9,999 as it is read aloud."""
    told = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        told += _CHINESE[digit] + name if digit else "零" * bool(told and value)
    return told.replace("零零", "零")


@given(st.integers(1, 9999))
def test_numerals_and_digits_are_the_same_number(value: int) -> None:
    assert number(_numeral(value)) == value
    assert number("".join(_CHINESE[int(each)] for each in str(value))) == value
    assert number(f"{value:,}") == Decimal(value)


@given(st.integers(1, 9999), st.sampled_from(["元", "个工作日", "台", "户", "%"]))
def test_an_amount_is_the_same_fact_in_every_notation(value: int, unit: str) -> None:
    written = [f"{value}{unit}", f"{value:,} {unit}", f"{value}{unit}".translate(_WIDE)]
    written += [f"{_numeral(value)}{unit}"] if unit != "%" else [f"百分之{_numeral(value)}"]
    facts = {(fact.kind, fact.value) for text in written for fact in key_facts(f"补助为{text}。")}
    assert len(facts) == 1


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(st.text(max_size=200))
def test_any_text_has_facts_or_none(text: str) -> None:
    assert all(fact.value and fact.text for fact in key_facts(text))
