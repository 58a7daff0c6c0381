"""``jiedu paper``: official papers as files."""

from __future__ import annotations

from pathlib import Path

import click

from processes import queries
from processes.papers import ENDINGS, KINDS
from service import official
from service.cli.state import installation


@click.command("paper", help="输出文书：" + "、".join(f"{kind.code} {kind.name}" for kind in KINDS.values()))
@click.argument("number", type=click.IntRange(1))
@click.argument("code", type=click.Choice(list(KINDS)))
@click.option("--format", "ending", type=click.Choice(list(ENDINGS)), default="docx", show_default=True)
@click.option("--until", type=click.IntRange(1), help="某条记录之后的情形；不给则为现在")
@click.option("--out", type=click.Path(path_type=Path), help="写到哪个文件；不给则用文书名，写到当前目录")
def paper(number: int, code: str, ending: str, until: int | None, out: Path | None) -> None:
    """Write a paper of an instance to a file."""
    state = installation()
    with state.readers() as session:
        queries.instance(session, number)
        font = state.settings.pdf_font
        file = official.render(session, number, code, ending, until=until, font=font)
    target = out or Path(file.name)
    target.write_bytes(file.content)
    click.echo(f"已写出 {target}（{len(file.content)} 字节）")


COMMANDS = (paper,)
