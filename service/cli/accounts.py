"""``jiedu account``: accounts and posts, for the first administrators and for an office that is locked out.

Whoever may run it is above the separation of administrators; everything is noted in the security journal.
"""

from __future__ import annotations

from datetime import date, datetime

import click

from service import accounts_shown
from service.cli.state import CLI, begin, installation, note, seconds
from service.identity import administration, passwords, posts
from service.identity.accounts import TEMPORARY_DAYS
from service.identity.administration import Details
from service.identity.people import office_day
from service.identity.posts import Seat

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("account", help="账号与岗位（首批管理员、全员被锁在外面时用；都记入安全日志）")
def account_group() -> None:
    """Accounts and posts."""


@account_group.command("list", help="列出账号：单位、现任岗位、情况")
@click.option("--find", default="", help="账号、姓名或单位中的文字")
def list_accounts(find: str) -> None:
    """All accounts."""
    state = installation()
    with state.readers() as session:
        found = accounts_shown.rows(session, find, today=office_day(state.now()), now=seconds(state))
    for row in found:
        click.echo(f"{row.id}  {row.name}  {row.unit}  {row.posts}  {'、'.join(row.states)}")


@account_group.command("create", help="新建账号；随后用 give 给岗位、用 reset-password 设初始密码")
@click.argument("user")
@click.option("--name", required=True, help="姓名")
@click.option("--unit", required=True, help="单位的标识")
@click.option("--email", default="", help="电子邮箱")
def create(user: str, name: str, unit: str, email: str) -> None:
    """A new account."""
    state = installation()
    with begin(state) as session:
        administration.create(session, user, Details(name=name, unit=unit, email=email))
        note(state, session, "account_created", user, name=name, unit=unit)
    click.echo(f"已建立账号 {user}")


@account_group.command("switch-off", help="停用账号，各处登录随即结束")
@click.argument("user")
def switch_off(user: str) -> None:
    """Switch an account off."""
    _switch(user, on=False)


@account_group.command("switch-on", help="启用账号")
@click.argument("user")
def switch_on(user: str) -> None:
    """Switch an account on."""
    _switch(user, on=True)


def _switch(user: str, *, on: bool) -> None:
    state = installation()
    with begin(state) as session:
        administration.switch(session, user, on=on, by=CLI, now=seconds(state))
        note(state, session, "account_switched_on" if on else "account_switched_off", user)
    click.echo(f"账号 {user} 已{'启用' if on else '停用'}")


@account_group.command("give", help="给出岗位；三员分立照样检查")
@click.argument("user")
@click.argument("group")
@click.option("--unit", required=True, help="单位的标识")
@click.option("--title", required=True, help="职务名称")
@click.option("--from", "since", type=DAY, help="自（默认今天）")
@click.option("--to", "until", type=DAY, help="至（含当日；默认长期）")
@click.option("--acting", is_flag=True, help="代理")
def give(
    user: str, group: str, unit: str, title: str, since: datetime | None, until: datetime | None, acting: bool
) -> None:
    """Let somebody hold a post."""
    state = installation()
    today = office_day(state.now())
    days = (_day(since) or today, _day(until))
    seat = Seat(unit=unit, group=group, title=title, since=days[0], until=days[1], acting=acting)
    with begin(state) as session:
        given = posts.give_post(session, user, seat, by=CLI, today=today, now=seconds(state))
        note(state, session, "post_given", user, post=group, unit=unit, since=str(given.since))
    click.echo(f"{user} 自 {given.since} 起担任 {group}（任职 {given.id}）")


@account_group.command("end", help="结束任职")
@click.argument("user")
@click.argument("group")
@click.option("--to", "until", type=DAY, required=True, help="至（含当日；昨天即刻生效）")
def end(user: str, group: str, until: datetime) -> None:
    """Let somebody hold a post until a day."""
    state = installation()
    today, last = office_day(state.now()), until.date()
    with begin(state) as session:
        open_seats = [
            seat
            for seat in posts.seats_of(session, user)
            if seat.post.group_code == group and (seat.until is None or seat.until >= today)
        ]
        for seat in open_seats:
            posts.end_post(session, user, seat.id, until=last, by=CLI, today=today, now=seconds(state))
            note(state, session, "post_ended", user, post=seat.post.group_name, until=str(last))
    click.echo(f"已结束 {len(open_seats)} 项任职")


@account_group.command("unlock", help="解除登录失败引起的锁定")
@click.argument("user")
def unlock(user: str) -> None:
    """Forget the failed log-ins."""
    state = installation()
    with begin(state) as session:
        administration.unlock(session, user, by=CLI, now=seconds(state))
        note(state, session, "account_unlocked", user)
    click.echo(f"账号 {user} 已解锁")


@account_group.command("reset-password", help="生成并显示临时密码，首次登录须更改")
@click.argument("user")
def reset_password(user: str) -> None:
    """A temporary password."""
    state = installation()
    made = administration.temporary_password(state.settings.accounts)
    hashed = passwords.hash_password(made)
    with begin(state) as session:
        administration.reset_password(session, user, hashed, by=CLI, now=seconds(state))
        note(state, session, "password_reset", user)
    click.echo(f"{user} 的临时密码（{TEMPORARY_DAYS} 天内有效，首次登录须更改）：{made}")


@account_group.command("reset-second-factor", help="重置动态口令")
@click.argument("user")
def reset_second_factor(user: str) -> None:
    """Take the authenticator away."""
    state = installation()
    with begin(state) as session:
        administration.reset_second_factor(session, user, by=CLI, now=seconds(state))
        note(state, session, "second_factor_removed", user)
    click.echo(f"账号 {user} 的动态口令已重置")


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


COMMANDS = (account_group,)
