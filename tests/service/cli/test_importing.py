"""``jiedu import``: what it writes and what it says."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from service.cli import main
from tests.processes.importing import peers
from tests.processes.importing.surroundings import AROUND


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_it_writes_the_result_and_tells_what_to_do(tmp_path: Path):
    source = written(tmp_path, "leave.bpmn20.xml", peers.FLOWABLE)
    result = run(source, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert b"flowable" not in (tmp_path / "out" / "leave.bpmn").read_bytes()
    assert "没有转换，需要处理 4 处" in result.output
    assert "flowable:skipExpression：跳过条件不支持：请用网关绕过任务（${skip}）" in result.output
    assert "[BPMN-unknown-form]" in result.output
    assert "含义不变" not in result.output
    assert "含义不变" in run(source, "--all").output


def test_forms_and_decisions_given_with_it_count(tmp_path: Path):
    around = [written(tmp_path, name, content) for name, content in AROUND.items()]
    source = written(tmp_path, "request.bpmn", peers.CAMUNDA)
    result = run(source, *around)
    assert "可以部署" in result.output
    assert "没有写出文件" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*AROUND, "request.bpmn"])


def test_json_has_every_note_and_every_problem(tmp_path: Path):
    told = json.loads(run(written(tmp_path, "x.bpmn", peers.ACTIVITI), "--json").output)
    assert told["deployable"] is True
    assert told["problems"] == []
    (file,) = told["files"]
    assert file["file"] == "x.bpmn"
    assert {"kind", "subject", "message", "element_id", "line", "original", "result"} == set(file["notes"][0])


def test_what_is_no_diagram_is_refused_with_its_name(tmp_path: Path):
    result = run(written(tmp_path, "broken.bpmn", b"<x"), "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "broken.bpmn" in result.output
    assert not (tmp_path / "out").exists()


def test_two_files_of_one_name_are_refused(tmp_path: Path):
    first, second = (
        written(tmp_path, "x.bpmn", peers.ACTIVITI),
        written(tmp_path, "x.bpmn20.xml", peers.ACTIVITI),
    )
    assert run(first, second).exit_code == 1
