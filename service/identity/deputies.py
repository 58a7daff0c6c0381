"""Naming and ending deputies (代理).  Days are those of the office, times seconds since 1970."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from processes.errors import Forbidden, InvalidArgument, InvalidState, NotFound
from service.identity.capacities import ROLES, deputable, seats_on
from service.identity.federation_tables import Deputyship
from service.identity.people import Person
from service.identity.separation import ADMINISTRATORS
from service.identity.tables import Membership, User

#: Who names deputies for the people of his unit.
HEADS = ("unit_head", "m_chief")
LONGEST_REASON = 200


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who is to stand in for whom, from when to when (both included); ``posts``: ids, None for all."""

    person: str
    deputy: str
    since: date
    until: date
    posts: Collection[str] | None = None
    reason: str = ""


def name_deputy(
    session: Session, plan: Plan, *, by: Person | None, today: date, now: int, longest: int
) -> Deputyship:
    """Record a deputy; *by* (None: the command line) must be the person, the head of his unit or secadmin.

    *longest* is the most days of a span.  Raises NotFound, Forbidden, InvalidArgument (fields ``deputy``,
    ``posts``, ``since``, ``until``, ``reason``) and InvalidState when somebody else stands in meanwhile.
    """
    person, deputy = _user(session, plan.person), session.get(User, plan.deputy)
    _arranging(by, person)
    held = list(session.scalars(seats_on(today).where(Membership.user_id == person.id)))
    seats = {seat.post_id for seat in deputable(held)}
    errors = _spans(plan, today, longest) | _reasons(plan)
    errors |= _who(session, person, deputy, by, today) | _which(plan, seats, held)
    if errors:
        raise InvalidArgument("代理没有登记", errors=errors)
    posts = None if plan.posts is None else frozenset(plan.posts)
    _free(session, plan, posts)
    row = Deputyship(
        person_id=person.id,
        deputy_id=plan.deputy,
        posts=None if posts is None else " ".join(sorted(posts)),
        since=plan.since,
        until=plan.until,
        reason=plan.reason.strip(),
        made_by=by.id if by else "cli",
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def end_deputy(session: Session, number: int, *, by: Person | None, now: int) -> Deputyship:
    """End one before its time: by who could name it, or by the deputy himself.

    Raises NotFound, Forbidden, InvalidState when it has been ended.
    """
    row = session.get(Deputyship, number)
    if row is None:
        raise NotFound(f"没有编号为 {number} 的代理")
    if by is None or by.id != row.deputy_id:
        _arranging(by, _user(session, row.person_id))
    if row.ended_at is not None:
        raise InvalidState(f"编号为 {number} 的代理已经提前结束")
    row.ended_by, row.ended_at = by.id if by else "cli", now
    return row


def may_arrange(by: Person, person: User) -> bool:
    """Whether *by* may name and end deputies of the person."""
    head = any(f"{group}@{person.unit_id}" in by.groups for group in HEADS)
    chief = by.unit == person.unit_id and bool(by.groups & set(HEADS))
    return by.id == person.id or "secadmin" in by.groups or head or chief


def concerning(session: Session, by: Person | None) -> list[Deputyship]:
    """Those that somebody may see, the latest first: his own, those of his unit for its head.

    None (the command line), secadmin and the auditor see all.
    """
    query = select(Deputyship).order_by(Deputyship.since.desc(), Deputyship.id.desc()).limit(200)
    if by is not None and not by.groups & {"secadmin", "auditor"}:
        mine = or_(Deputyship.person_id == by.id, Deputyship.deputy_id == by.id)
        if by.groups & {*HEADS, *(f"{group}@{by.unit}" for group in HEADS)}:
            mine = or_(mine, Deputyship.person_id.in_(select(User.id).where(User.unit_id == by.unit)))
        query = query.where(mine)
    return list(session.scalars(query))


def posts_of(session: Session, user_id: str, on: date) -> list[Membership]:
    """The posts of a person that somebody may stand in for."""
    return deputable(session.scalars(seats_on(on).where(Membership.user_id == user_id)))


def _user(session: Session, user_id: str) -> User:
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise NotFound(f"没有启用的账号“{user_id}”")
    return user


def _arranging(by: Person | None, person: User) -> None:
    if by is not None and not may_arrange(by, person):
        raise Forbidden("只有本人、本单位主要负责人和安全管理员可以登记或结束代理", person=person.id)


def _spans(plan: Plan, today: date, longest: int) -> dict[str, list[str]]:
    if plan.since < today:
        return {"since": [f"应不早于今天（{today}），得到 {plan.since}：代理不能追溯"]}
    if plan.until < plan.since:
        return {"until": [f"应不早于开始的日期（{plan.since}），得到 {plan.until}"]}
    if plan.until - plan.since >= timedelta(days=longest):
        return {"until": [f"一次代理至多 {longest} 天，应不晚于 {plan.since + timedelta(days=longest - 1)}"]}
    return {}


def _reasons(plan: Plan) -> dict[str, list[str]]:
    length = len(plan.reason.strip())
    if 0 < length <= LONGEST_REASON:
        return {}
    return {"reason": [f"应为 1 到 {LONGEST_REASON} 个字，实际为 {length} 个"]}


def _who(
    session: Session, person: User, deputy: User | None, by: Person | None, today: date
) -> dict[str, list[str]]:
    if deputy is None or not deputy.active:
        return {"deputy": ["没有这个启用的账号"]}
    if deputy.id == person.id:
        return {"deputy": ["代理人不能是本人"]}
    if deputy.unit_id != person.unit_id and by is not None and "secadmin" not in by.groups:
        return {"deputy": ["跨单位的代理须由安全管理员登记"]}
    codes = {seat.post.group_code for seat in session.scalars(seats_on(today).filter_by(user_id=deputy.id))}
    if codes & set(ADMINISTRATORS):
        return {"deputy": ["系统管理员、安全管理员、审计员不办理事项，不能作代理人（三员分立）"]}
    if not codes - ROLES:
        return {"deputy": ["代理人应有办理事项的岗位"]}
    return {}


def _which(plan: Plan, seats: set[str], held: Collection[Membership]) -> dict[str, list[str]]:
    if any(seat.post.group_code in ADMINISTRATORS for seat in held):
        return {"posts": ["系统管理员、安全管理员、审计员的岗位不能由他人代理（三员分立）"]}
    if not seats:
        return {"posts": ["此人没有可以由他人代理的岗位；代理的岗位不能转由他人代理"]}
    strange = sorted(set(plan.posts or ()) - seats)
    if strange or (plan.posts is not None and not plan.posts):
        wanted, got = "、".join(sorted(seats)), "、".join(strange) or "无"
        return {"posts": [f"应为此人担任且可以代理的岗位（{wanted}），得到 {got}"]}
    return {}


def _free(session: Session, plan: Plan, posts: frozenset[str] | None) -> None:
    """One post has one deputy at a time: it must be clear who answers."""
    query = select(Deputyship).where(
        Deputyship.person_id == plan.person,
        Deputyship.ended_at.is_(None),
        Deputyship.since <= plan.until,
        Deputyship.until >= plan.since,
    )
    for row in session.scalars(query):
        if posts is None or row.post_ids is None or posts & row.post_ids:
            raise InvalidState(
                f"{row.since} 至 {row.until} 已由 {row.deputy_id} 代理，应先结束再登记",
                assignee=row.deputy_id,
            )
