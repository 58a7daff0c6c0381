"""The proof panel of the replay, and the archive that auditors take with them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from processes import proof
from service import anchoring, state_of
from service.identity import journal
from tests.service.conftest import Browser
from tests.tampering import unguard

Login = Callable[[str], Browser]


@pytest.fixture
def number(started: str, as_user: Login) -> str:
    as_user("lin").complete(started, {"material": {"title": "加装电梯问答"}})
    return started.partition("-")[0]


def test_the_panel_tells_chain_and_anchors(app: Flask, number: str, as_user: Login, tmp_path: Path) -> None:
    url, cheng, state = f"/instances/{number}/replay/", as_user("cheng"), state_of(app)
    page = cheng.text(url)
    assert "哈希链完整" in page
    assert "还没有锚定" in page
    rules = proof.Anchoring(proof.new_key(tmp_path / "key"), every=timedelta(0), others=anchoring.others)
    proof.anchor(state.sessions, rules, now=state.now())
    page = cheng.text(url)
    assert "签名的锚定" in page
    assert proof.fingerprint(rules.signer.public) in page
    assert "还没有锚定" not in page
    assert "下载归档包" in page
    assert "下载归档包" not in as_user("lin").text(url)
    with state.readers() as session:
        trusted = {rules.signer.public: ""}
        assert proof.check_anchors(session, trusted, lambda *at: anchoring.other(session, *at)) == []

    unguard(state.engine, "record")
    with state.engine.begin() as connection:
        connection.execute(text("UPDATE record SET actor = 'x' WHERE seq = 3"))
    assert "第 3 条记录与其哈希不符" in cheng.text(url)


@pytest.mark.parametrize("url", ["/instances/{}/replay/archive.zip", "/api/v1/process-instances/{}/archive"])
def test_auditors_take_the_archive_and_that_is_noted(
    app: Flask, number: str, as_user: Login, url: str
) -> None:
    answer = as_user("cheng").get(url.format(number))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {"records.ndjson", "verify.py", "说明.txt", "people.json"} <= set(archive.namelist())
        assert json.loads(archive.read("people.json"))["lin"] == "林知远"
    with state_of(app).readers() as session:
        [noted] = journal.entries(session, journal.Search(kind="archive_exported"), limit=9)
    assert (noted.who, noted.what) == ("cheng", number)
    assert as_user("lin").get(url.format(number)).status_code == 403
