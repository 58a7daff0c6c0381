"""``jiedu deadline`` and ``jiedu calendar`` in every variant, as people and as scripts read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from processes import commands, queries
from processes.commands import SYSTEM
from service.config import Settings
from service.state import State, open_state
from tests.processes.commands.test_arrangements import FLOOD, WATCH
from tests.processes.commands.test_calendar import NOTICE
from tests.service.cli.conftest import Run
from tests.service.conftest import OFFICE


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """A file with a text."""

    def write(text: str) -> Path:
        path = tmp_path / "document.yaml"
        path.write_text(text, encoding="utf8")
        return path

    return write


@pytest.fixture
def state(jiedu: Run, file: Callable[[str], Path]) -> State:
    """An office with a running deadline into 2027."""
    assert jiedu("office", "load", file(OFFICE)).exit_code == 0
    found = open_state(Settings.from_environment())
    with found.sessions.begin() as session:
        commands.deploy(session, {"watch.bpmn": WATCH}, "", actor=SYSTEM, now=found.now())
        given = {"basis": "20WD", "start_at": "2026-12-21", "n": None, "title": "方案"}
        commands.start_instance(session, "watch", given, actor=SYSTEM, now=found.now(), unit="zjw")
    return found


def due(state: State) -> str:
    with state.readers() as session:
        return f"{queries.timers(session)[0].due:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (["2026-02-06", "--working-days", "20", "--inclusive"], "2026-03-11"),
        (["2026-02-27", "--working-days", "5", "--back"], "2026-02-13"),
        (["2026-02-27", "--basis", "-5WD"], "2026-02-13"),
        (["2026-02-06", "--basis", "quarter_end"], "2026-03-31"),
        (["2026-02-06", "--basis", "30D -5WD"], "2026-03-02"),
        (["2026-02-14T17:00", "--office-hours", "8"], "2026-02-24"),
        (["2026-02-06", "--days", "30", "--close", "17:30"], "2026-03-09"),
        (["2028-02-06", "--working-days", "20"], "2028-03-03（暂定）"),
    ],
)
def test_deadlines(jiedu: Run, arguments: list[str], first: str) -> None:
    told = jiedu("deadline", *arguments)
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[0] == first
    data = json.loads(jiedu("deadline", *arguments, "--json").output)
    assert data["due_date"] == first[:10]
    assert data["explanation"] in told.output


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["2026-02-06"], 2, "中的一个"),
        (["2026-02-06", "--days", "3", "--basis", "5WD"], 2, "中的一个"),
        (["2026-02-06", "--basis", "5WD", "--back"], 2, "--back 用于数量"),
        (["2026-02-06", "--basis", "5天"], 1, "无法识别"),
        (["2026-02-06", "--days", "3", "--close", "25:00"], 1, "下班时间应为"),
    ],
)
def test_wrong_questions(jiedu: Run, arguments: list[str], status: int, message: str) -> None:
    told = jiedu("deadline", *arguments)
    assert told.exit_code == status
    assert message in told.output


def test_a_load_shows_what_moves_before_it_is_confirmed(
    jiedu: Run,
    state: State,
    file: Callable[[str], Path],
) -> None:
    path = file(NOTICE)
    line = "方案 due：2027-01-19 18:00（暂定） → 2027-01-18 18:00"
    looked = jiedu("calendar", "load", path, "--dry-run")
    assert looked.exit_code == 0
    assert line in looked.output
    assert "2027-01-10 周日 周末 → 调休上班（元旦）" in looked.output
    assert due(state) == "2027-01-19"

    refused = jiedu("calendar", "load", path, input="n\n")
    assert refused.exit_code == 1
    assert line in refused.output
    assert due(state) == "2027-01-19"

    loaded = jiedu("calendar", "load", path, input="y\n")
    assert loaded.exit_code == 0
    assert "已载入 2027 年安排：日历版本 2026.1 → 2027.1" in loaded.output
    assert "受影响的时限 1 项" in loaded.output
    assert due(state) == "2027-01-18"
    assert "没有变化" in jiedu("calendar", "load", path).output


def test_a_load_for_scripts(jiedu: Run, state: State, file: Callable[[str], Path]) -> None:
    path = file(FLOOD)
    assert jiedu("calendar", "load", path, "--json").exit_code == 2
    looked = json.loads(jiedu("calendar", "load", path, "--dry-run", "--json").output)
    loaded = json.loads(jiedu("calendar", "load", path, "--yes", "--json").output)
    assert looked == loaded
    assert (loaded["unit"], loaded["version"]) == ("zjw", "2026.1+zjw.1")
    assert [move["new_due"] for move in loaded["moved"]] == ["2027-01-21T17:30:00+08:00"]
    assert [day["date"] for day in loaded["days"]] == ["2026-12-24", "2026-12-25"]
    assert due(state) == "2027-01-21"

    shown = jiedu("calendar", "show", "2026", "--unit", "zjw").output
    assert "2026-12-24 周四 停止办公 汛情停止办公" in shown
    assert "停止办公" not in jiedu("calendar", "show", "2026").output
    data = json.loads(jiedu("calendar", "show", "2026", "--unit", "zjw", "--json").output)
    assert {"date": "2026-12-25", "kind": "closed", "name": "汛情停止办公"} in data["days"]
    assert (data["version"], data["provisional"]) == ("2026.1+zjw.1", False)
    own = jiedu("deadline", "2026-12-21", "--working-days", 3, "--unit", "zjw")
    assert own.output.startswith("2026-12-28\n")


def test_unknown_units_and_files_that_are_no_text(
    jiedu: Run,
    state: State,
    file: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    told = jiedu("calendar", "load", file(FLOOD.replace("unit: zjw", "unit: zzz")), "--yes")
    assert told.exit_code == 1
    assert "没有编号为“zzz”的单位" in told.output
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    assert "UTF-8" in jiedu("calendar", "load", tmp_path / "binary").output


def test_the_list_of_notices(jiedu: Run, state: State, file: Callable[[str], Path]) -> None:
    jiedu("calendar", "load", file(FLOOD), "--yes")
    jiedu("calendar", "load", file(FLOOD.replace("2026-12-24/", "2026-12-25/")), "--yes")
    lines = jiedu("calendar", "notices").output.splitlines()
    assert lines[0].startswith("住建委（zjw）的办公安排：")
    assert "system 于 " in lines[0]
    assert lines[1].startswith("住建委（zjw）的办公安排，已被取代：")
    assert lines[2].startswith("2026 年安排：")
    assert "国办发明电〔2025〕7号" in lines[2]
    assert lines[2].endswith("随软件提供")
    data = json.loads(jiedu("calendar", "notices", "--json").output)
    assert [each["in_force"] for each in data] == [True, False] + [True] * 9
    assert data[0]["loaded_by"] == "system"
    assert data[0]["version"] == "2026.1+zjw.2"


def test_the_next_times_of_a_recurrence(jiedu: Run) -> None:
    asked = ["calendar", "next", "0 9 1WD 1,4,7,10 *", "--after", "2026-02-06", "--count", "2"]
    assert jiedu(*asked).output == "2026-04-01 周三 09:00:00\n2026-07-01 周三 09:00:00\n"
    assert json.loads(jiedu(*asked, "--json").output)["next"] == [
        "2026-04-01T09:00:00+08:00",
        "2026-07-01T09:00:00+08:00",
    ]
    ended = jiedu("calendar", "next", "R2/2026-01-01/P1D", "--after", "2026-01-01T12:00")
    assert "2026-01-02 周五 00:00:00\n" in ended.output
    assert "此后不再发生" in ended.output
    wrong = jiedu("calendar", "next", "0 0 31 2 *")
    assert wrong.exit_code == 1
    assert "2月没有31日" in wrong.output
