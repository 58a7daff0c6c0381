"""制度条款: every rule can be looked up with its basis and with what carries it out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from processes import commands
from processes.commands import SYSTEM
from service.state import State
from tests.service.conftest import Browser

Login = Callable[[str], Browser]
TABLE = Path(__file__).parents[3] / "bpmn" / "settings.dmn"


@pytest.mark.rule("S2-01")
def test_a_rule_tells_what_it_is_based_on(state: State, as_user: Login) -> None:
    text = as_user("lin").text("/rules/S2-62")
    assert "渝府办发〔2021〕101号" in text
    assert "20个工作日内" in text
    answer = as_user("lin").api("GET", "/api/v1/rules/S2-62").get_json()
    assert "渝府办发〔2021〕101号" in answer["basis"]
    assert answer["places"] == []


def test_a_rule_shows_where_it_is_carried_out(state: State, as_user: Login) -> None:
    with state.sessions.begin() as session:
        files = {TABLE.name: TABLE.read_bytes()}
        commands.deploy(session, files, "设置", actor=SYSTEM, now=state.now())
    lin = as_user("lin")
    [place] = lin.api("GET", "/api/v1/rules/S2-89").get_json()["places"]
    assert (place["kind"], place["owner"], place["id"]) == ("row", "settings", "settings_coordination_wd")
    assert "settings_coordination_wd" in lin.text("/rules/S2-89")
    assert "1 处" in lin.text("/rules/")


def test_an_unknown_rule_is_not_found(state: State, as_user: Login) -> None:
    assert as_user("lin").api("GET", "/api/v1/rules/S9-01").status_code == 404
