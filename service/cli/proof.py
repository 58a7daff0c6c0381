"""``jiedu verify`` and ``jiedu anchor``: proof that nobody edited what happened."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import jobs, proof, queries, reexecution
from processes.store import Anchor, Instance
from service import anchoring, archiving
from service.cli.state import CLI, installation, note
from service.config import ConfigError
from service.identity import journal
from service.state import State

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_STEP = 50_000  # records between two lines of progress


@click.command("verify", help="校验哈希链、部署文件、锚定和安全日志；发现改动时列出实例与序号")
@click.argument("instance", required=False, type=int)
@click.option("--reexecute", "again", is_flag=True, help="同时把记录的操作交给引擎重新执行并比较")
@click.option("--anchor", "files", type=_FILE, multiple=True, help="另处保存的锚定文件，可多次")
@click.option("--public-key", "key", type=_FILE, help="认可的公钥文件（PEM）；默认按设置")
@click.option("--progress/--no-progress", default=sys.stderr.isatty, help="每五万条记录报告一次进度")
def verify(
    instance: int | None, again: bool, files: tuple[Path, ...], key: Path | None, progress: bool
) -> None:
    """Prove that nobody edited what happened; status 1 when a fault was found."""
    state = installation()
    seen = proof.Seen(told=_Progress() if progress else lambda _: None)
    trusted = _trusted(state, key)
    with state.readers() as session:
        if instance is not None:
            queries.instance(session, instance)
        faults = proof.verify(session, instance, seen)
        if instance is None:
            faults += _whole(session, trusted, seen)
        for file in files:
            faults += proof.check_file(session, file.read_text(encoding="utf8"), trusted)
        texts = [_place(fault) + fault.text for fault in faults]
        texts += _again(session, instance) if again else []
    for text in texts:
        click.echo(text)
    if texts:
        click.echo(f"发现 {len(texts)} 处问题")
        sys.exit(1)
    click.echo(f"校验通过：{_counted(seen)}" + ("，重新执行的结果一致" if again else ""))
    if seen.anchors and not trusted:
        click.echo(
            "没有设置公钥：锚定的签名只与旁边所附的公钥核对，请用 --public-key 指定另处保存的公钥", err=True
        )


def _counted(seen: proof.Seen) -> str:
    anchors = f"、{seen.anchors} 次锚定" if seen.anchors else ""
    return f"{seen.instances} 个实例、{seen.records} 条记录{anchors}"


def _trusted(state: State, key: Path | None) -> dict[str, str]:
    if key is None:
        return anchoring.trusted(state.settings)
    try:
        return proof.public_keys(key)
    except proof.SpoiltKey as error:
        raise ConfigError(f"--public-key：{error}") from error


def _whole(session: Session, trusted: dict[str, str], seen: proof.Seen) -> list[proof.Fault]:
    """The anchors and the security journal."""
    found = proof.check_anchors(session, trusted, partial(anchoring.other, session), seen)
    return found + [
        proof.Fault(None, None, f"安全日志链 {fault.chain} 第 {fault.seq} 条：{fault.text}")
        for fault in journal.verify(session)
    ]


def _again(session: Session, instance: int | None) -> Sequence[str]:
    every = select(Instance.id).order_by(Instance.id)
    numbers = [instance] if instance is not None else list(session.scalars(every))
    return [
        f"实例 {found.instance_id} 第 {found.seq} 条：{found.text}"
        for number in numbers
        for found in reexecution.reexecute(session, number)
    ]


def _place(fault: proof.Fault) -> str:
    if fault.instance_id is None:
        return ""
    return f"实例 {fault.instance_id} " + (f"第 {fault.seq} 条：" if fault.seq is not None else "：")


class _Progress:
    """A line every so many records."""

    def __init__(self) -> None:
        self._next = _STEP

    def __call__(self, seen: proof.Seen) -> None:
        if seen.records >= self._next:
            click.echo(f"已校验 {seen.instances} 个实例、{seen.records} 条记录", err=True)
            self._next = seen.records + _STEP


@click.group("anchor", help="锚定：把各实例的末条哈希签名保存")
def anchor_group() -> None:
    """Signed anchors."""


@anchor_group.command("key", help="生成签名锚定的密钥：私钥（权限 600）和 .pub 公钥")
@click.argument("file", type=click.Path(path_type=Path))
def key(file: Path) -> None:
    """Make a key."""
    try:
        made = proof.new_key(file)
    except proof.SpoiltKey as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"私钥：{file}（设为 JIEDU_ANCHOR_KEY_FILE）")
    click.echo(f"公钥：{file}.pub（另处保存一份，交审计员）")
    click.echo(f"公钥指纹：{proof.fingerprint(made.public)}")


@anchor_group.command("now", help="立即锚定，并送到设置的去处")
def now() -> None:
    """Make an anchor at once."""
    state = installation()
    rules = anchoring.rules(state.settings)
    if rules.anchoring is None:
        raise ConfigError("JIEDU_ANCHOR_KEY_FILE：没有设置签名的私钥，不能锚定；用 jiedu anchor key 生成")
    made = proof.anchor(state.sessions, rules.anchoring, now=state.now(), at_once=True)
    if made is None:
        click.echo("另一个进程刚刚锚定过")
        return
    click.echo(_line(made))
    jobs.send_anchors(state.sessions, rules, state.now())


@anchor_group.command("list", help="列出锚定")
def listed() -> None:
    """The anchors, the oldest first."""
    with installation().readers() as session:
        for made in session.scalars(select(Anchor).order_by(Anchor.number)):
            click.echo(_line(made))


@anchor_group.command("export", help="输出一次锚定的文件（不给编号则最近一次）")
@click.argument("number", required=False, type=int)
@click.option("--out", type=click.Path(path_type=Path), help="写到的文件；默认标准输出")
def export(number: int | None, out: Path | None) -> None:
    """An anchor as it is kept elsewhere."""
    with installation().readers() as session:
        query = select(Anchor).order_by(Anchor.number.desc()).limit(1)
        made = session.scalar(query if number is None else query.where(Anchor.number == number))
        if made is None:
            raise click.ClickException("没有这次锚定")
        text = proof.export_text(session, made)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text, encoding="utf8")


@click.command("archive", help="输出一件事项的归档包（zip），内有离线校验程序")
@click.argument("instance", type=int)
@click.option("--out", type=click.Path(path_type=Path), help="写到的文件；默认 归档-编号.zip")
def archive(instance: int, out: Path | None) -> None:
    """The archive of a case."""
    state = installation()
    with state.readers() as session:
        file = archiving.make(session, state.settings, instance, by=CLI, now=state.now())
    with state.sessions.begin() as session:
        note(state, session, "archive_exported", str(instance))
    path = out or Path(file.name)
    path.write_bytes(file.content)
    click.echo(f"已写到 {path}；解压后运行 python -I verify.py --public-key 公钥文件")


def _line(made: Anchor) -> str:
    told = proof.stated(made)
    return (
        f"第 {made.number} 次锚定 {made.at.isoformat(timespec='seconds')}："
        f"{told['leaves']} 项有变化，至今 {told['instances']} 个实例、{told['records']} 条记录，"
        f"公钥 {proof.fingerprint(made.public_key)}"
    )


COMMANDS = (verify, anchor_group, archive)
