"""``jiedu token``: the API tokens of this installation."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from service.cli.state import begin, installation, note, seconds
from service.identity import tokens


@click.group("token", help="接口令牌")
def token_group() -> None:
    """Tokens."""


@token_group.command("list", help="令牌，最近的在前；不显示令牌本身")
@click.option("--user", help="只列出此人的")
def listing(user: str | None) -> None:
    """The latest 200."""
    state = installation()
    with state.readers() as session:
        for row in tokens.tokens_of(session, user):
            live = "有效" if tokens.is_live(row, now=seconds(state)) else "失效"
            until = datetime.fromtimestamp(row.expires_at, UTC).date()
            click.echo(f"{row.id}\t{row.user_id}\t{row.name}\t{row.scopes}\t{until}\t{live}")


@token_group.command("revoke", help="撤销令牌")
@click.argument("number", type=int)
def revoke(number: int) -> None:
    """End a token at once."""
    state = installation()
    with begin(state) as session:
        row = tokens.revoke_token(session, number, by=None, now=seconds(state))
        note(state, session, "token_revoked", row.user_id, name=row.name, scopes=row.scopes)
    click.echo(f"已撤销令牌 {number}")


COMMANDS = (token_group,)
