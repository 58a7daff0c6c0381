"""The ledgers of case A: counted from its records; for those who may, as page, file, interface, job."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from lxml import etree

from processes.jobs import HANDLERS
from tests.case_a.conftest import LogIn, OpenAt
from tests.case_a.walk import CASE, Walk
from tests.processes.jobs.working import work

AFTER = "2026-04-01T09:00+08:00"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: What case A adds to its unit in the first quarter of 2026 (catalogue §5.1).
FIRST_QUARTER = {
    "public_docs": 1,
    "to_interpret": 1,
    "interpreted": 1,
    "multi_form": 1,
    "synchronous": 1,
    "linked": 1,
    "on_time": 1,
    "returned": 1,
}


def _job(walk: Walk, first: str, last: str) -> dict[str, dict[str, Any]]:
    units = [{"value": unit["value"], "label": unit["label"]} for unit in CASE["units"]]
    job = work("statistics", now=walk.clock(), period_from=first, period_to=last, units=units)
    counted = HANDLERS["statistics"](job, walk.settings, walk.state.sessions)["statistics"]
    assert [row["unit"] for row in counted] == [unit["value"] for unit in CASE["units"]]
    return {row["unit"]: row for row in counted}


def _counts(row: dict[str, Any]) -> dict[str, int]:
    return {name: value for name, value in row.items() if isinstance(value, int) and value}


@pytest.mark.rule("S2-11", "S2-47", "S2-62", "S2-64", "S2-87")
def test_the_job_counts_the_quarter_of_the_case(open_at: OpenAt) -> None:
    walk = open_at("finished", AFTER, writes=False)
    found = _job(walk, "2026-01-01", "2026-03-31")
    own = _counts(found["zjw"])
    assert {name: own.get(name) for name in FIRST_QUARTER} == FIRST_QUARTER
    assert not own.keys() & {"overdue", "one_form", "no_plan", "no_disclosure", "copied"}
    assert found["zjw"]["rates"]["on_time"] == 1.0
    assert _counts(found["wjw"]) == {}
    assert _counts(_job(walk, "2026-04-01", "2026-06-30")["zjw"]) == {}


@pytest.mark.rule("S2-62")
def test_an_unpublished_document_becomes_overdue_by_itself(open_at: OpenAt) -> None:
    walk = open_at("issued", "2026-03-12T23:00+08:00", writes=False)
    assert _counts(_job(walk, "2026-01-01", "2026-03-31")["zjw"]).get("overdue", 0) == 0
    walk = open_at("issued", "2026-03-13T00:00+08:00", writes=False)
    counted = _counts(_job(walk, "2026-01-01", "2026-03-31")["zjw"])
    assert (counted["overdue"], counted["to_interpret"], counted.get("interpreted", 0)) == (1, 1, 0)


def test_the_job_says_what_is_wrong_with_a_period(open_at: OpenAt) -> None:
    walk = open_at("finished", AFTER, writes=False)
    job = work("statistics", period_from="2026-04-01", period_to="2026-01-01", units=[])
    with pytest.raises(Exception, match="统计期间应为先后两个日期"):
        HANDLERS["statistics"](job, walk.settings, walk.state.sessions)


@pytest.mark.rule("S2-04", "S2-07", "S2-11")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_unit_sees_its_own_ledgers_and_overseeing_offices_all(open_at: OpenAt, log_in: LogIn) -> None:
    walk = open_at("finished", AFTER, writes=False)
    mine = log_in(walk, "zjw-jiedu")
    page = mine.text("/ledgers/?period=2026Q1&view=documents")
    assert 'href="/instances/1"' in page
    assert "青岚府办规〔2026〕2号" in page
    assert "文字、图表图解、视频" in page
    assert 'name="unit"' not in page.split("<form")[2]
    assert mine.get("/ledgers/?unit=wjw").status_code == 403
    other = log_in(walk, "wjw-jiedu")
    assert "青岚府办规" not in other.text("/ledgers/?period=2026Q1&view=documents")
    answer = other.api("GET", "/api/v1/ledgers/statistics?period=2026Q1")
    assert [row["unit"] for row in answer.get_json()["items"]] == ["wjw"]
    for user in ("zfb-jiedu", "xwb-shenhe", "auditor"):
        office = log_in(walk, user)
        assert "青岚府办规〔2026〕2号" in office.text("/ledgers/?period=2026Q1&view=documents&unit=zjw")
        found = office.api("GET", "/api/v1/ledgers/statistics?period=2026Q1").get_json()["items"]
        assert {"zjw", "wjw", "czj"} <= {row["unit"] for row in found}
    for user in ("sysadmin", "designer"):
        assert log_in(walk, user).get("/ledgers/").status_code == 403


def _sheet(content: bytes) -> list[list[str]]:
    """The texts of the cells of the first sheet, row by row; dates are numbers."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = etree.fromstring(archive.read("xl/sharedStrings.xml"))
        texts = ["".join(each.itertext(f"{_S}t")) for each in strings.iter(f"{_S}si")]
        root = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in root.iter(f"{_S}row"):
        cells = [(cell.get("t"), cell.findtext(f"{_S}v") or "") for cell in row.iter(f"{_S}c")]
        rows.append([texts[int(value)] if kind == "s" else value for kind, value in cells])
    return rows


@pytest.mark.rule("S1-45", "S1-48", "S2-11", "S2-93")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_ledgers_as_excel_files(open_at: OpenAt, log_in: LogIn) -> None:
    browser = log_in(open_at("finished", AFTER, writes=False), "zfb-jiedu")
    title, head, *rows = _sheet(browser.get("/ledgers/assessment.xlsx?period=2026").data)
    assert title[0] == "2026年政策解读考核指标"
    assert {label.partition("·")[0] for label in head if "·" in label} == {
        "材料质量",
        "发布及时性",
        "传播效果",
        "公众反馈处理",
    }
    offered = browser.api("GET", "/api/v1/ledgers/statistics?period=2026").get_json()["items"]
    assert [row[0] for row in rows] == [unit["unit_name"] for unit in offered]
    [own] = [row for row in rows if row[0] == "区住房城乡建委"]
    told = dict(zip(head, own, strict=True))
    assert (told["发布及时性·按期"], told["考核结果"]) == ("1", "尚未考核")
    title, head, row = _sheet(browser.get("/ledgers/documents.xlsx?period=2026Q1").data)
    shown = dict(zip(head, row, strict=True))
    assert (shown["发文字号"], shown["情况"], shown["双向关联"]) == ("青岚府办规〔2026〕2号", "按期", "是")
    assert shown["印发日期"] == "46059"  # 2026-02-06 in days since 1899-12-30


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_interface_gives_the_list_and_refuses_what_is_no_period(open_at: OpenAt, log_in: LogIn) -> None:
    browser = log_in(open_at("finished", AFTER, writes=False), "zjw-chengban")
    found = browser.api("GET", "/api/v1/ledgers/documents?from=2026-02-01&to=2026-02-28").get_json()
    assert (found["period_from"], found["name"]) == ("2026-02-01", "2026-02-01至2026-02-28")
    assert found["items"][0]["due_date"] == "2026-03-12"
    assert found["items"][0]["instance_id"] == 1
    for query in ("period=2026Q5", "from=2026-02-30&to=2026-03-01", "from=2026-03-01&to=2026-02-01"):
        answer = browser.api("GET", f"/api/v1/ledgers/statistics?{query}")
        assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid_argument"), query
    assert browser.api("GET", "/api/v1/ledgers/everything").status_code == 404
