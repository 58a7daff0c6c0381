"""A notice is read with exact errors: line, field, what was expected, what came."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest

from processes.calendar import InvalidNotice, default_calendar, load_notice

GOOD = """\
year: 2027
title: 关于2027年部分节假日安排的通知
number: 国办发明电〔2026〕1号
issued: 2026-11-20
source: 测试
holidays:
  - name: 元旦
    off: 2027-01-01/2027-01-03
  - name: 春节
    off: [2027-02-05/2027-02-11, 2027-02-12]
    work: [2027-02-13, 2027-02-20]
  - name: 清明节
    off: 2027-04-05
  - name: 劳动节
    off: 2027-05-01
    work: 2027-05-08
  - name: 端午节
    off: 2027-06-09
  - name: 中秋节
    off: 2027-09-15
  - name: 国庆节
    off: 2027-10-01/2027-10-07
"""


def test_reads_all_fields():
    notice = load_notice(GOOD.replace("off: 2027-05-01\n", "off: 2027-05-01/2027-05-02\n"))
    assert (notice.year, notice.number, notice.issued) == (2027, "国办发明电〔2026〕1号", date(2026, 11, 20))
    assert notice.off[date(2027, 2, 12)] == "春节"
    assert notice.work == {
        date(2027, 2, 13): "春节",
        date(2027, 2, 20): "春节",
        date(2027, 5, 8): "劳动节",
    }


def test_the_packaged_notices_are_read_as_those_that_are_loaded():
    """They are read more quickly, and nothing of them is checked when they are."""
    folder = resources.files("processes.calendar") / "notices"
    texts = sorted(
        file.read_text(encoding="utf8") for file in folder.iterdir() if file.name.endswith(".yaml")
    )
    assert len(texts) >= 9
    assert set(map(repr, map(load_notice, texts))) == set(map(repr, default_calendar().notices))


@pytest.mark.rule("S2-62")
def test_says_where_it_stands_and_who_checked_it() -> None:
    told = "source: 测试\nurl: https://www.gov.cn/2027\napproved_by: 温如玉"
    good = GOOD.replace("off: 2027-05-01\n", "off: 2027-05-01/2027-05-02\n")
    notice = load_notice(good.replace("source: 测试", told))
    assert (notice.url, notice.approved_by) == ("https://www.gov.cn/2027", "温如玉")
    assert (load_notice(good).url, load_notice(good).approved_by) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "message"),
    [
        ("year: 2027", "year: 二〇二七", 1, "year", "应为2000至2098之间的年份，实际为“二〇二七”"),
        ("year: 2027\n", "", 1, "year", "应为必填字段，实际为缺失"),
        ("issued: 2026-11-20", "issued: 去年", 4, "issued", "应为日期（如 2026-02-15），实际为“去年”"),
        (
            "source: 测试",
            "source: 测试\nurl: javascript:1",
            6,
            "url",
            "以 http:// 或 https:// 开头的网址",
        ),
        ("source: 测试", "sauce: 测试", 5, "sauce", "未知字段“sauce”"),
        ("source: 测试", "source:", 5, "source", "应为非空文字，实际为空"),
        ("off: 2027-04-05", "off: 2027-04-31", 13, "holidays[2].off", "实际为“2027-04-31”"),
        ("off: 2027-04-05", "off: 2026-04-05", 13, "holidays[2].off", "应为2027年内（或上年12月）的日期"),
        ("off: 2027-04-05", "off: 2027-04-05/2027-04-01", 13, "holidays[2].off", "由早到晚"),
        ("work: 2027-05-08", "work: 2027-05-07", 16, "holidays[3].work", "实际为2027-05-07（周五）"),
        ("work: 2027-05-08", "work: 2027-02-20", 16, "holidays[3].work", "2027-02-20 重复"),
        ("off: 2027-06-09", "off: 2027-06-10", 7, "holidays", "包含法定节日端午节（2027-06-09）"),
        (
            "  - name: 元旦\n",
            "  - 元旦\n  - name: 元旦\n",
            7,
            "holidays[0]",
            "应为键值表（字段: 值），实际为“元旦”",
        ),
        ("title: 关于", "title: [关于", 3, "文件", "应为合法的 YAML 文本"),
    ],
)
def test_refuses_with_line_and_field(old: str, new: str, line: int, field: str, message: str):
    good = GOOD.replace("off: 2027-05-01\n", "off: 2027-05-01/2027-05-02\n")
    assert old in good
    with pytest.raises(InvalidNotice) as caught:
        load_notice(good.replace(old, new))
    assert message in str(caught.value)
    assert (caught.value.context["line"], caught.value.context["field"]) == (line, field)
    assert str(caught.value).startswith(f"第{line}行，{field}：应为")


@pytest.mark.parametrize("text", ["", "- 1", "holidays", "year: 2027\ntitle: a\nsource: b\nholidays: 无"])
def test_refuses_other_shapes(text: str):
    with pytest.raises(InvalidNotice):
        load_notice(text)
