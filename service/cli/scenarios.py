"""``jiedu scenario``: run the scenario tests that lie beside the diagrams."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from processes import scenarios
from processes.scenarios import ScenarioFailed


@click.command("scenario", help="运行流程场景（YAML），虚拟时钟，不用数据库")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def scenario(files: tuple[Path, ...]) -> None:
    """Run every scenario of the files or directories; status 1 when one fails."""
    failed = 0
    for path in _documents(files):
        for found in scenarios.load(path):
            try:
                scenarios.run(found)
            except ScenarioFailed as error:
                failed += 1
                click.echo(f"未通过 {found.name} {found.title}\n{error}")
            else:
                click.echo(f"通过 {found.name} {found.title}")
    if failed:
        click.echo(f"{failed} 个场景未通过")
        sys.exit(1)


def _documents(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


COMMANDS = (scenario,)
