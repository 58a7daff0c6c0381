"""``jiedu backup`` and ``jiedu restore``."""

from __future__ import annotations

from pathlib import Path

import click

from service import backup
from service.cli.proof import verify
from service.cli.state import installation
from service.doctor.database import outdated

#: What came after a backup is not in it: deletions neither.
_UNDONE = (
    "所有登录已结束。备份之后停用的账号、结束的任职、撤销的令牌、删除的个人信息、清除的事项也随备份回到了当时："
    "请对照备份之后导出的安全日志重新处理。"
)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup", help="运行中备份整个数据库到一个文件（会话密钥须另存）")
@click.argument("file", type=_FILE)
def take(file: Path) -> None:
    """Write a backup; others go on working meanwhile."""
    state = installation()
    manifest = backup.take(state.engine, file, now=state.now())
    click.echo(f"已备份到 {file}：{_holds(manifest)}，{manifest.size:,} 字节")
    click.echo("密钥文件（JIEDU_SECRET_KEY_FILE 或 JIEDU_VAR 下的 secret_key）不在备份里，请另行保存。")


@click.command("restore", help="把备份恢复到 JIEDU_DATABASE_URL 的数据库，然后校验；先停网站和后台进程")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="数据库不是空的也恢复，现有内容整个替换")
@click.option("--show", is_flag=True, help="只列出备份的内容")
@click.pass_context
def restore(context: click.Context, file: Path, replace: bool, show: bool) -> None:
    """Put a backup back and prove it; status 1 when the proof fails."""
    if show:
        click.echo(backup.read_manifest(file).text(), nl=False)
        return
    state = installation()
    manifest = backup.restore(file, state.engine, replace=replace)
    click.echo(f"已恢复 {manifest.taken_at} 的备份：{_holds(manifest)}")
    click.echo(_UNDONE)
    if manifest.dialect == "postgresql":
        click.echo("网站用的数据库角色须重新授权：jiedu db grant --role 角色。")
    with state.engine.connect() as connection:
        older = outdated(connection)
    if older:
        click.echo("备份来自另一个版本：请运行 jiedu db upgrade，再运行 jiedu verify。")
        return
    context.invoke(verify)
    click.echo("可以启动网站和后台进程。")


def _holds(manifest: backup.Manifest) -> str:
    counts = manifest.counts
    return f"{counts['process_instance']} 个实例，{counts['record']} 条记录，{counts['office_user']} 个账号"


COMMANDS = (take, restore)
