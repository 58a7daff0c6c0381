"""``jiedu office`` and ``jiedu user``: who works here and their accounts."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.state import begin, installation, note, seconds
from service.identity import accounts
from service.identity.log_ins import end_sessions_of
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.people import office_day


@click.group("office", help="机构、岗位与人员")
def office_group() -> None:
    """Units, posts and people."""


@office_group.command("load", help="载入机构文件（YAML）；可以重复载入")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Make the office tables say what the file says."""
    office = read_office(file.read_text(encoding="utf8"), str(file))
    state = installation()
    with begin(state) as session:
        report = load_office(session, office, today=office_day(state.now()))
        for person in sorted(report.affected):
            end_sessions_of(session, person, now=seconds(state))
        note(state, session, "office_loaded", name=office.name, report=str(report))
    click.echo(f"已载入 {office.name}：{report}")


@click.group("user", help="账号")
def user_group() -> None:
    """Accounts."""


@user_group.command("set-password", help="设置密码；此人的所有登录随即失效")
@click.argument("user")
@click.option("--password", prompt="新密码", hide_input=True, confirmation_prompt="再次输入新密码")
@click.option("--keep", is_flag=True, help="下次登录时不要求更改")
def set_password(user: str, password: str, keep: bool) -> None:
    """Set a password."""
    state = installation()
    with begin(state) as session:
        made = accounts.new_hash(session, user, password, state.settings.accounts)
        accounts.store_hash(session, user, made, now=seconds(state), must_change=not keep)
        note(state, session, "password_reset", user)
    click.echo(f"已设置 {user} 的密码")


COMMANDS = (office_group, user_group)
