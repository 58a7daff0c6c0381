"""``jiedu db``: the tables of this installation."""

from __future__ import annotations

import click

from processes.store import database
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


@click.command("rebuild", help="由记录重建全部查询表")
def rebuild_tables() -> None:
    """Drop the read tables and fill them again from the records, in one transaction."""
    with begin(installation()) as session:
        count = rebuild(session)
    click.echo(f"已由记录重建 {count} 个实例的查询表")


COMMANDS = (db_group, rebuild_tables)
