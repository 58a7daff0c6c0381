"""The circular on a quarterly inspection: totals, a table, problems by unit, exceptions."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from processes.papers import KINDS, Names, docx, make, offered
from processes.papers.page import Table

NAMES = Names({}, {"zfb": "区政府办公室", "wjw": "区卫生健康委"})
VARIABLES: dict[str, Any] = {
    "owner_unit": "zfb",
    "inspection": {
        "name": "2026年第二季度政策解读情况检查",
        "period_from": "2026-01-01",
        "period_to": "2026-03-31",
    },
    "inspection_check": {"summary": "总体情况良好。"},
    "statistics": [
        {"unit": "zjw", "unit_name": "区住房城乡建委", "public_docs": 4, "to_interpret": 3, "interpreted": 3,
         "multi_form": 3, "synchronous": 3, "linked": 3, "on_time": 3, "returned": 1, "inquiries": 40},
        {"unit": "wjw", "unit_name": "区卫生健康委", "public_docs": 2, "to_interpret": 2, "interpreted": 2,
         "multi_form": 1, "on_time": 1, "opinions": 1},
    ],
    "findings": [
        {"unit": "zjw", "unit_name": "区住房城乡建委", "grade": "好",
         "findings": [{"finding": "解读材料疑似照搬照抄原文", "count": 1, "advisory": True}]},
        {"unit": "wjw", "unit_name": "区卫生健康委", "grade": "较好",
         "findings": [{"finding": "逾期发布解读材料", "count": 1, "advisory": False, "excepted": False},
                      {"finding": "仅一种展现形式", "count": 1, "advisory": False, "excepted": True},
                      {"finding": "咨询逾期答复", "count": 2, "advisory": False, "excepted": False}]},
    ],
    "exceptions": [
        {"unit": "wjw", "finding": "仅一种展现形式", "granted": "准予例外", "reason": "方案审核时已认可。",
         "approver": "杜衡", "expiry": "2026-12-31"},
        {"unit": "wjw", "finding": "咨询逾期答复", "granted": "不予认可", "reason": "记录属实。"},
    ],
    "notice_publication": {"published_at": "2026-05-20T10:00:00+08:00"},
}  # fmt: skip


@pytest.mark.rule("S2-87", "S2-88")
def test_the_circular_tells_figures_problems_and_exceptions() -> None:
    paper = make("inspection-circular", VARIABLES, NAMES)
    text = paper.text()
    assert paper.name == "2026年第二季度政策解读情况检查通报"
    assert "对2026年1月1日至2026年3月31日的政策解读情况进行了检查" in text
    assert "公开政策性文件6件，应解读5件，已解读5件，两种以上形式解读4件，按期发布4件，退文1次" in text
    assert "受理咨询40件，回应舆情1件。总体情况良好。" in text
    assert "1．区卫生健康委：逾期发布解读材料（1件）；咨询逾期答复（2件）。" in text
    assert "区卫生健康委“仅一种展现形式”准予例外：方案审核时已认可。（杜衡批准，至2026年12月31日）" in text
    assert "照搬照抄" not in text
    assert "记录属实" not in text
    assert text.endswith("区政府办公室（盖章处）\n2026年5月20日")


def test_the_table_has_a_row_for_each_unit() -> None:
    paper = make("inspection-circular", VARIABLES, NAMES)
    [table] = [block for block in paper.blocks if isinstance(block, Table)]
    rows = [[line.text for (line,) in row] for row in table.rows]
    assert rows == [
        ["单位", "公开", "应解读", "已解读", "多形式", "同步", "关联", "按期", "退文", "等次"],
        ["区住房城乡建委", "4", "3", "3", "3", "3", "3", "3", "1", "好"],
        ["区卫生健康委", "2", "2", "2", "1", "0", "0", "1", "0", "较好"],
    ]
    assert sum(table.widths) == pytest.approx(1)


def test_nothing_found_is_said() -> None:
    text = make("inspection-circular", {**VARIABLES, "findings": [], "exceptions": []}, NAMES).text()
    assert "本次检查没有发现需要整改的问题。" in text


def test_it_is_offered_once_the_check_was_written() -> None:
    assert KINDS["inspection-circular"] in offered(VARIABLES)
    assert offered({"inspection": {"name": "检查"}}) == []


def test_it_becomes_a_word_file() -> None:
    with ZipFile(BytesIO(docx(make("inspection-circular", VARIABLES, NAMES)))) as parts:
        content = parts.read("word/document.xml").decode()
    assert "2026年第二季度政策解读情况检查通报" in content
    assert content.count("<w:tbl>") == 1
