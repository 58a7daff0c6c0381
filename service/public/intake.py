"""Inquiries that come in from outside become instances of P15 by the message ``inquiry_received``.

The website takes them from everybody, little by little; 12345 and the desks show a token (S2-68 … S2-70).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import commands, personal
from processes.commands import Actor
from processes.errors import Forbidden, InvalidArgument
from service import db, pressure
from service.identity.home import OfficeOfUnits, unit_options
from service.identity.people import OFFICE_TIME
from service.identity.tables import Post
from service.public.receipts import code_of
from service.state import current

#: Channels of F14; only the first is open to everybody.
WEB = "网民留言"
CHANNELS = (WEB, "12345", "网站信箱", "窗口", "电话", "新媒体")
PUBLIC = Actor("public", "公众")
#: Bytes of a request, and characters of its fields.
LARGEST_BODY = 16 * 1024
LIMITS = {"question": 1000, "asker": 60, "contact": 100, "policy_ref": 200, "source_no": 60}
_SHORTEST = 2
#: An inquiry that nothing takes yet is kept; the same number of a channel is taken once in this time.
KEPT = timedelta(days=30)
_KNOWN = frozenset({*LIMITS, "channel", "owner_unit", "received_at", "reply_by"})
#: What the messages hold of the asker, kept apart even while no process takes them (P15 says the same).
PERSONAL = personal.paths(("inquiry.asker", "inquiry.contact"))
#: How the asker gets the answer (F14).
REPLIES = ("来件渠道", "电话", "短信", "当面")


def shows_token() -> bool:
    """Whether the request comes from a system that the office has given its token."""
    wanted = current().settings.public.intake_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def receive(told: Mapping[str, Any]) -> dict[str, Any]:
    """Take an inquiry and start its process: ``{inquiry_no, code, received_at}``, no number while it waits.

    Raises InvalidArgument, Forbidden (a channel that asks for the token) and InvalidState (the same
    ``source_no`` of this channel came before).
    """
    pressure.refuse_if_full()
    trusted, now = shows_token(), current().now()
    personal.take_in_hand([told.get(name) for name in ("asker", "contact")])
    inquiry = _inquiry(told, trusted, now)
    with db.transaction() as session:
        unit = _unit(session, told, trusted)
        reached = commands.publish_message(
            session,
            "inquiry_received",
            {"inquiry": inquiry, **({"owner_unit": unit} if unit else {})},
            actor=PUBLIC,
            now=now,
            time_to_live=KEPT,
            personal=PERSONAL,
            message_id=f"{inquiry['channel']}:{inquiry['source_no']}" if inquiry.get("source_no") else None,
        )
        number = f"Q-{inquiry['received_at'][:4]}-{reached[0].id:06d}" if reached else None
    code = code_of(number) if number else None
    return {"inquiry_no": number, "code": code, "received_at": inquiry["received_at"]}


def _inquiry(told: Mapping[str, Any], trusted: bool, now: datetime) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    for name in set(told) - _KNOWN:
        errors[str(name)[:40]] = ["没有这个字段"]
    inquiry = {name: _text(told, name, errors) for name in LIMITS}
    if not errors.get("question") and len(inquiry["question"] or "") < _SHORTEST:
        errors["question"] = [f"应写明要咨询的问题，{_SHORTEST} 至 {LIMITS['question']} 字"]
    channel = told.get("channel") or WEB
    if channel not in CHANNELS:
        errors["channel"] = [f"应为 {'、'.join(CHANNELS)} 之一，实际为“{str(channel)[:40]}”"]
    received = _received(told.get("received_at"), trusted, now, errors)
    by = told.get("reply_by") or _reply_by(inquiry["contact"])
    if by not in (None, *REPLIES):
        errors["reply_by"] = [f"应为 {'、'.join(REPLIES)} 之一，实际为“{str(by)[:40]}”"]
    if errors:
        raise InvalidArgument("咨询没有提交：请按提示修改", errors=errors)
    if channel != WEB and not trusted:
        raise Forbidden(f"“{channel}”渠道的咨询由受理系统递交，须出示令牌")
    filled = {name: text for name, text in {**inquiry, "reply_by": by}.items() if text}
    return {
        "channel": channel,
        **filled,
        "received_at": received.astimezone(OFFICE_TIME).isoformat(timespec="seconds"),
    }


def _reply_by(contact: str | None) -> str | None:
    """Who leaves a telephone number is called; else the process decides by the channel."""
    return "电话" if contact and "@" not in contact else None


def _text(told: Mapping[str, Any], name: str, errors: dict[str, list[str]]) -> str | None:
    value = told.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value.strip()) > LIMITS[name]:
        got = f"{len(value.strip())} 字" if isinstance(value, str) else "其他类型"
        errors[name] = [f"应为不超过 {LIMITS[name]} 字的文字，实际为{got}"]
        return None
    return value.replace("\x00", "").strip() or None


def _received(value: Any, trusted: bool, now: datetime, errors: dict[str, list[str]]) -> datetime:
    """When the receiving body got it: the five days count from there (S2-73), so only a system may say."""
    if value is None or not trusted:
        return now
    try:
        at = datetime.fromisoformat(value)
        if now - KEPT <= at <= now:
            return at
    except (TypeError, ValueError):  # no text, no moment, or one without its time zone
        pass
    errors["received_at"] = [f"应为过去 {KEPT.days} 天内带时区的时刻，实际为“{str(value)[:40]}”"]
    return now


def _unit(session: Session, told: Mapping[str, Any], trusted: bool) -> str | None:
    """The receiving body: the one that a system names, else where the desk is, else the competent office."""
    named = told.get("owner_unit") if trusted else None
    if named is not None:
        known = [unit["value"] for unit in unit_options(session)]
        if named not in known:
            text = f"应为本机构的单位编号，实际为“{str(named)[:40]}”"
            raise InvalidArgument("咨询没有提交：请按提示修改", errors={"owner_unit": [text]})
        return str(named)
    desks = set(session.scalars(select(Post.unit_id).where(Post.group_code == "inquiry_desk")))
    if len(desks) == 1:
        return desks.pop()
    return next(iter(OfficeOfUnits().competent(session)), None)
