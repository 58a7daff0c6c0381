"""``jiedu instance`` and ``jiedu message``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from processes import commands
from processes.commands import CONSOLE
from service.config import Settings
from service.state import open_state
from tests.processes.commands.test_migrations import FIRST, SECOND
from tests.processes.diagrams import GARDEN
from tests.service.cli.conftest import Run


@pytest.fixture
def running(jiedu: Run, tmp_path: Path) -> None:
    """Instance 1 of ``garden``; 2 and 3 of the first of two versions of ``moving``."""
    state = open_state(Settings.from_environment())
    for files in ({"garden.bpmn": GARDEN}, FIRST):
        with state.sessions.begin() as session:
            commands.deploy(session, files, "", actor=CONSOLE, now=state.now())
    for process in ("garden", "moving", "moving"):
        with state.sessions.begin() as session:
            commands.start_instance(session, process, {}, actor=CONSOLE, now=state.now())
    with state.sessions.begin() as session:
        commands.deploy(session, SECOND, "", actor=CONSOLE, now=state.now())
    state.engine.dispose()


def tokens(jiedu: Run, number: int) -> dict[str, int]:
    told = json.loads(jiedu("instance", "show", number, "--json").output)
    return {token["element_id"]: token["element_instance_id"] for token in told["tokens"]}


def test_suspend_resume_cancel(jiedu: Run, running: None) -> None:
    assert jiedu("instance", "suspend", 1, "--reason", "等").output == "第 1 号 garden 第 1 版：已暂停\n"
    refused = jiedu("instance", "suspend", 1, "--reason", "再")
    assert (refused.exit_code, "没有执行：流程实例早已暂停：等" in refused.stderr) == (1, True)
    assert json.loads(jiedu("instance", "resume", 1, "--json").output)["status"] == "active"
    assert "已取消" in jiedu("instance", "cancel", 1, "--reason", "不办").output
    assert jiedu("instance", "cancel", 1, "--reason", "再").exit_code == 1
    assert jiedu("instance", "cancel", 1).exit_code == 2


def test_modify_return_and_correct(jiedu: Run, running: None) -> None:
    before = tokens(jiedu, 1)
    moved = jiedu("instance", "modify", 1, "--move", f"{before['consult']}:tell", "--reason", "已征求")
    assert moved.exit_code == 0, moved.stderr
    after = tokens(jiedu, 1)
    assert set(after) == {"work", "write", "tell"}
    assert jiedu("instance", "return", 1, after["write"], "write", "--reason", "重写").exit_code == 0
    assert tokens(jiedu, 1)["write"] > after["write"]
    assert jiedu("instance", "set-variables", 1, '{"more": true}').exit_code == 0
    assert jiedu("instance", "set-variables", 1, "[1]").exit_code == 1
    told = [{"type": "activate", "element_id": "consult"}]
    both = ("--cancel", "tell", "--instructions", json.dumps(told), "--reason", "撤回")
    assert jiedu("instance", "modify", 1, *both).exit_code == 0
    assert "consult 征求意见（userTask）" in jiedu("instance", "show", 1).output
    assert jiedu("instance", "modify", 1, "--move", "x", "--reason", "错").exit_code == 2


def test_migrate_one_and_all(jiedu: Run, running: None) -> None:
    dry = jiedu("instance", "migrate", 2, "--to", 2, "--map", "draft=write", "--dry-run")
    assert "第 2 号：第 1 版 → 第 2 版，可以迁移" in dry.output
    assert "draft → write 撰写" in dry.output
    assert "表单 G（起草）：增加basis；去掉text" in dry.output
    refused = jiedu("instance", "migrate", "--all-of", "moving@1", "--to", 2, "--dry-run")
    assert "共 2 个实例，2 个不能迁移" in refused.output
    assert "[MIGRATION-missing] “起草”在新版本中没有对应的元素" in refused.output
    done = jiedu("instance", "migrate", "--all-of", "moving@1", "--to", 2, "--map", "draft=write", "--json")
    assert [report["done"] for report in json.loads(done.output)["items"]] == [True, True]
    assert set(tokens(jiedu, 3)) == {"write"}
    assert jiedu("instance", "migrate", "--to", 2).exit_code == 2
    assert "校验通过" in jiedu("verify", "--reexecute").output


def test_publish_a_message(jiedu: Run, running: None) -> None:
    assert jiedu("message", "publish", "nudge").output == "送达 第 1 号\n"
    assert jiedu("message", "publish", "nobody").exit_code == 1
    kept = ("message", "publish", "later", "--ttl", "PT1H", "--id", "7")
    assert jiedu(*kept).output == "还没有接收者，已保留\n"
    assert jiedu(*kept).exit_code == 1
    told = jiedu("message", "publish", "later", "--ttl", "60", "--json").output
    assert json.loads(told) == {"instances": []}
    assert jiedu("message", "publish", "later", "--ttl", "soon").exit_code == 1
