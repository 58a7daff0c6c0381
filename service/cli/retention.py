"""``jiedu retention`` and ``jiedu personal``: how long matters and personal data are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click
from sqlalchemy.orm import Session

from processes.commands import retention
from processes.commands.retention import Due
from processes.errors import InvalidArgument, ProcessError
from service.cli.instances import NUMBER, REASON
from service.cli.state import CLI, begin, installation, note
from service.state import State


@click.group("retention", help="留存：列出、清除期限已到的事项，设置和解除留存限制")
def retention_group() -> None:
    """Retention and legal holds."""


@click.group("personal", help="个人信息")
def personal_group() -> None:
    """Personal data."""


@retention_group.command("list", help="列出保存期限已到的事项，和个人信息应当删除的事项")
def show() -> None:
    """What is due."""
    removable, erasable = _due(installation())
    for each in removable:
        click.echo(_line("整件清除", each))
    for each in erasable:
        click.echo(_line("删除个人信息", each))
    click.echo(f"整件清除 {len(removable)} 件，删除个人信息 {len(erasable)} 件")


@retention_group.command("run", help="清除期限已到的事项和个人信息；不写 --apply 只列出")
@click.option("--apply", "apply", is_flag=True, help="执行；清除后不能恢复")
@click.option("--reason", default="", help="原因，写入墓碑和安全日志；执行时必须写明")
def run(apply: bool, reason: str) -> None:
    """Erase and remove what is due; a dry run unless told."""
    state = installation()
    removable, erasable = _due(state)
    if not apply:
        for each in removable:
            click.echo(_line("将整件清除", each))
        for each in erasable:
            click.echo(_line("将删除个人信息", each))
        click.echo("试运行，没有改变任何内容；执行请加 --apply --reason 原因")
        return
    if not reason.strip():
        raise InvalidArgument("没有清除：须用 --reason 写明原因", errors={"reason": ["不能为空"]})
    erased = _each(state, erasable, lambda session, each: _erase(state, session, each.instance_id, reason))
    removed = _each(state, removable, lambda session, each: _remove(state, session, each, reason))
    click.echo(f"已删除 {erased} 件的个人信息，已整件清除 {removed} 件")


@retention_group.command("hold", help="设置留存限制：不清除、不删除任何内容")
@NUMBER
@REASON
def hold(number: int, reason: str) -> None:
    """Place a legal hold."""
    _do("hold_placed", number, reason, retention.place_hold)
    click.echo(f"事项 {number} 已设置留存限制")


@retention_group.command("release", help="解除留存限制")
@NUMBER
@REASON
def release(number: int, reason: str) -> None:
    """Lift a legal hold."""
    _do("hold_lifted", number, reason, retention.lift_hold)
    click.echo(f"事项 {number} 已解除留存限制")


@personal_group.command("erase", help="立即删除一个事项的个人信息；不能恢复")
@NUMBER
@REASON
def erase(number: int, reason: str) -> None:
    """Erase the personal data of an instance."""
    state = installation()
    with begin(state) as session:
        count = _erase(state, session, number, reason)
    click.echo(f"已删除事项 {number} 的个人信息 {count} 项")


def _due(state: State) -> tuple[list[Due], list[Due]]:
    with state.readers() as session:
        now = state.now()
        return retention.removable(session, now), retention.erasable(session, now)


def _line(what: str, due: Due) -> str:
    held = f"（有留存限制：{due.held}）" if due.held else ""
    days = f"{due.ended_at:%Y-%m-%d} 办结，期限 {due.since:%Y-%m-%d}"
    return f"{what} {due.instance_id} {due.process_id} {due.title or ''} {days}{held}"


def _each(state: State, found: Sequence[Due], act: Callable[[Session, Due], Any]) -> int:
    """One transaction for each: what is refused (held meanwhile) is told and stays."""
    done = 0
    for due in found:
        if due.held:
            click.echo(_line("保留", due))
            continue
        try:
            with begin(state) as session:
                act(session, due)
            done += 1
        except ProcessError as error:
            click.echo(f"保留 {due.instance_id}：{error}", err=True)
    return done


def _erase(state: State, session: Session, number: int, reason: str) -> int:
    count = retention.erase_personal_data(session, number, reason, by=CLI, now=state.now())
    note(state, session, "personal_data_erased", str(number), reason=reason, count=count)
    return count


def _remove(state: State, session: Session, due: Due, reason: str) -> None:
    retention.remove_instance(session, due.instance_id, reason, by=CLI, now=state.now())
    note(state, session, "instance_removed", str(due.instance_id), reason=reason, process=due.process_id)


def _do(kind: str, number: int, reason: str, act: Callable[..., Any]) -> None:
    state = installation()
    with begin(state) as session:
        act(session, number, reason, by=CLI, now=state.now())
        note(state, session, kind, str(number), reason=reason)


COMMANDS = (retention_group, personal_group)
