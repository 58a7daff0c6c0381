"""``jiedu db``: the tables of this installation."""

from __future__ import annotations

import click

from processes.store import database
from service import migrations
from service.cli.state import installation


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


COMMANDS = (db_group,)
