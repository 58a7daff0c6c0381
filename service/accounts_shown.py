"""Accounts as administrators see them: state, posts over time, what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.identity import attempts, second_factor
from service.identity.posts import seats_of
from service.identity.tables import Group, LoginSession, Membership, Post, SecondFactor, Unit, User

#: Rows of the list.
MOST = 500


@dataclass(frozen=True)
class Row:
    """One account in the list."""

    id: str
    name: str
    unit: str
    posts: str
    states: tuple[str, ...]
    last_login: datetime | None


def rows(session: Session, text: str, *, today: date, now: int) -> list[Row]:
    """The accounts whose id, name or unit has *text* in it, by unit; at most ``MOST``."""
    query = select(User).join(Unit, User.unit_id == Unit.id).order_by(Unit.position, User.id)
    if text:
        fits = (
            User.id.contains(text, autoescape=True),
            User.name.contains(text, autoescape=True),
            Unit.name.contains(text, autoescape=True),
        )
        query = query.where(fits[0] | fits[1] | fits[2])
    users = list(session.scalars(query.limit(MOST)))
    posts, last = _posts_today(session, today), _last_log_ins(session)
    factors = set(session.scalars(select(SecondFactor.user_id).where(SecondFactor.confirmed_at.is_not(None))))
    return [
        Row(
            id=user.id,
            name=user.name,
            unit=user.unit.name,
            posts="、".join(posts.get(user.id, [])) or "（无）",
            states=states(user, has_factor=user.id in factors, now=now),
            last_login=_moment(last.get(user.id)),
        )
        for user in users
    ]


def states(user: User, *, has_factor: bool, now: int) -> tuple[str, ...]:
    """What an administrator has to know of an account, in words."""
    found = ["启用" if user.active else "停用"]
    if attempts.is_locked(user, now=now):
        found.append("锁定")
    if user.password_hash is None:
        found.append("没有密码")
    elif user.must_change:
        found.append("须更改密码")
    if has_factor:
        found.append("动态口令")
    return tuple(found)


def whole(session: Session, user: User, *, today: date, now: int) -> dict[str, object]:
    """Everything that the page of an account shows."""
    return {
        "user": user,
        "states": states(user, has_factor=second_factor.is_set(session, user.id), now=now),
        "locked": attempts.is_locked(user, now=now),
        "locked_until": _moment(user.locked_until),
        "has_factor": second_factor.is_set(session, user.id),
        "last_login": _moment(_last_log_ins(session, user.id).get(user.id)),
        "seats": [_seat(seat, today) for seat in seats_of(session, user.id)],
        **choices(session),
    }


def choices(session: Session) -> dict[str, object]:
    """Units and groups to choose from."""
    return {
        "units": [(unit.id, unit.name) for unit in session.scalars(select(Unit).order_by(Unit.position))],
        "groups": [(row.code, row.name) for row in session.scalars(select(Group).order_by(Group.position))],
    }


def _seat(seat: Membership, today: date) -> dict[str, object]:
    over = seat.until is not None and seat.until < today
    return {
        "id": seat.id,
        "unit": seat.post.unit.name,
        "group": seat.post.group.name,
        "title": seat.title + ("（代）" if seat.acting else ""),
        "since": seat.since,
        "until": seat.until,
        "state": "已结束" if over else "尚未开始" if seat.since > today else "在任",
        "open": not over,
    }


def _posts_today(session: Session, today: date) -> dict[str, list[str]]:
    still = Membership.until.is_(None) | (Membership.until >= today)
    query = select(Membership.user_id, Group.name).join(Post, Membership.post_id == Post.id)
    query = query.join(Group, Post.group_code == Group.code).where(Membership.since <= today, still)
    found: dict[str, list[str]] = {}
    for user_id, name in session.execute(query.order_by(Membership.id)):
        found.setdefault(user_id, []).append(name)
    return found


def _last_log_ins(session: Session, user_id: str | None = None) -> dict[str, int]:
    query = select(LoginSession.user_id, func.max(LoginSession.created_at)).group_by(LoginSession.user_id)
    if user_id is not None:
        query = query.where(LoginSession.user_id == user_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
