"""The replay steps through the records; the URL holds the moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.service.conftest import Browser

Login = Callable[[str], Browser]


@pytest.fixture
def number(started: str, as_user: Login) -> str:
    as_user("lin").complete(started, {"material": {"title": "加装电梯问答"}})
    return started.partition("-")[0]


def test_the_whole_history_and_the_last_moment_are_shown(number: str, as_user: Login) -> None:
    cheng = as_user("cheng")
    data = cheng.data(f"/instances/{number}/replay/", "replay")

    assert data["at"] == len(data["steps"]) == data["steps"][-1]["seq"]
    assert data["diagrams"][0]["elements"]["review"]["state"] == "active"
    assert "流程开始" in cheng.text(f"/instances/{number}/replay/")


def test_a_moment_shows_the_diagram_and_the_data_then(number: str, as_user: Login) -> None:
    cheng = as_user("cheng")
    steps = cheng.data(f"/instances/{number}/replay/", "replay")["steps"]
    before = next(step["seq"] for step in steps if "产生任务“拟稿”" in step["text"])
    changed = next(step["seq"] for step in steps if "数据更新：材料" in step["text"])

    early = cheng.data(f"/instances/{number}/replay/?at={before}", "replay")
    assert early["at"] == before
    assert early["diagrams"][0]["elements"]["draft"] == {"state": "active", "count": 1}
    assert "review" not in early["diagrams"][0]["elements"]

    page = cheng.text(f"/instances/{number}/replay/?at={changed}")
    assert "材料·标题" in page
    assert "material.title" in page
    assert "加装电梯问答" in page


def test_the_scrubber_gets_the_same_moment(number: str, as_user: Login) -> None:
    cheng = as_user("cheng")
    page = cheng.data(f"/instances/{number}/replay/?at=5", "replay")
    answer = cheng.get(f"/instances/{number}/replay/moment?at=5").json

    assert answer["at"] == 5
    assert [d["elements"] for d in answer["diagrams"]] == [d["elements"] for d in page["diagrams"]]
    assert "第 5 条" in answer["details"]


@pytest.mark.parametrize(("text", "at"), [("0", 1), ("-3", None), ("999999", None), ("x", None)])
def test_a_moment_out_of_range_is_brought_into_it(
    number: str, as_user: Login, text: str, at: int | None
) -> None:
    data = as_user("cheng").data(f"/instances/{number}/replay/?at={text}", "replay")

    assert data["at"] == (at or len(data["steps"]))


def test_only_auditors_and_those_involved_may_replay(number: str, as_user: Login) -> None:
    url = f"/instances/{number}/replay/"

    assert as_user("cheng").get(url).status_code == 200
    assert as_user("lin").get(url).status_code == 200
    assert as_user("zhou").get(url).status_code == 200
    assert as_user("lu").get(url).status_code == 403
    assert as_user("fang").get(url).status_code == 403
    assert as_user("lu").get(f"{url}moment?at=1").status_code == 403


def test_a_default_flow_says_what_did_not_hold(number: str, as_user: Login) -> None:
    zhou, cheng = as_user("zhou"), as_user("cheng")
    task = zhou.text("/?box=group").partition('href="/tasks/')[2].partition('"')[0]
    zhou.complete(task, {"review": {"decision": "return", "opinion": "请补充依据"}})
    steps = cheng.data(f"/instances/{number}/replay/", "replay")["steps"]
    taken = next(step["seq"] for step in steps if "从“是否通过”继续：退回" in step["text"])

    details = cheng.get(f"/instances/{number}/replay/moment?at={taken}").json["details"]
    assert "其他条件都不成立，走默认路径" in details
    assert "“通过”的条件不成立" in details
    assert "退回" in details.partition("当时")[2]


def test_every_record_is_shown_without_technical_names(number: str, as_user: Login) -> None:
    steps = as_user("cheng").data(f"/instances/{number}/replay/", "replay")["steps"]

    for step in steps:
        told = step["text"].split(" ", 3)[-1]
        assert not any(letter.isascii() and letter.isalpha() for letter in told), told
