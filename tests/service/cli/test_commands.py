"""The command line, run in this process against a database of its own."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from processes import commands, definitions, queries
from processes.commands import Actor
from service.config import Settings
from service.identity.passwords import matches
from service.state import open_state
from tests.service.cli.conftest import Run, run
from tests.service.conftest import OFFICE, SAMPLES


def test_a_database_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_SECRET_KEY", "s" * 40)
    monkeypatch.setenv("JIEDU_DATABASE_URL", "postgresql://jiedu:hidden@127.0.0.1:1/jiedu")

    result = run("db", "upgrade")

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "数据库不能使用，应能连接 JIEDU_DATABASE_URL" in result.output
    assert "127.0.0.1" in result.output
    assert "hidden" not in result.output


def test_a_deadline_and_its_explanation(jiedu: Run) -> None:
    result = jiedu("deadline", "2026-02-06", "--working-days", 20)

    assert result.exit_code == 0
    assert result.output.startswith("2026-03-12\n")
    assert "2月14日" in result.output
    assert "提醒 T-10：2026-02-27 09:00" in result.output


def test_a_deadline_as_json(jiedu: Run) -> None:
    found = json.loads(jiedu("deadline", "2026-02-16T21:30", "--hours", 24, "--json").output)

    assert found["due"] == "2026-02-17T21:30:00+08:00"


def test_a_deadline_needs_one_period(jiedu: Run) -> None:
    assert jiedu("deadline", "2026-02-06").exit_code == 2
    assert jiedu("deadline", "2026-02-06", "--days", 3, "--working-days", 3).exit_code == 2


def test_a_deadline_into_an_unknown_year_is_provisional_until_the_notice_is_loaded(
    jiedu: Run, tmp_path: Path
) -> None:
    assert "暂定" in jiedu("deadline", "2029-01-08", "--working-days", 20).output.splitlines()[0]

    from processes.calendar.statutory import provisional_days

    days = provisional_days(2029)
    notice = {
        "year": 2029,
        "title": "关于2029年部分节假日安排的通知",
        "source": "测试",
        "holidays": [
            {"name": name, "off": day.isoformat()} for day, name in sorted(days.items()) if day.year == 2029
        ],
    }
    file = tmp_path / "2029.yaml"
    file.write_text(json.dumps(notice, ensure_ascii=False), encoding="utf8")
    loaded = jiedu("calendar", "load", file, "--yes")

    assert loaded.exit_code == 0, loaded.output
    assert "已载入 2029 年安排" in loaded.output
    assert "暂定" not in jiedu("deadline", "2029-01-08", "--working-days", 20).output.splitlines()[0]
    assert "元旦" in jiedu("calendar", "show", 2029).output


def test_the_office_is_loaded_and_a_password_set(jiedu: Run, tmp_path: Path) -> None:
    file = tmp_path / "office.yaml"
    file.write_text(OFFICE, encoding="utf8")

    assert "已载入 测试区" in jiedu("office", "load", file).output
    assert "至少 10 个字符" in jiedu("user", "set-password", "lin", "--password", "short").output
    assert jiedu("user", "set-password", "lin", "--password", "Correct-horse-9").exit_code == 0
    assert "没有账号" in jiedu("user", "set-password", "nobody", "--password", "Correct-horse-9").output
    with sqlite3.connect(tmp_path / "jiedu.sqlite3") as connection:
        (stored,) = connection.execute("SELECT password_hash FROM office_user WHERE id = 'lin'").fetchone()
    connection.close()
    assert stored.startswith("$argon2id$")
    assert matches(stored, "Correct-horse-9")


def test_a_new_installation_has_no_account(jiedu: Run, tmp_path: Path) -> None:
    assert jiedu("account", "list").output == ""
    for name in ("admin", "root", "sysadmin", "wu"):
        assert jiedu("account", "reset-password", name).exit_code == 1
    with sqlite3.connect(tmp_path / "jiedu.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM office_user").fetchone() == (0,)


def test_a_broken_office_file_is_told_fault_by_fault(jiedu: Run, tmp_path: Path) -> None:
    file = tmp_path / "office.yaml"
    file.write_text(OFFICE.replace("scope: unit", "scope: town"), encoding="utf8")
    result = jiedu("office", "load", file)

    assert result.exit_code == 1
    assert "groups[0].scope" in result.output


def test_deploying_twice_changes_nothing(jiedu: Run) -> None:
    assert "drafting《起草审核》版本 1" in jiedu("deploy", SAMPLES).output
    assert "内容没有变化" in jiedu("deploy", SAMPLES).output


def test_the_defaults_never_undo_what_the_office_has_changed(jiedu: Run, tmp_path: Path) -> None:
    folder = tmp_path / "shipped"
    shutil.copytree(SAMPLES, folder)
    state = open_state(Settings.from_environment())
    assert "版本 1" in jiedu("deploy", "--defaults", folder).output
    assert "没有新内容" in jiedu("deploy", "--defaults", folder).output

    own = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8").replace("拟稿", "起草")
    with state.sessions.begin() as session:
        files = {"drafting.bpmn": own.encode()}
        commands.deploy(session, files, "改名", actor=Actor("bi", "毕图"), now=state.now())
    restarted = jiedu("deploy", "--defaults", folder)
    assert restarted.exit_code == 0
    assert "保留本机构现行的版本，没有用随软件提供的文件覆盖：drafting.bpmn" in restarted.output

    form = (SAMPLES / "review.form").read_text(encoding="utf8").replace("意见", "审核意见")
    (folder / "review.form").write_text(form, encoding="utf8")
    diagram = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8").replace("拟稿", "撰写")
    (folder / "drafting.bpmn").write_text(diagram, encoding="utf8")
    upgraded = jiedu("deploy", "--defaults", folder)
    assert "覆盖：drafting.bpmn" in upgraded.output
    assert "版本 3" in upgraded.output
    with state.readers() as session:
        deployment = queries.newest_deployment(session)
        assert deployment is not None
        kept = definitions.resource(session, deployment.id, "bpmn", "drafting.bpmn").decode()
        assert "起草" in kept
        assert "撰写" not in kept
        assert "审核意见" in definitions.resource(session, deployment.id, "form", "review").decode()

    assert "版本 4" in jiedu("deploy", folder).output
    state.engine.dispose()


def test_new_defaults_that_do_not_fit_the_changes_are_left_out(jiedu: Run, tmp_path: Path) -> None:
    folder = tmp_path / "shipped"
    shutil.copytree(SAMPLES, folder)
    jiedu("deploy", "--defaults", folder)
    state = open_state(Settings.from_environment())
    own = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8").replace("拟稿", "起草")
    with state.sessions.begin() as session:
        files = {"drafting.bpmn": own.encode()}
        commands.deploy(session, files, "改名", actor=Actor("bi", "毕图"), now=state.now())
    other = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8").replace('formId="draft"', 'formId="gone"')
    (folder / "other.bpmn").write_text(other.replace('id="drafting"', 'id="other"'), encoding="utf8")
    result = jiedu("deploy", "--defaults", folder)

    assert result.exit_code == 0
    assert "不能一起使用" in result.output
    state.engine.dispose()


def test_a_refused_deployment_lists_its_problems(jiedu: Run, tmp_path: Path) -> None:
    file = tmp_path / "drafting.bpmn"
    file.write_bytes((SAMPLES / "drafting.bpmn").read_bytes())
    result = jiedu("deploy", file)

    assert result.exit_code == 1
    assert "没有执行" in result.output
    assert "drafting.bpmn" in result.output


def test_the_demo_needs_its_switch(jiedu: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = ("--bpmn", SAMPLES, "--forms", SAMPLES)
    refused = jiedu("demo", *folders)
    assert refused.exit_code == 1
    assert "JIEDU_DEMO" in refused.output

    monkeypatch.setenv("JIEDU_DEMO", "1")
    result = jiedu("demo", *folders)
    assert result.exit_code == 0, result.output
    assert "zjw-chengban" in result.output
    assert "Qinglan-2026" in result.output
    assert "起草审核" in result.output


def test_a_clean_database_is_verified_and_rebuilt(jiedu: Run) -> None:
    jiedu("deploy", SAMPLES)

    assert "校验通过" in jiedu("verify", "--reexecute").output
    assert jiedu("rebuild").exit_code == 0
    assert jiedu("verify", 5).exit_code == 1


def test_a_changed_file_is_found(jiedu: Run, tmp_path: Path) -> None:
    jiedu("deploy", SAMPLES)
    with sqlite3.connect(tmp_path / "jiedu.sqlite3") as connection:
        connection.execute("DROP TRIGGER resource_refuses_update")
        connection.execute("UPDATE resource SET content = content || ' '")
    connection.close()
    result = jiedu("verify")

    assert result.exit_code == 1
    assert "发现" in result.output


def test_scenarios_tell_which_failed(jiedu: Run, tmp_path: Path) -> None:
    steps = [{"start": {"actor": "lin", "unit": "zjw", "data": {}}}, {"expect": {"open": ["draft"]}}]
    scenario = {"id": "s1", "title": "起草", "process": "drafting", "steps": steps}
    scenario["files"] = [str(path) for path in SAMPLES.iterdir()]
    file = tmp_path / "scenario.yaml"
    file.write_text(json.dumps(scenario), encoding="utf8")
    assert "通过 s1 起草" in jiedu("scenario", file).output

    steps[1] = {"expect": {"open": ["review"]}}
    file.write_text(json.dumps(scenario), encoding="utf8")
    failed = jiedu("scenario", file)
    assert failed.exit_code == 1
    assert "未通过 s1" in failed.output


def test_the_worker_sweeps_once(jiedu: Run) -> None:
    assert "处理 0 项" in jiedu("worker", "--once").output


def test_a_wrong_setting_is_told(jiedu: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_SMTP_PORT", "mail")
    result = jiedu("worker", "--once")

    assert result.exit_code == 1
    assert "JIEDU_SMTP_PORT" in result.output
