"""``notify``: a message to the members of groups, inside the service, by mail and by webhook."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes.forms.texts import EMAIL
from processes.jobs.settings import Recipient, Smtp, WorkerSettings
from processes.jobs.tls import client_context
from processes.jobs.webhook import tell
from processes.jobs.work import JobFailed, Work
from processes.store import Instance, Notification

_KINDS = {"reminder": "催办", "overdue": "逾期", "returned": "退回"}


def notify(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Tell everybody in ``to_groups`` (list, or text with commas) and ``to_users``: ``subject``, ``text``,
    ``kind``.

    Each person gets one notification however often the job is tried, and one mail unless the worker dies
    between sending and noting it; its Message-ID is the same then.  So it is with the webhook and its
    Idempotency-Key.  A way that fails does not hold up the other.  Returns ``{"notified": [user ids]}``.
    """
    unit = _owner_unit(work, sessions)
    people = _people(work, settings, unit)
    with sessions.begin() as session:
        told = {row.user_id: row for row in _rows(session, work)}
        session.add_all(_row(work, person) for person in people if person.user_id not in told)
    failed = []
    for way in (_mail, tell):
        try:
            way(work, settings, sessions, people)
        except JobFailed as error:
            failed.append(str(error))
    if failed:
        raise JobFailed("；".join(failed))
    return {"notified": [person.user_id for person in people]}


def _owner_unit(work: Work, sessions: sessionmaker[Session]) -> str | None:
    with sessions() as session:
        return session.scalar(select(Instance.owner_unit).where(Instance.id == work.instance_id))


def _people(work: Work, settings: WorkerSettings, unit: str | None) -> list[Recipient]:
    """Everybody once.  A group that has members only in the owning unit is looked up there."""
    people: list[Recipient] = []
    for group in _names(work.value("to_groups")):
        members = settings.directory.members(group)
        if not members and "@" not in group and unit:
            members = settings.directory.members(f"{group}@{unit}")
        people += members
    for user in _names(work.value("to_users")):
        people += settings.directory.members(user)
    found: dict[str, Recipient] = {}
    for person in people:
        if person.email or person.user_id not in found:
            found[person.user_id] = person
    return [found[user_id] for user_id in sorted(found)]


def _names(value: Any) -> Iterable[str]:
    parts = value.replace("，", ",").split(",") if isinstance(value, str) else value or ()
    return [str(part).strip() for part in parts if str(part).strip()]


def _rows(session: Session, work: Work) -> list[Notification]:
    mine = (Notification.instance_id == work.instance_id, Notification.seq == work.seq)
    return list(session.scalars(select(Notification).where(*mine).order_by(Notification.user_id)))


def _row(work: Work, person: Recipient) -> Notification:
    kind = str(work.value("kind", "notice"))
    return Notification(
        instance_id=work.instance_id,
        seq=work.seq,
        user_id=person.user_id,
        kind=kind,
        subject=_subject(work, kind),
        text=str(work.value("text", "")),
        created_at=work.now,
    )


def _subject(work: Work, kind: str) -> str:
    return str(work.value("subject") or f"{_KINDS.get(kind, '通知')}：{work.title or work.instance_id}")


def _mail(
    work: Work, settings: WorkerSettings, sessions: sessionmaker[Session], people: Iterable[Recipient]
) -> None:
    """One mail to each who has an address and has not been noted as mailed.

    What is no address is none: ``a@b,c@d`` would be two (OWASP ASVS 5.0 1.3.11).
    """
    smtp = settings.smtp
    if smtp is None:
        return
    addresses = {person.user_id: person.email for person in people if EMAIL.match(person.email or "")}
    with sessions() as session:
        waiting = [row for row in _rows(session, work) if row.mailed_at is None and row.user_id in addresses]
    if not waiting:
        return
    try:
        with _server(smtp) as server:
            for row in waiting:
                server.send_message(_message(work, settings, smtp, row, str(addresses[row.user_id])))
                _mailed(sessions, row, work.now)
    except (OSError, smtplib.SMTPException) as error:
        raise JobFailed(f"邮件服务器 {smtp.host}:{smtp.port} 未能发出邮件：{error}") from error


def _server(smtp: Smtp) -> smtplib.SMTP:
    server = smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout)
    if smtp.starttls:
        server.starttls(context=client_context())
    if smtp.user:
        server.login(smtp.user, smtp.password or "")
    return server


def _message(
    work: Work, settings: WorkerSettings, smtp: Smtp, row: Notification, address: str
) -> EmailMessage:
    message = EmailMessage()
    domain = smtp.sender.rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{work.key}.{row.user_id}@{domain}>"
    message["From"], message["To"] = smtp.sender, address
    message["Subject"] = " ".join(row.subject.split())
    message["Date"] = format_datetime(row.created_at)
    link = f"\n\n{settings.base_url}/instances/{work.instance_id}" if settings.base_url else ""
    message.set_content(row.text + link)
    return message


def _mailed(sessions: sessionmaker[Session], row: Notification, now: datetime) -> None:
    with sessions.begin() as session:
        stored = session.get(Notification, (row.instance_id, row.seq, row.user_id))
        if stored is not None:
            stored.mailed_at = now
