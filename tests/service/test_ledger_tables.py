"""The tables of ledgers: points of the assessment beside the numbers, text that is no formula, periods."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from processes.errors import InvalidArgument
from processes.ledgers import Cases, Period, statistics
from processes.ledgers.model import Document, Score
from service import ledger_tables
from service.ledgers import named, periods, quarter
from service.workbook import workbook

NOW = datetime(2026, 4, 1, 1, tzinfo=UTC)
UNITS = [("zjw", "区住房城乡建委"), ("wjw", "区卫生健康委")]
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.rule("S1-45", "S1-48", "S2-93")
def test_the_assessment_has_a_row_for_each_unit_with_points_and_result() -> None:
    parts = {"材料质量": 38.5, "发布及时性": 30, "传播效果": 12, "公众反馈处理": 15}
    cases = Cases(scores=(Score("zjw", 2026, 95.5, parts, "表彰奖励"), Score("zjw", 2025, 1, parts, "合格")))
    table = ledger_tables.of_assessment(statistics(cases, YEAR, NOW, UNITS), cases, 2026)
    rows = [
        {column.label: ledger_tables.told(column, row.get(column.key)) for column in table.columns}
        for row in table.rows
    ]
    assert [row["单位"] for row in rows] == ["区住房城乡建委", "区卫生健康委"]
    assert (rows[0]["材料质量·得分"], rows[0]["考核得分"], rows[0]["考核结果"]) == (
        "38.5",
        "95.5",
        "表彰奖励",
    )
    assert (rows[1]["考核得分"], rows[1]["考核结果"]) == ("—", "尚未考核")
    dimensions = {label.partition("·")[0] for label in rows[0] if "·" in label}
    assert dimensions == set(parts)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    empty = dict.fromkeys(
        "due_date due interpreted published reached late copying ended_at".split()  # noqa: SIM905
    )
    document = Document(
        instance_id=1,
        unit="zjw",
        title='=HYPERLINK("http://x")',
        doc_no="",
        doc_type="",
        public=True,
        in_scope=True,
        t0=date(2026, 2, 6),
        forms=(),
        enough_forms=2,
        linked=False,
        channels_missing=(),
        copied=False,
        returns=(),
        **empty,  # type: ignore[arg-type]
    )
    table = ledger_tables.of_documents(Cases(documents=(document,)), UNITS, YEAR, NOW)
    content = workbook("清单", "清单", table, NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert "=HYPERLINK" in archive.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    ("name", "first", "last", "told"),
    [
        ("2026", (2026, 1, 1), (2026, 12, 31), "2026年"),
        ("2026Q1", (2026, 1, 1), (2026, 3, 31), "2026年第一季度"),
        ("2024Q1", (2024, 1, 1), (2024, 3, 31), "2024年第一季度"),
        ("2026Q2", (2026, 4, 1), (2026, 6, 30), "2026年第二季度"),
        ("2026Q3", (2026, 7, 1), (2026, 9, 30), "2026年第三季度"),
        ("2026Q4", (2026, 10, 1), (2026, 12, 31), "2026年第四季度"),
    ],
)
def test_named_periods(name: str, first: tuple[int, int, int], last: tuple[int, int, int], told: str) -> None:
    assert named(name) == (Period(date(*first), date(*last)), told)


def test_a_page_offers_the_quarters_that_have_begun() -> None:
    offered = [name for name, _ in periods(NOW)]
    assert offered == ["2026Q2", "2026Q1", "2026", "2025Q4", "2025Q3", "2025Q2", "2025Q1", "2025"]
    assert quarter(date(2026, 12, 31)) == "2026Q4"
    for text in ("2026Q0", "Q1", "二〇二六", "9999", "0000"):
        with pytest.raises(InvalidArgument, match="统计期间应为年度或季度"):
            named(text)
