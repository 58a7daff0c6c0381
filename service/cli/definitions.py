"""``jiedu deploy`` and ``jiedu demo``: put definitions in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from processes import commands, definitions
from processes.commands import SYSTEM, DeploymentResult
from processes.errors import InvalidDefinition
from service.cli.state import begin, installation, seconds
from service.config import ConfigError
from service.identity import accounts
from service.identity.office import load_office
from service.identity.people import all_people, office_day
from service.offices import demo_office
from service.state import State

KINDS = {".bpmn", ".dmn", ".form"}


@click.command("deploy", help="校验并部署流程图、决策表和表单（文件或目录）")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--note", default="命令行部署", show_default=True, help="部署说明")
@click.option("--defaults", is_flag=True, help="随软件提供的文件：只部署新内容，不覆盖本机构的修改")
def deploy(paths: tuple[Path, ...], note: str, defaults: bool) -> None:
    """Deploy files as one set."""
    if defaults:
        _deploy_defaults(installation(), paths)
    else:
        _tell(_deploy(installation(), _read(paths), note))


@click.command("demo", help="载入演示机关、部署默认流程并列出演示账号（只用于演示）")
@click.option(
    "--bpmn", default="bpmn", type=click.Path(exists=True, path_type=Path), help="流程图与决策表的目录"
)
@click.option("--forms", default="forms", type=click.Path(exists=True, path_type=Path), help="表单的目录")
def demo(bpmn: Path, forms: Path) -> None:
    """Load the demo office with its passwords, deploy the default definitions, print the accounts."""
    state = installation()
    if not state.settings.demo:
        raise ConfigError("JIEDU_DEMO：演示账号使用公开的密码，应先设置 JIEDU_DEMO=1，得到 0")
    _load_office(state)
    _deploy_defaults(state, (bpmn, forms))
    _print_accounts(state)


def _read(paths: Iterable[Path]) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for path in paths for file in _files(path)}


def _deploy(state: State, files: Mapping[str, bytes], note: str) -> DeploymentResult:
    with begin(state) as session:
        return commands.deploy(session, files, note, actor=SYSTEM, now=state.now())


def _deploy_defaults(state: State, paths: Iterable[Path]) -> None:
    """A start or an upgrade of the software must not undo what a designer has put in force."""
    with state.readers() as session:
        found = definitions.shipped(session, _read(paths), shipper=SYSTEM.id)
    if found.kept:
        click.echo(f"保留本机构现行的版本，没有用随软件提供的文件覆盖：{'、'.join(found.kept)}")
    if not found.fresh:
        click.echo("默认流程没有新内容")
        return
    try:
        _tell(_deploy(state, found.fresh, "默认流程"))
    except InvalidDefinition as error:
        if not found.kept:
            raise
        click.echo(f"新的默认流程与本机构的修改不能一起使用，全部保留现行版本：{error}", err=True)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in KINDS)


def _tell(result: DeploymentResult) -> None:
    for warning in result.warnings:
        place = "，".join(part for part in (warning.file, warning.element_id) if part)
        click.echo(f"提示 [{warning.code}] {warning.message}" + (f"（{place}）" if place else ""))
    for version in result.changed:
        click.echo(f"{version.process_id}《{version.name}》版本 {version.version}")
    click.echo(
        f"部署 {result.id}：" + (f"更新 {len(result.changed)} 个流程" if result.changed else "内容没有变化")
    )


def _load_office(state: State) -> None:
    office = demo_office()
    with begin(state) as session:
        report = load_office(session, office, today=office_day(state.now()))
        password = office.demo_password or ""
        for person in office.people:
            if not accounts.has_password(session, person.id):
                accounts.set_password(session, person.id, password, now=seconds(state))
    click.echo(f"已载入 {office.name}：{report}")


def _print_accounts(state: State) -> None:
    with state.readers() as session:
        people = all_people(session, office_day(state.now()))
    click.echo(f"演示账号（密码均为 {demo_office().demo_password}）：")
    width = max(len(person.id) for person in people)
    for person in people:
        click.echo(f"  {person.id:<{width}}  {person.name}  {person.unit_name} {'、'.join(person.posts)}")


COMMANDS = (deploy, demo)
