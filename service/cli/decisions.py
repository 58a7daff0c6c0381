"""``jiedu dmn``: check decision files and evaluate decisions without a process."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from processes.calendar import default_calendar, feel_functions
from processes.decisions import Model, Outcome, namespaces_of
from processes.decisions.analysis import Analysis, unanalysed
from processes.errors import InvalidDefinition, Problem, ProcessError
from processes.feel import Environment
from service.cli.given import read_moment, read_object

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WORDS = {"error": "错误", "warning": "警告"}


@click.group("dmn", help="决策文件（DMN）：检查、试算")
def dmn() -> None:
    """Decision files."""


@dmn.command("check", help="检查决策文件并分析决策表：漏项、重叠、轮不到的规则、类型错误")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--strict", is_flag=True, help="有警告也以退出码 1 结束")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def check(files: tuple[Path, ...], strict: bool, as_json: bool) -> None:
    """Tell what a deployment of the files would tell; they may import one another."""
    contents = {str(path): path.read_bytes() for path in files}
    checked = [_check(name, contents) for name in contents]
    problems = [problem for _, _, found in checked for problem in found]
    if as_json:
        click.echo(json.dumps([_as_json(*each) for each in checked], ensure_ascii=False, indent=2))
    else:
        for name, model, found in checked:
            click.echo("\n".join(_in_words(name, model, found)))
    if any(problem.severity == "error" or strict for problem in problems):
        sys.exit(1)


def _check(name: str, contents: Mapping[str, bytes]) -> tuple[str, Model | None, list[Problem]]:
    try:
        model = Model.load(contents[name], imports=namespaces_of(contents.values()), file=name, strict=True)
    except InvalidDefinition as error:
        return name, None, error.problems
    return name, model, list(model.warnings)


def _as_json(name: str, model: Model | None, problems: list[Problem]) -> dict[str, Any]:
    return {
        "file": name,
        "decisions": [] if model is None else [asdict(each) for each in model.decisions.values()],
        "problems": [problem.to_plain() for problem in problems],
        "tables": [] if model is None else [_table(found) for found in model.analyses],
    }


def _table(found: Analysis) -> dict[str, Any]:
    table = found.table
    return {
        "table": table.id,
        "decision": table.owner,
        "hit_policy": table.hit_policy,
        "rules": len(table.rules),
        "not_analysed": [
            {"input": table.inputs[column].label, "rules": [position + 1 for position in positions]}
            for column, positions in found.unanalysed.items()
        ],
        "unfinished": found.gave_up,
    }


def _in_words(name: str, model: Model | None, problems: list[Problem]) -> list[str]:
    lines = [f"{name}：{_summary(problems)}"]
    for problem in problems:
        line = f"第 {problem.line} 行" if problem.line else None
        place = "，".join(filter(None, [line, problem.element_id]))
        told = f"  {WORDS[problem.severity]} [{problem.code}] {problem.message}"
        lines.append(told + (f"（{place}）" if place else ""))
        if problem.remedy:
            lines.append(f"      建议：{problem.remedy}")
    for found in () if model is None else model.analyses:
        lines += [f"  未分析：决策表“{found.table.title}”{cells}" for cells in unanalysed(found)]
    return lines


def _summary(problems: list[Problem]) -> str:
    counts = {kind: sum(1 for p in problems if p.severity == kind) for kind in WORDS}
    told = "，".join(f"{count} 个{WORDS[kind]}" for kind, count in counts.items() if count)
    return told or "没有发现问题"


@dmn.command("evaluate", help="计算决策并说明命中了哪些规则")
@click.argument("file", type=FILE)
@click.argument("decision")
@click.option("--input", "given", default="{}", help="输入数据：JSON 对象，或 @文件")
@click.option("--import", "imported", multiple=True, type=FILE, help="所引用的决策文件，可重复")
@click.option("--at", "moment", help="now() 和 today() 的时刻，如 2026-02-06T09:00（北京时间）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def evaluate(
    file: Path, decision: str, given: str, imported: tuple[Path, ...], moment: str | None, as_json: bool
) -> None:
    """Print the result with inputs, rules, required decisions and warnings; status 1 for a contradiction."""
    imports = namespaces_of(path.read_bytes() for path in imported)
    data, now = read_object("--input", given, '{"金额": 3}'), read_moment(moment)
    environment = Environment(now=now, functions=feel_functions(default_calendar()))
    try:
        model = Model.load(file.read_bytes(), imports=imports, file=str(file), strict=True)
        outcome = model.decide(_id(model, decision), data, environment)
    except ProcessError as error:
        if not as_json:
            raise
        told: dict[str, Any] = {"code": error.code, "message": str(error), **error.context}
        if isinstance(error, InvalidDefinition):
            told["problems"] = [problem.to_plain() for problem in error.problems]
        click.echo(json.dumps({"error": told}, ensure_ascii=False, indent=2))
        sys.exit(1)
    plain = json.dumps(asdict(outcome), ensure_ascii=False, indent=2)
    click.echo(plain if as_json else "\n".join(_outcome(outcome)))


def _id(model: Model, decision: str) -> str:
    """The id of a decision that is given by id or name."""
    names = {each.name: each.id for each in model.decisions.values()}
    return decision if decision in model.decisions else names.get(decision, decision)


def _outcome(outcome: Outcome) -> list[str]:
    lines = [f"结果：{_json(outcome.result)}"]
    lines += [f"输入：{name} = {_json(value)}" for name, value in outcome.inputs.items()]
    if outcome.matched:
        lines.append(f"命中规则：{_numbers(outcome.matched)}")
    for use in outcome.required:
        rules = f"，命中规则 {_numbers(use['matched'])}" if use.get("matched") else ""
        lines.append(f"先判定“{use['name']}”：{_json(use['result'])}{rules}")
    return lines + [f"警告：{text}" for text in outcome.warnings]


def _numbers(matched: list[dict[str, Any]]) -> str:
    return "、".join(str(match["index"]) for match in matched)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


COMMANDS = (dmn,)
