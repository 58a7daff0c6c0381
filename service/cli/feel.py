"""``jiedu feel``: try out an expression or unary tests."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

from processes import feel
from processes.calendar import default_calendar, feel_functions
from processes.feel import Environment, FeelError, Notice, Value
from service.cli.given import read_moment, read_object


@dataclass(frozen=True)
class Answer:
    """What came out: the value, why parts of it are null, and the variables that were asked for."""

    value: Value
    notices: list[Notice]
    names: frozenset[str]

    def as_json(self) -> dict[str, Any]:
        """Plain data, with the value also as FEEL text."""
        return {
            "value": feel.to_plain(self.value),
            "type": feel.type_name(self.value) or "null",
            "text": feel.feel_text(self.value),
            "warnings": [_warning(notice) for notice in self.notices],
            "names": sorted(self.names),
        }

    def as_words(self) -> str:
        """For people."""
        lines = [feel.feel_text(self.value), f"类型：{feel.type_name(self.value) or 'null'}"]
        if self.names:
            lines.append(f"读取的名称：{'、'.join(sorted(self.names))}")
        return "\n".join([*lines, *(f"警告：{notice}" for notice in self.notices)])


def _warning(notice: Notice) -> dict[str, Any]:
    line, column = notice.position or (None, None)
    return {"text": notice.text, "line": line, "column": column, "expression": notice.expression}


@click.command("feel", help='计算 FEEL 表达式，例如：jiedu feel "金额 * 2" --context \'{"金额": 3}\'')
@click.argument("expression")
@click.option("--context", "given", default="{}", help="变量：JSON 对象，或 @文件")
@click.option("--unary", metavar="值", help="把表达式当作决策表单元格，检验这个值（也是 FEEL 表达式）")
@click.option(
    "--at", "moment", metavar="时刻", help="now() 和 today() 的时刻，如 2026-02-06T09:00（北京时间）"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def evaluate(expression: str, given: str, unary: str | None, moment: str | None, as_json: bool) -> None:
    """Print the value, its type, the names it reads and every warning; status 1 for a refused text."""
    context, now = read_object("--context", given, '{"金额": 3}'), read_moment(moment)
    try:
        answer = _answer(expression, context, unary, now)
    except FeelError as error:
        if not as_json:
            raise
        line, column = getattr(error, "position", (None, None))
        refusal = {"code": error.code, "message": str(error), "line": line, "column": column}
        click.echo(json.dumps({"error": refusal}, ensure_ascii=False, indent=2))
        sys.exit(1)
    click.echo(json.dumps(answer.as_json(), ensure_ascii=False, indent=2) if as_json else answer.as_words())


def _answer(text: str, context: dict[str, Any], unary: str | None, now: datetime | None) -> Answer:
    notices: list[Notice] = []
    functions = feel_functions(default_calendar())
    environment = Environment(now=now, functions=functions, notice=notices.append)
    names = feel.names_in(context)
    if unary is None:
        compiled = feel.compile(text, names)
        return Answer(compiled.evaluate(context, environment), notices, compiled.names)
    tests, tested = feel.compile_unary(text, names), feel.compile(unary, names)
    value = tests.matches(tested.evaluate(context, environment), context, environment)
    return Answer(value, notices, tests.names | tested.names)


COMMANDS = (evaluate,)
