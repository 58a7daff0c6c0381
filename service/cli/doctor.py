"""``jiedu doctor``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from service import doctor
from service.cli.state import installation

_MARKS = {"ok": "正常", "warning": "注意", "error": "错误"}


@click.command("doctor", help="检查这套安装能不能正常运行；有错误时退出码 1，什么都不改")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--all", "whole", is_flag=True, help="一致性检查全部事项（读全部记录），默认只查最近 1000 件")
def examine(as_json: bool, whole: bool) -> None:
    """Look at settings, database, workers and office; status 1 when something is wrong."""
    found = list(doctor.examine(installation(), whole=whole))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
    else:
        for finding in found:
            click.echo(f"{_MARKS[finding.level]}  {finding.subject}：{finding.text}")
            if finding.remedy:
                click.echo(f"      办法：{finding.remedy}")
    sys.exit(any(finding.level == "error" for finding in found))


COMMANDS = (examine,)
