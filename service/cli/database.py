"""``jiedu db``: the tables of this installation."""

from __future__ import annotations

from pathlib import Path

import click

from processes.store import database, grants
from processes.store.rebuild import rebuild
from service import migrations
from service.cli.state import begin, installation

#: Tables of the service that take new rows only.
_APPEND_ONLY = ("security_journal",)


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


@db_group.command("grant", help="PostgreSQL：给网站和后台进程的角色授权，它不能改写记录；每次升级后再运行")
@click.option("--role", required=True, help="角色；没有则建立")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="存放该角色密码的文件；不给则不改密码",
)
def grant_role(role: str, password_file: Path | None) -> None:
    """Set up the role that the service runs with."""
    password = password_file.read_text(encoding="utf8").strip() if password_file else None
    with installation().engine.begin() as connection:
        kept = grants.grant(connection, role, password=password, append_only=_APPEND_ONLY)
    click.echo(f"角色 {role} 可以使用全部表；以下各表只能查询和追加：{'、'.join(kept)}")


@click.command("rebuild", help="由记录重建全部查询表")
def rebuild_tables() -> None:
    """Drop the read tables and fill them again from the records, in one transaction."""
    with begin(installation()) as session:
        count = rebuild(session)
    click.echo(f"已由记录重建 {count} 个实例的查询表")


COMMANDS = (db_group, rebuild_tables)
