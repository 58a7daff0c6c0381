"""The official papers of case A: who may have them, of which moment, by page, interface and command line."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from processes import queries
from processes.records import RecordType
from service.cli import main
from tests.case_a.conftest import LogIn, OpenAt
from tests.case_a.walk import Walk
from tests.processes.papers.reading import paragraphs, pdf_text

PLAN, NOTE = "/instances/1/papers/plan", "/instances/1/papers/return-note"
LATER = "2026-03-20T09:00+08:00"


def _written(walk: Walk, variable: str) -> int:
    """The number of the record by which the variable first became that of a process."""
    with walk.state.readers() as session:
        rows = queries.records_of(session, 1, [RecordType.VARIABLES_CHANGED])
        told = ((row.seq, json.loads(row.payload)) for row in rows)
        return next(seq for seq, payload in told if variable in payload["values"] and not payload["local"])


@pytest.mark.rule("S2-102", "S2-103", "S2-104")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_signed_plan_and_the_return_note_are_on_the_page(open_at: OpenAt, log_in: LogIn) -> None:
    browser = log_in(open_at("signed", LATER, writes=False), "zjw-chengban")
    page = browser.text("/instances/1")
    for address in (PLAN, NOTE):
        assert f'href="{address}.docx"' in page
        assert f'href="{address}.pdf"' in page
    answer = browser.get(f"{PLAN}.docx")
    assert unquote(answer.headers["Content-Disposition"]).endswith("政策解读方案-1.docx")
    lines = paragraphs(answer.data)
    assert "☑部门负责人接受媒体专访" in lines
    assert lines[-3:-1] == ["主要负责人：高建业", "2026年1月28日"]
    assert "负责人：陆鸣2026年1月26日" in pdf_text(browser.get(f"{PLAN}.pdf").data)
    note = paragraphs(browser.get(f"{NOTE}.docx").data)
    assert note[1:2] == ["区住房城乡建委："]
    assert "1．方案无主要负责人签署/公章" in note


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_paper_of_a_recorded_moment_is_as_it_was(open_at: OpenAt, log_in: LogIn) -> None:
    walk = open_at("signed", LATER, writes=False)
    browser = log_in(walk, "zjw-chengban")
    before = _written(walk, "office_review")  # the press office has just agreed; nobody has signed the plan
    lines = paragraphs(browser.get(f"{PLAN}.docx?until={before}").data)
    assert "负责人：陆鸣" in lines
    assert "主要负责人：＿＿＿＿＿＿" in lines
    assert f'href="{PLAN}.docx?until={before}"' in browser.text(f"/instances/1/replay/?at={before}")
    refused = browser.get(f"{NOTE}.docx?until={before}")
    assert refused.status_code == 409
    assert "还不能输出退文单" in refused.get_data(as_text=True)


@pytest.mark.rule("S2-07")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_papers_have_the_rights_of_their_instance(open_at: OpenAt, log_in: LogIn) -> None:
    walk = open_at("signed", LATER, writes=False)
    for user, status in (("wjw-chengban", 403), ("sysadmin", 403), ("zfb-jiedu", 200), ("auditor", 200)):
        browser = log_in(walk, user)
        assert browser.get(f"{PLAN}.pdf").status_code == status, user
        assert browser.api("GET", f"/api/v1{PLAN[:10]}").status_code == 404
        address = "/api/v1/process-instances/1/papers"
        assert browser.api("GET", f"{address}/plan.docx").status_code == status, user
        assert browser.api("GET", address).status_code == status, user
    colleague = log_in(walk, "zjw-xinmeiti")  # of the unit, but not involved: he sees the present only
    assert colleague.get(f"{PLAN}.docx").status_code == 200
    assert colleague.get(f"{PLAN}.docx?until=300").status_code == 403


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_interface_lists_them(open_at: OpenAt, log_in: LogIn) -> None:
    browser = log_in(open_at("drafted", LATER, writes=False), "zjw-chengban")
    address = "/api/v1/process-instances/1/papers"
    found = browser.api("GET", address).get_json()
    assert found == {"items": [{"code": "plan", "name": "政策解读方案", "formats": ["docx", "pdf"]}]}
    assert browser.api("GET", f"{address}/plan.odt").status_code == 404
    assert browser.api("GET", f"{address}/return-note.pdf").get_json()["code"] == "invalid_state"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_command_line_writes_them(
    open_at: OpenAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = open_at("signed", LATER, writes=False)
    monkeypatch.setenv("JIEDU_DATABASE_URL", walk.state.settings.database_url)
    monkeypatch.setenv("JIEDU_VAR", str(tmp_path))
    monkeypatch.delenv("JIEDU_PDF_FONT", raising=False)
    out = tmp_path / "方案.pdf"
    done = CliRunner().invoke(main, ["paper", "1", "plan", "--format", "pdf", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "已写出" in done.output
    assert out.read_bytes().startswith(b"%PDF-")
    refused = CliRunner().invoke(main, ["paper", "99", "plan"])
    assert (refused.exit_code, "没有编号为 99 的流程实例" in refused.output) == (1, True)
    font = tmp_path / "字体.otf"
    font.write_bytes(b"OTTO")
    monkeypatch.setenv("JIEDU_PDF_FONT", str(font))
    refused = CliRunner().invoke(main, ["paper", "1", "plan", "--format", "pdf"])
    assert "JIEDU_PDF_FONT：应为 TrueType 字体" in refused.output
