"""安全日志: for auditors alone, found by person, kind and day, saved as a file, and noted itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask

from service import state_of
from service.identity import journal, second_factor
from service.identity.journal import Search
from service.identity.journal_words import WAYS
from tests.service.conftest import Browser, Clock

Login = Callable[[str], Browser]


@pytest.fixture
def noted(app: Flask, session_clock: Clock) -> None:
    with state_of(app).sessions.begin() as session:
        journal.note(
            session,
            "post_given",
            who="wu",
            what="lin",
            detail={"post": "科室负责人", "since": "2026-02-01"},
            address="10.0.0.7",
            now=session_clock(),
        )


def test_an_auditor_finds_who_did_what_to_whom(noted: None, as_user: Login) -> None:
    page = as_user("cheng").text("/journal/?person=lin&kind=post_given")

    for text in ("任职", "吴维（wu）", "林知远（lin）", "岗位：科室负责人；自：2026-02-01", "10.0.0.7"):
        assert text in page


def test_it_tells_in_words_how_somebody_logged_in(as_user: Login) -> None:
    page = as_user("cheng").text("/journal/?person=cheng&kind=login")

    assert "方式：密码" in page
    assert "方式：password" not in page
    assert {second_factor.TOTP, second_factor.RECOVERY} < set(WAYS)


def test_a_search_that_finds_nothing_says_so(noted: None, as_user: Login) -> None:
    cheng = as_user("cheng")

    assert "没有符合条件的记录" in cheng.text("/journal/?person=lin&from=2026-01-17&to=2026-01-18")
    assert "没有符合条件的记录" in cheng.text("/journal/?person=xu")


@pytest.mark.parametrize("day", ["soon", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused(as_user: Login, day: str) -> None:
    assert as_user("cheng").get(f"/journal/?from={day}").status_code == 422


def test_it_is_saved_as_a_file(noted: None, as_user: Login) -> None:
    answer = as_user("cheng").get("/journal/journal.xlsx")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "吴维（wu）" in texts
    assert "科室负责人" in texts


def test_reading_is_noted_as_well(app: Flask, as_user: Login) -> None:
    cheng = as_user("cheng")
    cheng.get("/journal/?person=lin")
    cheng.get("/journal/journal.xlsx")

    with state_of(app).readers() as session:
        for kind in ("journal_read", "journal_exported"):
            [entry] = journal.entries(session, Search(kind=kind), limit=9)
            assert (entry.who, entry.address) == ("cheng", "127.0.0.1")


@pytest.mark.parametrize("user", ["lin", "wu", "bi", "du"])
def test_nobody_else_reads_it(as_user: Login, user: str) -> None:
    browser = as_user(user)

    assert browser.get("/journal/").status_code == 403
    assert browser.get("/journal/journal.xlsx").status_code == 403
    assert "安全日志" not in browser.text("/account/")


def test_the_command_line_proves_it(noted: None, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from service.cli import main

    monkeypatch.setenv("JIEDU_DATABASE_URL", state_of(app).settings.database_url)
    monkeypatch.setenv("JIEDU_SECRET_KEY", "for tests only")
    proven = CliRunner().invoke(main, ["journal", "verify"])
    assert proven.exit_code == 0, proven.output
    assert "校验通过：1 条" in proven.output

    with state_of(app).engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER security_journal_refuses_update")
        connection.exec_driver_sql("UPDATE security_journal SET who = 'xu'")
    refused = CliRunner().invoke(main, ["journal", "verify"])
    assert refused.exit_code == 1
    assert "内容与哈希值不符" in refused.output
