"""``jiedu``: the command line of the service.  Every refusal is told in Chinese and ends with status 1."""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import OperationalError

from processes.errors import ProcessError
from service.cli import (
    accounts,
    backup,
    database,
    deadlines,
    decisions,
    definitions,
    deputies,
    doctor,
    feel,
    forms,
    importing,
    instances,
    journal,
    library,
    office,
    papers,
    proof,
    retention,
    scenarios,
    server,
    tokens,
)
from service.config import ConfigError


class Commands(click.Group):
    """A group whose refusals are texts, not tracebacks."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal ends the program with status 1."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            click.echo(f"设置有误：{error}", err=True)
        except ProcessError as error:
            _tell(error)
        except OperationalError as error:  # its text names the server, never the password
            click.echo(f"数据库不能使用，应能连接 JIEDU_DATABASE_URL 所写的数据库：{error.orig}", err=True)
        sys.exit(1)


def _tell(error: ProcessError) -> None:
    click.echo(f"没有执行：{error}", err=True)
    for path, texts in getattr(error, "errors", {}).items():
        click.echo(f"  {path}：{'；'.join(texts)}", err=True)
    for problem in getattr(error, "problems", []):
        places = [problem.file, f"第 {problem.line} 行" if problem.line else None, problem.element_id]
        place = "，".join(str(part) for part in places if part)
        click.echo(f"  [{problem.code}] {problem.message}" + (f"（{place}）" if place else ""), err=True)
        if problem.remedy:
            click.echo(f"      建议：{problem.remedy}", err=True)


@click.group(cls=Commands, help="政策解读流程服务")
@click.version_option(package_name="jiedu", message="%(prog)s %(version)s")
def main() -> None:
    """The entry point of the console script."""


for module in (
    accounts,
    server,
    database,
    backup,
    doctor,
    definitions,
    feel,
    decisions,
    forms,
    office,
    deputies,
    tokens,
    deadlines,
    scenarios,
    library,
    importing,
    instances,
    journal,
    papers,
    proof,
    retention,
):
    for command in module.COMMANDS:
        main.add_command(command)
