"""``jiedu library``: search, index and check the question library from the command line."""

from __future__ import annotations

import json

import click

from processes import library
from processes.errors import InvalidState
from processes.library.figures import office_day
from service.cli.calendar import AS_JSON
from service.cli.state import begin, installation
from service.state import State


@click.group("library", help="政策咨询问答库")
def library_group() -> None:
    """The group."""


@library_group.command("search", help="检索：列出相符的问答和分数")
@click.argument("question")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 50), help="最多几条")
@click.option("--unit", help="只看一个单位的")
@AS_JSON
def search(question: str, limit: int, unit: str | None, as_json: bool) -> None:
    """Ask a question."""
    state = installation()
    with state.readers() as session:
        today = office_day(state.now())
        found = library.search(session, question, _lexicon(state), today=today, limit=limit, unit=unit)
        matches = [match.to_plain() for match in found]
    if as_json:
        click.echo(json.dumps(matches, ensure_ascii=False, indent=2))
        return
    for match in matches:
        click.echo(f"{match['score']:.2f}  {match['qa_id']}  {match['status']}  {match['question']}")
    if not matches:
        click.echo("没有相符的问答")


@library_group.command("index", help="按现在的词表重建检索索引")
def index() -> None:
    """Read every entry again."""
    state = installation()
    lexicon = _lexicon(state)
    with begin(state) as session:
        count = library.refresh(session, lexicon, everything=True)
    click.echo(f"已按词表 {lexicon.version} 重建 {count} 条问答的索引")


@library_group.command("check", help="查验：有效的条目其文件现行有效，索引与条目一致")
def check() -> None:
    """Invariant 10, and the counts of the index."""
    state = installation()
    with state.readers() as session:
        broken, wrong = library.broken_entries(session), library.wrong_counts(session)
    if broken or wrong:
        listed = f"有效但文件不再有效的条目：{'、'.join(broken) or '无'}；索引计数不符的词：{len(wrong)} 个"
        raise InvalidState(f"问答库查验不通过。{listed}（索引可用 jiedu library index 重建）")
    click.echo("问答库查验通过")


def _lexicon(state: State) -> library.Lexicon:
    own = state.settings.library.lexicon
    return library.load_lexicon(str(own) if own else None)


COMMANDS = (library_group,)
