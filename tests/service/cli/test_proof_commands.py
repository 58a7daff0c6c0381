"""``jiedu anchor`` and what ``jiedu verify`` makes of anchors that were kept elsewhere."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.service.cli.conftest import Run
from tests.service.conftest import SAMPLES


@pytest.fixture(autouse=True)
def key(jiedu: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key to sign with; before there is one, nothing is anchored."""
    assert jiedu("deploy", SAMPLES).exit_code == 0
    assert jiedu("anchor", "now").exit_code == 1
    told = jiedu("anchor", "key", tmp_path / "key").output
    assert "公钥指纹" in told
    monkeypatch.setenv("JIEDU_ANCHOR_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("JIEDU_ANCHOR_FOLDER", str(tmp_path / "elsewhere"))


def test_anchors_are_made_listed_kept_and_verified(jiedu: Run, tmp_path: Path) -> None:
    assert "第 1 次锚定" in jiedu("anchor", "now").output
    assert "第 1 次锚定" in jiedu("anchor", "list").output
    kept = tmp_path / "elsewhere" / "anchor-000001.json"
    assert jiedu("anchor", "export").output.strip() == kept.read_text().strip()
    given = ("--anchor", kept, "--public-key", tmp_path / "key.pub")
    told = jiedu("verify", *given)
    assert told.exit_code == 0
    assert "1 次锚定" in told.output

    with sqlite3.connect(tmp_path / "jiedu.sqlite3") as connection:
        connection.execute("DROP TRIGGER deployment_refuses_update")
        connection.execute("UPDATE deployment SET deployed_by = 'x'")
    connection.close()
    told = jiedu("verify", *given)
    assert told.exit_code == 1
    assert "部署 1 与第 1 次锚定时不同" in told.output


def test_a_key_that_is_not_trusted_is_told(jiedu: Run, tmp_path: Path) -> None:
    jiedu("anchor", "now")
    jiedu("anchor", "key", tmp_path / "other")
    told = jiedu("verify", "--public-key", tmp_path / "other.pub")
    assert told.exit_code == 1
    assert "不在公钥文件中的密钥" in told.output
    assert "应为 Ed25519 公钥" in jiedu("verify", "--public-key", tmp_path / "other").output


def test_there_is_no_archive_of_what_is_not_there(jiedu: Run) -> None:
    assert "没有" in jiedu("archive", 7).output
