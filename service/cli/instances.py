"""``jiedu instance`` and ``jiedu message``: interventions by whoever has the machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import click

from processes import commands, queries
from processes.commands import CONSOLE, MigrationReport, Move
from processes.errors import InvalidArgument
from processes.store import Instance, InstanceRow
from service.cli.state import begin, installation
from service.migration_text import words
from service.numbers import duration
from service.wording import STATUS

AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
REASON = click.option("--reason", required=True, help="原因，记入历史")
NUMBER = click.argument("number", type=click.IntRange(1))


@click.group("instance", help="干预流程实例：取消、暂停、恢复、修改、迁移、修正数据、退回")
def instance_group() -> None:
    """Interventions."""


@instance_group.command("show", help="列出进行中的环节（不含数据）")
@NUMBER
@AS_JSON
def show(number: int, as_json: bool) -> None:
    """Where an instance stands."""
    with begin(installation()) as session:
        instance = queries.instance(session, number)
        tokens = queries.live_tokens(session, instance)
    if as_json:
        _print({**_brief(instance), "tokens": [vars(token) for token in tokens]})
        return
    click.echo(_line(instance))
    for token in tokens:
        within = f"，在 {token.scope_id} 中" if token.scope_id else ""
        click.echo(
            f"  {token.element_instance_id} {token.element_id} {token.name or ''}（{token.kind}{within}）"
        )


@instance_group.command("cancel", help="取消整个流程实例")
@NUMBER
@REASON
@AS_JSON
def cancel(number: int, reason: str, as_json: bool) -> None:
    """End an instance."""
    _do(as_json, lambda session, asking: commands.cancel_instance(session, number, reason, **asking))


@instance_group.command("suspend", help="暂停；法定时限照常计算")
@NUMBER
@REASON
@AS_JSON
def suspend(number: int, reason: str, as_json: bool) -> None:
    """Let an instance stand still."""
    _do(as_json, lambda session, asking: commands.suspend_instance(session, number, reason, **asking))


@instance_group.command("resume", help="恢复；期间到期的定时器和消息按先后处理")
@NUMBER
@AS_JSON
def resume(number: int, as_json: bool) -> None:
    """Let it go on."""
    _do(as_json, lambda session, asking: commands.resume_instance(session, number, **asking))


@instance_group.command("modify", help="移动、结束、开始环节；全部指令一起生效或都不生效")
@NUMBER
@click.option("--move", "moves", multiple=True, metavar="从:到", help="元素编号或元素实例号:元素编号")
@click.option("--cancel", "ends", multiple=True, metavar="从", help="元素编号或元素实例号")
@click.option(
    "--activate", "begins", multiple=True, metavar="到", help="元素编号，可写作 元素编号@范围实例号"
)
@click.option("--instructions", help="JSON 指令列表，可带变量，见接口参考")
@REASON
@AS_JSON
def modify(
    number: int,
    moves: Sequence[str],
    ends: Sequence[str],
    begins: Sequence[str],
    instructions: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """Move, end and begin tokens."""
    told = [_move(text) for text in moves] + [{"type": "cancel", **_source(text)} for text in ends]
    told += [_begin(text) for text in begins] + _list(instructions)
    _do(as_json, lambda session, asking: commands.modify_instance(session, number, told, reason, **asking))


@instance_group.command("return", help="把进行中的环节退回到较早的环节")
@NUMBER
@click.argument("element", type=click.IntRange(1))
@click.argument("target")
@REASON
@AS_JSON
def return_(number: int, element: int, target: str, reason: str, as_json: bool) -> None:
    """退回."""
    place = (number, element, target, reason)
    _do(as_json, lambda session, asking: commands.return_element(session, *place, **asking))


@instance_group.command("set-variables", help='修正数据，例如 {"round": 1}')
@NUMBER
@click.argument("variables")
@click.option("--element", type=click.IntRange(1), help="元素实例号；不给则是整个流程实例的数据")
@AS_JSON
def set_variables(number: int, variables: str, element: int | None, as_json: bool) -> None:
    """Correct data."""
    values = _object(variables)

    def run(session: Any, asking: dict[str, Any]) -> InstanceRow:
        return commands.set_variables(session, number, values, element_instance_id=element, **asking)

    _do(as_json, run)


@instance_group.command("migrate", help="迁移到流程的另一版本")
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--all-of", metavar="流程@版本", help="某流程某版本的全部在办实例，逐个迁移")
@click.option("--to", "version", type=click.IntRange(1), required=True, help="目标版本")
@click.option("--map", "pairs", multiple=True, metavar="旧=新", help="元素编号的对应；没有写的按相同编号")
@click.option("--recompute", multiple=True, metavar="元素", help="重新计算其时限的元素（新编号）；* 表示全部")
@click.option("--reason", default="", help="原因，记入历史")
@click.option("--dry-run", is_flag=True, help="只报告会发生什么")
@AS_JSON
def migrate(
    number: int | None,
    all_of: str | None,
    version: int,
    pairs: Sequence[str],
    recompute: Sequence[str],
    reason: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Move to another version."""
    if (number is None) == (all_of is None):
        raise click.UsageError("请给出实例编号，或用 --all-of 流程@版本")
    move = Move(version, dict(_pair(pair) for pair in pairs), list(recompute), reason)
    state = installation()
    asking: dict[str, Any] = {"actor": CONSOLE, "now": state.now()}
    if all_of is not None:
        process_id, _, old = all_of.rpartition("@")
        if not process_id or not old.isdecimal():
            raise click.UsageError("--all-of 应写成 流程@版本")
        place = (state.sessions, process_id, int(old), move)
        _report(commands.migrate_instances(*place, dry_run=dry_run, **asking), as_json)
        return
    assert number is not None
    run = commands.plan_migration if dry_run else commands.migrate_instance
    with begin(state) as session:
        report = run(session, number, move, **asking)
    _report([report], as_json)


@click.group("message", help="消息")
def message_group() -> None:
    """Messages."""


@message_group.command("publish", help="发布消息")
@click.argument("name")
@click.option("--key", help="关联键")
@click.option("--variables", default="{}", help="JSON 键值表")
@click.option("--ttl", default="0", help="保留多久，等后来的接收者：秒数或 ISO 时长，例如 PT1H；0 不保留")
@click.option("--id", "message_id", help="消息编号；保留期内同名同键同编号只收一次")
@click.option("--unit", help="由它启动的事项归哪个单位")
@AS_JSON
def publish(
    name: str,
    key: str | None,
    variables: str,
    ttl: str,
    message_id: str | None,
    unit: str | None,
    as_json: bool,
) -> None:
    """Publish a message."""
    state, values = installation(), _object(variables)
    kept = {"time_to_live": duration(ttl), "message_id": message_id, "unit": unit}
    with begin(state) as session:
        found = commands.publish_message(
            session,
            name,
            values,
            key,
            actor=CONSOLE,
            now=state.now(),
            **kept,  # type: ignore[arg-type]
        )
        numbers = [instance.id for instance in found]
    if as_json:
        _print({"instances": numbers})
    else:
        told = "、".join(f"第 {number} 号" for number in numbers)
        click.echo(f"送达 {told}" if told else "还没有接收者，已保留")


def _do(as_json: bool, run: Callable[[Any, dict[str, Any]], InstanceRow]) -> None:
    state = installation()
    with begin(state) as session:
        instance = run(session, {"actor": CONSOLE, "now": state.now()})
    if as_json:
        _print(_brief(instance))
    else:
        click.echo(_line(instance))


def _report(reports: Sequence[MigrationReport], as_json: bool) -> None:
    if as_json:
        _print({"items": [report.to_plain() for report in reports]})
        return
    for report in reports:
        done = "已迁移" if report.done else "不能迁移" if report.problems else "可以迁移"
        click.echo(
            f"第 {report.instance_id} 号：第 {report.from_version} 版 → 第 {report.to_version} 版，{done}"
        )
        for line in words(report):
            click.echo(f"  {line}")
    click.echo(f"共 {len(reports)} 个实例，{sum(bool(report.problems) for report in reports)} 个不能迁移")


def _move(text: str) -> dict[str, Any]:
    source, _, target = text.rpartition(":")
    if not source or not target:
        raise click.UsageError("--move 应写成 从:到")
    return {"type": "move", "target": target, **_source(source)}


def _source(text: str) -> dict[str, Any]:
    return {"element_instance_id": int(text)} if text.isdecimal() else {"element_id": text}


def _begin(text: str) -> dict[str, Any]:
    element, _, scope = text.partition("@")
    return {"type": "activate", "element_id": element, **({"scope": int(scope)} if scope.isdecimal() else {})}


def _pair(text: str) -> tuple[str, str]:
    old, _, new = text.partition("=")
    if not old or not new:
        raise click.UsageError("--map 应写成 旧=新")
    return old, new


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InvalidArgument(f"应为 JSON 键值表：{error}") from error
    if not isinstance(found, dict):
        raise InvalidArgument('应为 JSON 键值表，例如 {"round": 1}')
    return found


def _list(text: str | None) -> list[dict[str, Any]]:
    if text is None:
        return []
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InvalidArgument(f"指令应为 JSON 列表：{error}") from error
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise InvalidArgument("指令应为 JSON 列表，每条是键值表")
    return found


def _brief(instance: Instance | InstanceRow) -> dict[str, Any]:
    return {name: getattr(instance, name) for name in ("id", "process_id", "version", "status")}


def _line(instance: Instance | InstanceRow) -> str:
    status = STATUS[instance.status]
    return f"第 {instance.id} 号 {instance.process_id} 第 {instance.version} 版：{status}"


def _print(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


COMMANDS = (instance_group, message_group)
