"""``jiedu form``: check form files, and data against a form, without a process."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from processes.calendar import BEIJING, default_calendar, feel_functions
from processes.errors import InvalidArgument, InvalidDefinition, Problem
from processes.feel import Environment
from processes.forms import Form
from service.cli.given import read_moment, read_object

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WORDS = {"error": "错误", "warning": "提示"}


@dataclass(frozen=True)
class Checked:
    """One file: the form when it can be used, and everything a deployment would tell of it."""

    file: str
    form: Form | None
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data; problems and warnings apart."""
        told = [each.to_plain() for each in self.problems]
        return {
            "file": self.file,
            "id": self.form.id if self.form else None,
            "name": self.form.name if self.form else None,
            "variables": sorted(self.form.variables) if self.form else [],
            "problems": [each for each in told if each["severity"] == "error"],
            "warnings": [each for each in told if each["severity"] == "warning"],
        }

    def as_words(self) -> str:
        """For people."""
        name = f"{self.form.id}《{self.form.name}》" if self.form else "不能部署"
        lines = [f"{self.file}：{name}" + ("，没有问题" if not self.problems else "")]
        for each in self.problems:
            places = [f"第 {each.line} 行" if each.line else None, each.element_id]
            place = "，".join(part for part in places if part)
            lines.append(
                f"  {WORDS[each.severity]} [{each.code}] {each.message}" + (f"（{place}）" if place else "")
            )
            if each.remedy:
                lines.append(f"      建议：{each.remedy}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Judged:
    """What the form says to data: ``errors`` by path, or the ``data`` that would be stored."""

    errors: dict[str, list[str]]
    data: dict[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"errors": self.errors, "data": self.data}

    def as_words(self) -> str:
        """For people."""
        if self.data is None:
            lines = (f"  {path or '（整份数据）'}：{'；'.join(texts)}" for path, texts in self.errors.items())
            return "\n".join(["数据有误：", *lines])
        return "数据通过，将保存为：\n" + json.dumps(self.data, ensure_ascii=False, indent=2)


@click.group("form", help="表单：检查文件，用数据试填")
def form() -> None:
    """Form files."""


@form.command("check", help="检查表单文件；给出 --data 时用这份数据试填")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--data", "given", help="提交的数据：JSON 对象，或 @文件（只用于一个表单文件）")
@click.option("--variables", default="{}", help="流程变量：JSON 对象，或 @文件")
@click.option("--at", "moment", metavar="时刻", help="填写的时刻，如 2026-02-06T09:00（北京时间）")
@click.option("--strict", is_flag=True, help="有提示也以退出码 1 结束")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def check(
    files: tuple[Path, ...],
    given: str | None,
    variables: str,
    moment: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Tell what a deployment would tell of the files, and what the form answers to data."""
    if given is not None and len(files) != 1:
        raise click.UsageError(f"--data 只用于一个表单文件，实际有 {len(files)} 个")
    scope, environment = _object("--variables", variables), _environment(moment)
    data = None if given is None else _object("--data", given)
    checked = [_check(path) for path in files]
    judged = None
    if data is not None and checked[0].form is not None:
        judged = _judge(checked[0].form, data, scope, environment)
    if as_json:
        plain = {"forms": [each.as_json() for each in checked], "data": judged and judged.as_json()}
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(each.as_words() for each in (*checked, judged) if each))
    problems = [problem for each in checked for problem in each.problems]
    if any(each.severity == "error" or strict for each in problems) or (judged and judged.data is None):
        sys.exit(1)


def _check(path: Path) -> Checked:
    try:
        found = Form.load(path.read_bytes())
    except InvalidDefinition as error:
        return Checked(str(path), None, _in_file(tuple(error.problems), path))
    return Checked(str(path), found, _in_file(found.warnings, path))


def _in_file(problems: tuple[Problem, ...], path: Path) -> tuple[Problem, ...]:
    return tuple(replace(problem, file=str(path)) for problem in problems)


def _judge(form: Form, data: dict[str, Any], scope: dict[str, Any], environment: Environment) -> Judged:
    try:
        return Judged({}, form.clean(data, scope, environment))
    except InvalidArgument as error:
        return Judged(error.errors or {"": [str(error)]}, None)


def _object(option: str, given: str) -> dict[str, Any]:
    return read_object(option, given, '{"plan": {"title": "方案"}}', exact=False)


def _environment(text: str | None) -> Environment:
    now = read_moment(text) or datetime.now(BEIJING)
    return Environment(now=now, functions=feel_functions(default_calendar()))


COMMANDS = (form,)
