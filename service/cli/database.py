"""``jiedu db``: the tables of this installation."""

from __future__ import annotations

import sys

import click
from sqlalchemy import select

from processes import proof, queries, reexecution
from processes.store import Instance, database
from processes.store.rebuild import rebuild
from service import migrations
from service.cli.state import begin, installation


@click.group("db", help="数据库")
def db_group() -> None:
    """Database."""


@db_group.command("upgrade", help="把数据库升级到最新结构")
def upgrade() -> None:
    """Bring both sets of tables to their newest version."""
    engine = installation().engine
    database.upgrade(engine)
    migrations.upgrade(engine)
    click.echo("数据库已是最新结构")


@click.command("verify", help="校验哈希链和部署文件；发现改动时列出实例与序号")
@click.argument("instance", required=False, type=int)
@click.option("--reexecute", "again", is_flag=True, help="同时把记录的操作交给引擎重新执行并比较")
def verify(instance: int | None, again: bool) -> None:
    """Prove that nobody edited what happened; status 1 when a fault was found."""
    with installation().readers() as session:
        if instance is not None:
            queries.instance(session, instance)
        faults = proof.verify(session, instance)
        numbers = (
            [instance]
            if instance is not None
            else list(session.scalars(select(Instance.id).order_by(Instance.id)))
        )
        differences = [
            found for number in numbers if again for found in reexecution.reexecute(session, number)
        ]
    for fault in faults:
        click.echo(_place(fault) + fault.text)
    for difference in differences:
        click.echo(f"实例 {difference.instance_id} 第 {difference.seq} 条：{difference.text}")
    if faults or differences:
        click.echo(f"发现 {len(faults) + len(differences)} 处问题")
        sys.exit(1)
    click.echo(f"校验通过：{len(numbers)} 个实例" + ("，重新执行的结果一致" if again else ""))


def _place(fault: proof.Fault) -> str:
    if fault.instance_id is None:
        return ""
    return f"实例 {fault.instance_id} " + (f"第 {fault.seq} 条：" if fault.seq is not None else "：")


@click.command("rebuild", help="由记录重建全部查询表")
def rebuild_tables() -> None:
    """Drop the read tables and fill them again from the records, in one transaction."""
    with begin(installation()) as session:
        count = rebuild(session)
    click.echo(f"已由记录重建 {count} 个实例的查询表")


COMMANDS = (db_group, verify, rebuild_tables)
