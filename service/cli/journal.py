"""``jiedu journal``: the security journal."""

from __future__ import annotations

import sys

import click

from service.cli.state import installation
from service.identity import journal


@click.group("journal", help="安全日志")
def journal_group() -> None:
    """The security journal."""


@journal_group.command("verify", help="校验安全日志的哈希链；发现改动时列出链与序号")
def verify() -> None:
    """Prove that nobody edited the journal; status 1 when a fault was found."""
    with installation().readers() as session:
        faults = journal.verify(session)
        ends = journal.heads(session)
    for fault in faults:
        click.echo(f"链 {fault.chain} 第 {fault.seq} 条：{fault.text}")
    if faults:
        click.echo(f"发现 {len(faults)} 处问题")
        sys.exit(1)
    click.echo(f"校验通过：{sum(head.seq for head in ends.values())} 条")
    for chain, head in sorted(ends.items()):
        click.echo(f"链 {chain} 末条 {head.seq}：{head.hash}")


COMMANDS = (journal_group,)
