"""Giving and ending posts over time: what an account may never hold together is refused when it is given.

``separation.clash`` says what clashes; here it is asked for every day that posts overlap, also in the future.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.errors import Forbidden, InvalidArgument, InvalidState, NotFound
from service.identity import attempts
from service.identity.log_ins import end_sessions_of
from service.identity.separation import clash
from service.identity.tables import Group, Membership, Post, Unit

OWN = "不能更改自己的账号、岗位和登录方式，请由另一名管理员办理"


@dataclass(frozen=True)
class Span:
    """A group that is held from *since* to *until*, both days included; open end without *until*."""

    group: str
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether it is held on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A post to be given: *group* of *unit*, called *title*."""

    unit: str
    group: str
    title: str
    since: date
    until: date | None = None
    acting: bool = False


def clash_over_time(spans: Iterable[Span]) -> tuple[date, str] | None:
    """The first day on which what is held clashes, and why; None when there is no such day.

    What is held grows only on a day on which something begins, so these days are all that have to be asked.
    """
    held = list(spans)
    for day in sorted({span.since for span in held}):
        why = clash(frozenset(span.group for span in held if span.holds(day)))
        if why is not None:
            return day, why
    return None


def give_post(session: Session, user_id: str, seat: Seat, *, by: str, today: date, now: int) -> Membership:
    """Let somebody hold a post; his log-ins end, so that the next one knows of it.

    *now*: seconds since 1970.  Raises NotFound (person, unit, group), Forbidden (one's own posts) and
    InvalidArgument (days, title, or the separation of duties).
    """
    not_own(user_id, by)
    if attempts.held(session, user_id) is None:  # two who give posts to one person go one after the other
        raise NotFound(f"没有账号“{user_id}”")
    post = _post(session, seat)
    _check_days(seat, today)
    spans = [_span(each) for each in seats_of(session, user_id)]
    clashing = clash_over_time([*spans, Span(post.group_name, seat.since, seat.until)])
    if clashing is not None:
        day, why = clashing
        raise InvalidArgument("岗位没有给出", errors={"group": [f"自 {day} 起，{why}"]})
    if any(each.group == post.group_name and each.holds(seat.since) for each in spans):
        raise InvalidArgument("岗位没有给出", errors={"group": ["在这一天已经担任这个岗位"]})
    given = Membership(user_id=user_id, post_id=post.id, since=seat.since, until=seat.until)
    given.title, given.acting = seat.title, seat.acting
    session.add(given)
    end_sessions_of(session, user_id, now=now)
    session.flush()
    return given


def end_post(
    session: Session, user_id: str, membership_id: int, *, until: date, by: str, today: date, now: int
) -> Membership:
    """Let somebody hold a post of his until that day, yesterday for at once; his log-ins end.

    *now*: seconds since 1970.  Raises NotFound, Forbidden (one's own), InvalidState (it has ended already)
    and InvalidArgument (field ``until``).
    """
    seat = session.get(Membership, membership_id)
    if seat is None or seat.user_id != user_id:
        raise NotFound(f"账号“{user_id}”没有任职 {membership_id}")
    not_own(user_id, by)
    yesterday = today - timedelta(days=1)
    if seat.until is not None and seat.until < today:
        raise InvalidState(f"这项任职已于 {seat.until} 结束")
    if until < yesterday:
        raise InvalidArgument("任职没有结束", errors={"until": [f"不能早于 {yesterday}：以往的任职不更改"]})
    if seat.until is not None and until > seat.until:
        raise InvalidArgument(
            "任职没有结束", errors={"until": [f"原定 {seat.until} 结束，不能延后，请另给岗位"]}
        )
    seat.until = until
    end_sessions_of(session, seat.user_id, now=now)
    session.flush()
    return seat


def seats_of(session: Session, user_id: str) -> list[Membership]:
    """Every post that somebody holds, held or will hold, the latest first."""
    query = select(Membership).where(Membership.user_id == user_id)
    return list(session.scalars(query.order_by(Membership.since.desc(), Membership.id.desc())))


def not_own(user_id: str, by: str) -> None:
    """Nobody changes his own account.  Raises Forbidden."""
    if user_id == by:
        raise Forbidden(OWN)


def _post(session: Session, seat: Seat) -> Post:
    unit, group = session.get(Unit, seat.unit), session.get(Group, seat.group)
    if unit is None or group is None:
        raise NotFound(f"没有单位“{seat.unit}”" if unit is None else f"没有岗位“{seat.group}”")
    known = session.get(Post, f"{unit.id}.{group.code}")
    if known is not None:
        return known
    post = Post(id=f"{unit.id}.{group.code}", unit=unit, group=group)
    session.add(post)
    session.flush()
    return post


def _check_days(seat: Seat, today: date) -> None:
    errors: dict[str, list[str]] = {}
    if seat.since < today:
        errors["since"] = [f"不能早于今天（{today}）：以往的任职不更改"]
    if seat.until is not None and seat.until < seat.since:
        errors["until"] = ["不能早于起始日期"]
    if not seat.title.strip():
        errors["title"] = ["请写明职务名称"]
    if errors:
        raise InvalidArgument("岗位没有给出", errors=errors)


def _span(seat: Membership) -> Span:
    return Span(seat.post.group_name, seat.since, seat.until)
