"""``jiedu account``: the first administrators, and the way back for an office that is locked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.config import Settings
from service.identity import journal
from service.identity.attempts import LockRules, count_failure
from service.identity.journal import Search
from service.identity.passwords import matches
from service.identity.tables import User
from service.state import open_state
from tests.service.cli.conftest import Run, run


@pytest.fixture
def jiedu(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``jiedu …`` on the small office."""
    monkeypatch.setenv("JIEDU_VAR", str(tmp_path))
    monkeypatch.setenv("JIEDU_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("JIEDU_SECRET_KEY", settings.secret_key)
    monkeypatch.delenv("JIEDU_DEMO", raising=False)

    return run


def user(settings: Settings, user_id: str) -> User:
    with open_state(settings).readers() as session:
        return session.get_one(User, user_id)


def test_a_first_administrator(jiedu: Run, settings: Settings) -> None:
    assert jiedu("account", "create", "han", "--name", "韩松", "--unit", "zfb").exit_code == 0
    given = jiedu("account", "give", "han", "sysadmin", "--unit", "zfb", "--title", "系统管理员")
    assert given.exit_code == 0, given.output
    told = jiedu("account", "reset-password", "han").output
    password = told.strip().rpartition("：")[2]

    made = user(settings, "han")
    assert matches(made.password_hash, password)
    assert made.must_change
    assert (
        "han  韩松  政府办  系统管理员  启用、须更改密码" in jiedu("account", "list", "--find", "han").output
    )
    with open_state(settings).readers() as session:
        found = journal.entries(session, Search(person="han"), limit=9)
        assert {entry.kind for entry in found} == {"account_created", "post_given", "password_reset"}
        assert {entry.who for entry in found} == {"cli"}


def test_the_command_line_separates_administrators_too(jiedu: Run) -> None:
    refused = jiedu("account", "give", "wu", "auditor", "--unit", "zfb", "--title", "审计员")

    assert refused.exit_code == 1
    assert "三员分立" in refused.output


def test_a_post_ends_and_another_begins(jiedu: Run) -> None:
    assert "已结束 1 项任职" in jiedu("account", "end", "lin", "drafter", "--to", "2999-12-31").output
    arguments = (
        "--unit",
        "zfb",
        "--title",
        "审核人",
        "--from",
        "2999-01-01",
        "--to",
        "2999-06-30",
        "--acting",
    )
    given = jiedu("account", "give", "lin", "press_office", *arguments)
    assert "lin 自 2999-01-01 起担任 press_office" in given.output


def test_off_and_on_again(jiedu: Run, settings: Settings) -> None:
    assert jiedu("account", "switch-off", "lin").exit_code == 0
    assert not user(settings, "lin").active
    assert jiedu("account", "switch-off", "lin").exit_code == 1
    assert jiedu("account", "switch-on", "lin").exit_code == 0
    assert user(settings, "lin").active


def test_an_office_that_is_locked_out_comes_back(jiedu: Run, settings: Settings) -> None:
    state = open_state(settings)
    with state.sessions.begin() as session:
        count_failure(session.get_one(User, "guan"), LockRules(after=1, span=10**9), now=2_000_000_000)
    assert jiedu("account", "unlock", "guan").exit_code == 0
    assert user(settings, "guan").locked_until is None
    assert jiedu("account", "unlock", "guan").exit_code == 1
    assert "没有设置动态口令" in jiedu("account", "reset-second-factor", "guan").output
    assert "没有账号" in jiedu("account", "reset-password", "nobody").output
