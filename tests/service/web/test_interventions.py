"""An operator's page of one instance, 退回 on the page of a task, and the replay of a migrated instance."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from processes import commands
from processes.commands import SYSTEM
from service.state import State
from tests.processes.commands.test_migrations import FIRST, SECOND, form
from tests.processes.diagrams import GARDEN, REVIEW
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
HERE = "/operations/instances"


@pytest.fixture
def running(state: State) -> None:
    """Instance 1 of ``garden``, 2 of the first of two versions of ``moving``, 3 of ``review``."""
    for files in ({"garden.bpmn": GARDEN}, FIRST, {"review.bpmn": REVIEW}):
        with state.sessions.begin() as session:
            commands.deploy(session, files, "", actor=SYSTEM, now=state.now())
    for process in ("garden", "moving", "review"):
        with state.sessions.begin() as session:
            given = {"title": "机密"}
            commands.start_instance(session, process, given, actor=SYSTEM, now=state.now(), unit="zjw")
    with state.sessions.begin() as session:
        commands.deploy(session, SECOND, "新表单", actor=SYSTEM, now=state.now())


def rows(page: str) -> dict[str, str]:
    """Element id -> number of the tokens of the page."""
    return dict(re.findall(r"<small[^>]*>(\w+) #(\d+)", page))


def test_the_page_tells_where_it_stands_and_not_what_it_is_about(running: None, as_user: Login) -> None:
    wu = as_user("wu")
    assert wu.get(f"{HERE}/?number=1").location.endswith(f"{HERE}/1")
    page = wu.text(f"{HERE}/1")
    assert set(rows(page)) == {"work", "write", "consult"}
    assert "机密" not in page
    assert "法定时限照常计算" in page
    assert as_user("lin").get(f"{HERE}/1").status_code == 403
    assert wu.get(f"{HERE}/99").status_code == 404
    assert wu.get(f"{HERE}/?number=x").status_code == 422


@pytest.mark.parametrize(
    "path", ["suspension", "resumption", "cancellation", "modification", "return", "variables", "migration"]
)
def test_others_are_kept_out(running: None, as_user: Login, path: str) -> None:
    assert as_user("lin").post(f"{HERE}/1/{path}", {"reason": "试"}).status_code == 403


def test_suspend_resume_cancel(running: None, as_user: Login) -> None:
    wu, lin = as_user("wu"), as_user("lin")
    assert wu.post(f"{HERE}/1/suspension", {"reason": ""}).status_code == 422
    assert wu.post(f"{HERE}/1/suspension", {"reason": "等上级意见"}).status_code == 302
    assert "已暂停" in wu.text(f"{HERE}/1")
    assert "已暂停" in lin.text("/instances/1")
    assert "吴维 暂停流程：等上级意见" in lin.text("/instances/1")
    ref = lin.get("/api/v1/user-tasks/?box=group").json["items"]
    [task] = [each["id"] for each in ref if each["instance_id"] == 1]
    answer = lin.post(f"/tasks/{task}/completion", {"data": "{}"})
    assert (answer.status_code, "流程实例已暂停" in answer.get_data(as_text=True)) == (409, True)
    assert wu.post(f"{HERE}/1/suspension", {"reason": "再"}).status_code == 409
    assert wu.post(f"{HERE}/1/resumption").status_code == 302
    assert lin.post(f"/tasks/{task}/completion", {"data": "{}"}).status_code == 302
    assert wu.post(f"{HERE}/1/cancellation", {"reason": "不办"}).status_code == 302
    assert "已经结束" in wu.text(f"{HERE}/1")


def test_tokens_are_moved_ended_and_begun(running: None, as_user: Login) -> None:
    wu = as_user("wu")
    tokens = rows(wu.text(f"{HERE}/1"))
    entered = {f"action-{tokens['consult']}": "move", f"target-{tokens['consult']}": "garden/tell"}
    assert wu.post(f"{HERE}/1/modification", entered | {"reason": ""}).status_code == 422
    kept = wu.post(f"{HERE}/1/modification", entered | {"variables": "{"}).get_data(as_text=True)
    assert '<option value="move" selected>' in kept
    assert wu.post(f"{HERE}/1/modification", entered | {"reason": "已征求"}).status_code == 302
    after = rows(wu.text(f"{HERE}/1"))
    assert set(after) == {"work", "write", "tell"}
    entered = {f"action-{after['tell']}": "cancel", "begin": "garden/consult", "reason": "重新征求"}
    assert wu.post(f"{HERE}/1/modification", entered).status_code == 302
    assert set(rows(wu.text(f"{HERE}/1"))) == {"work", "write", "consult"}
    back = {"element": after["write"], "target": "write", "reason": "重写"}
    assert wu.post(f"{HERE}/1/return", back).status_code == 302
    assert wu.post(f"{HERE}/1/variables", {"variables": '{"more": true}', "element": ""}).status_code == 302
    assert wu.post(f"{HERE}/1/variables", {"variables": "[1]"}).status_code == 422


def test_a_dry_run_is_shown_before_the_move(running: None, as_user: Login) -> None:
    wu, entered = as_user("wu"), {"version": "2", "reason": "表单更新", "step": "try"}
    refused = wu.post(f"{HERE}/2/migration", entered).get_data(as_text=True)
    assert "不能迁移到第 2 版" in refused
    assert "按此迁移" not in refused
    right = entered | {"mapping": "draft = write"}
    page = wu.post(f"{HERE}/2/migration", right).get_data(as_text=True)
    assert "可以迁移到第 2 版" in page
    assert "draft → write 撰写" in page
    assert "增加basis" in page
    assert "按此迁移" in page
    assert "版本 1，" in wu.text(f"{HERE}/2")
    assert wu.post(f"{HERE}/2/migration", entered | {"mapping": "draft"}).status_code == 422
    assert wu.post(f"{HERE}/2/migration", right | {"step": "go"}).status_code == 302
    assert "版本 2，" in wu.text(f"{HERE}/2")
    assert wu.post(f"{HERE}/2/migration", entered | {"version": "9", "step": "go"}).status_code == 422


def test_the_replay_shows_the_diagram_of_that_day(running: None, as_user: Login, state: State) -> None:
    lin, wu, cheng = as_user("lin"), as_user("wu"), as_user("cheng")
    wu.post(f"{HERE}/2/migration", {"version": "2", "mapping": "draft=write", "reason": "新", "step": "go"})
    items = lin.get("/api/v1/user-tasks/?box=group").json["items"]
    [ref] = [each["id"] for each in items if each["instance_id"] == 2]
    assert lin.complete(ref, {"title": "甲", "basis": "乙"}).status_code == 302
    assert "乙" in lin.text(f"/tasks/{ref}")
    data = cheng.data("/instances/2/replay/", "replay")
    moved = next(step["seq"] for step in data["steps"] if "改用流程的第 2 版" in step["text"])
    early = cheng.data("/instances/2/replay/?at=3", "replay")
    assert "起草" in early["diagrams"][0]["xml"]
    assert "撰写" in data["diagrams"][0]["xml"]
    assert early["definition"] != data["definition"]
    assert cheng.get(f"/instances/2/replay/moment?at={moved - 1}").json["definition"] == early["definition"]
    assert cheng.get(f"/instances/2/replay/moment?at={moved}").json["definition"] == data["definition"]
    texts = [step["text"] for step in data["steps"]]
    assert any("“起草”在新版本中是“撰写”" in text for text in texts)
    assert "产生任务“起草”" in next(text for text in texts if "产生任务" in text)


def test_a_form_of_before_a_migration_is_still_shown(running: None, as_user: Login, state: State) -> None:
    later = {"review.bpmn": REVIEW.replace("起草".encode(), "拟稿".encode()), "H.form": form("H", "x")}
    lin, zhou, wu = as_user("lin"), as_user("zhou"), as_user("wu")
    items = lin.get("/api/v1/user-tasks/?box=group").json["items"]
    [ref] = [each["id"] for each in items if each["instance_id"] == 3]
    lin.post(f"/tasks/{ref}/completion", {"data": '{"drafter": "nobody"}'})
    with state.sessions.begin() as session:
        commands.deploy(session, later, "", actor=SYSTEM, now=state.now())
    done = wu.post(f"{HERE}/3/migration", {"version": "2", "reason": "新", "step": "go"})
    assert done.status_code == 302
    assert "已由 林知远" in lin.text(f"/tasks/{ref}")
    items = zhou.get("/api/v1/user-tasks/?box=group").json["items"]
    assert [each["name"] for each in items if each["instance_id"] == 3] == ["审核"]


def test_a_task_is_returned_where_the_diagram_allows_it(running: None, as_user: Login) -> None:
    lin, zhou = as_user("lin"), as_user("zhou")
    items = lin.get("/api/v1/user-tasks/?box=group").json["items"]
    [ref] = [each["id"] for each in items if each["instance_id"] == 3]
    assert 'id="return-target"' not in lin.text(f"/tasks/{ref}")
    assert lin.post(f"/tasks/{ref}/return", {"target": "draft", "reason": "x"}).status_code == 403
    lin.post(f"/tasks/{ref}/completion", {"data": '{"drafter": "nobody"}'})
    items = zhou.get("/api/v1/user-tasks/?box=group").json["items"]
    [check] = [each["id"] for each in items if each["instance_id"] == 3]
    page = zhou.text(f"/tasks/{check}")
    assert '<option value="draft">起草</option>' in page
    assert zhou.post(f"/tasks/{check}/return", {"target": "draft", "reason": " "}).status_code == 422
    assert zhou.post(f"/tasks/{check}/return", {"target": "done", "reason": "缺依据"}).status_code in (
        302,
        422,
    )
    assert "周启明" in zhou.text("/instances/3")
