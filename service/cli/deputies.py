"""``jiedu deputy``: who stands in for whom (代理)."""

from __future__ import annotations

from datetime import datetime

import click

from service.cli.state import begin, installation, note, seconds
from service.deputising import state_of, told
from service.identity import deputies
from service.identity.deputies import Plan
from service.identity.people import office_day

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("deputy", help="代理：外出期间由他人代为办理")
def deputy_group() -> None:
    """Deputies."""


@deputy_group.command("list", help="代理记录，最近的在前")
def listing() -> None:
    """The latest 200."""
    state = installation()
    with state.readers() as session:
        for row in deputies.concerning(session, None):
            posts = row.posts or "全部岗位"
            status = state_of(row, office_day(state.now()))
            click.echo(
                f"{row.id}\t{row.deputy_id} 代 {row.person_id}\t{row.since}—{row.until}\t{posts}\t{status}"
            )


@deputy_group.command("name", help="登记代理")
@click.argument("person")
@click.argument("deputy")
@click.option("--from", "since", type=_DAY, required=True, help="开始日期，如 2026-02-01")
@click.option("--to", "until", type=_DAY, required=True, help="结束日期（含当日）")
@click.option("--post", "posts", multiple=True, help="代理的岗位，可重复；不写为全部")
@click.option("--reason", required=True, help="事由")
def name(
    person: str, deputy: str, since: datetime, until: datetime, posts: tuple[str, ...], reason: str
) -> None:
    """Name a deputy."""
    state = installation()
    plan = Plan(
        person=person,
        deputy=deputy,
        since=since.date(),
        until=until.date(),
        posts=posts or None,
        reason=reason,
    )
    longest = state.settings.federation.deputy_days
    with begin(state) as session:
        today, now = office_day(state.now()), seconds(state)
        row = deputies.name_deputy(session, plan, by=None, today=today, now=now, longest=longest)
        note(state, session, "deputy_named", person, **told(row))
        click.echo(f"已登记代理 {row.id}：{deputy} 代 {person}，{row.since} 至 {row.until}")


@deputy_group.command("end", help="提前结束代理")
@click.argument("number", type=int)
def end(number: int) -> None:
    """End one before its time."""
    state = installation()
    with begin(state) as session:
        row = deputies.end_deputy(session, number, by=None, now=seconds(state))
        note(state, session, "deputy_ended", row.person_id, **told(row))
    click.echo(f"已结束代理 {number}")


COMMANDS = (deputy_group,)
