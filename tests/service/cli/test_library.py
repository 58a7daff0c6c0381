"""``jiedu library``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from processes import library
from service.cli import main
from service.config import Settings
from service.state import State, open_state


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> State:
    """The database of the test as the commands find it, with one entry."""
    monkeypatch.setenv("JIEDU_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("JIEDU_VAR", str(tmp_path))
    state = open_state(settings)
    with state.sessions.begin() as session:
        library.put_document(session, {"doc_no": "青岚办〔2026〕2号", "title": "电梯办法"}, now=state.now())
        entry = {
            "question": "加装电梯每台补助多少钱？",
            "answer": "18万元。",
            "policy_ref": "青岚办〔2026〕2号",
            "status": "有效",
        }
        library.put_entry(session, entry, unit="zjw", lexicon=library.default_lexicon(), now=state.now())
    return state


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["library", *arguments])


def test_search(environment: State) -> None:
    assert "QA-000001  有效  加装电梯每台补助多少钱？" in run("search", "一台电梯补贴多少").output
    assert run("search", "龘").output == "没有相符的问答\n"
    [match] = json.loads(run("search", "电梯补贴", "--json", "--limit", "1").output)
    assert match["qa_id"] == "QA-000001"


def test_index_and_check(environment: State, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run("check").output == "问答库查验通过\n"
    own = tmp_path / "own.yaml"
    own.write_text("version: 本区1\nsynonyms: [[电梯, 直梯]]", encoding="utf8")
    monkeypatch.setenv("JIEDU_LEXICON", str(own))
    assert "已按词表 本区1-" in run("index").output
    assert "QA-000001" in run("search", "直梯补贴多少").output
    with environment.sessions.begin() as session:
        session.execute(text("UPDATE policy_document SET status = '已废止'"))
        session.execute(text("UPDATE qa_term SET entries = 9 WHERE term = '电梯'"))
    told = run("check")
    assert told.exit_code == 1
    assert "有效但文件不再有效的条目：QA-000001；索引计数不符的词：1 个" in told.output


def test_a_wrong_word_list_is_refused(environment: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_LEXICON", "/none.yaml")
    told = run("index")
    assert (told.exit_code, "没有执行：词表 /none.yaml 应为可以读取的 UTF-8 文件" in told.output) == (1, True)
