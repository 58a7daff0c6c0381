"""``jiedu import``: bring diagrams of other engines into our dialect, and tell what became of every part."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from processes import importing
from processes.errors import InvalidArgument, InvalidDefinition, Problem
from processes.importing import Imported, Kind, Note
from processes.sandbox import Sandbox

_SURROUNDINGS = {".dmn", ".form"}
_ORDER = (Kind.UNMAPPED, Kind.CHANGED, Kind.DROPPED, Kind.MAPPED)


@click.command(
    "import", help="把其他引擎的流程图（Camunda 7、Flowable、Activiti、SpiffWorkflow）转换成本平台的写法"
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="转换结果写入的目录；不给则只列出"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--all", "everything", is_flag=True, help="也列出含义不变的部分")
def import_command(files: tuple[Path, ...], out: Path | None, as_json: bool, everything: bool) -> None:
    """Convert; the set with its .dmn and .form files is then checked as a deployment would be."""
    diagrams = [path for path in files if path.suffix.lower() not in _SURROUNDINGS]
    found = {_target(path): _convert(path) for path in diagrams}
    if len(found) < len(diagrams):
        raise InvalidArgument("几个文件转换后会同名，请分几次转换")
    around = {path.name: path.read_bytes() for path in files if path not in diagrams}
    problems = _check({name: imported.document for name, imported in found.items()} | around)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, imported in found.items():
            (out / name).write_bytes(imported.document)
    if as_json:
        click.echo(json.dumps(_plain(found, problems), ensure_ascii=False, indent=2))
    else:
        _tell(found, problems, out, everything)


def _target(path: Path) -> str:
    """``leave.bpmn20.xml`` becomes ``leave.bpmn``."""
    return f"{path.name.removesuffix('.xml').removesuffix('.bpmn20').removesuffix('.bpmn')}.bpmn"


def _convert(path: Path) -> Imported:
    try:
        return importing.convert(path.read_bytes())
    except InvalidDefinition as error:
        named = [Problem(**{**problem.to_plain(), "file": path.name}) for problem in error.problems]
        raise InvalidDefinition(str(error), named) from error


def _check(documents: dict[str, bytes]) -> list[Problem]:
    """What a deployment of the result would still refuse."""
    try:
        Sandbox().deploy(documents)
    except InvalidDefinition as error:
        return [problem for problem in error.problems if problem.severity == "error"]
    return []


def _plain(found: dict[str, Imported], problems: list[Problem]) -> dict[str, Any]:
    return {
        "files": [
            {"file": name, "notes": [note.to_plain() for note in imported.notes]}
            for name, imported in found.items()
        ],
        "deployable": not problems,
        "problems": [problem.to_plain() for problem in problems],
    }


def _tell(found: dict[str, Imported], problems: list[Problem], out: Path | None, everything: bool) -> None:
    for name, imported in found.items():
        counted = {kind: [note for note in imported.notes if note.kind is kind] for kind in _ORDER}
        told = "，".join(
            f"{importing.WORDS[kind]} {len(counted[kind])} 处" for kind in _ORDER if counted[kind]
        )
        click.echo(f"{name}：{told or '没有其他引擎的写法，原样保留'}")
        for kind in _ORDER if everything else _ORDER[:3]:
            _notes(importing.WORDS[kind], counted[kind])
    if problems:
        click.echo(f"部署前还要处理 {len(problems)} 处：")
        for problem in problems:
            place = "，".join(str(part) for part in (problem.file, problem.element_id) if part)
            click.echo(f"  [{problem.code}] {problem.message}（{place}）")
    else:
        click.echo("可以部署")
    click.echo("没有写出文件；用 --out 目录 写出结果" if out is None else f"已写入 {out}")


def _notes(title: str, notes: Iterable[Note]) -> None:
    for number, note in enumerate(notes):
        if number == 0:
            click.echo(f"  {title}：")
        place = f"第 {note.line} 行 {note.element_id or ''}".rstrip()
        original = " ".join((note.original or "").split())
        change = " → ".join(part for part in (original[:80], note.result) if part)
        click.echo(f"    {place} {note.subject}：{note.message}" + (f"（{change}）" if change else ""))


COMMANDS = (import_command,)
