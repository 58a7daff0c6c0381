"""What the worker needs to know of the office: whom to tell, by which mail server, which links to fetch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from processes import jobs
from service import anchoring
from service.config import Settings
from service.identity import journal
from service.identity.people import find_person, members_of, office_day, standing_in
from service.identity.tables import User
from service.state import State


class OfficeDirectory:
    """The members of groups on the day they are asked for."""

    def __init__(self, readers: sessionmaker[Session], today: Callable[[], date]) -> None:
        self._readers = readers
        self._today = today

    def members(self, group: str) -> Sequence[jobs.Recipient]:
        """The people in a resolved group such as ``section_head@zjw``, or the one person of a user id; after
        them those who stand in for them (代理).
        """
        today = self._today()
        with self._readers() as session:
            person = session.get(User, group) if find_person(session, group, today) else None
            users = [person] if person is not None else members_of(session, group, today)
            users += standing_in(session, group, [user.id for user in users], today)
            return [jobs.Recipient(user.id, user.name, user.email) for user in users]


def worker_settings(state: State, name: str = "worker") -> jobs.WorkerSettings:
    """The settings of a worker of this installation."""
    settings = state.settings
    return jobs.WorkerSettings(
        directory=OfficeDirectory(state.readers, lambda: office_day(state.now())),
        smtp=_smtp(settings),
        links=jobs.LinkRules(hosts=link_hosts(settings)),
        library=_library(settings),
        channels=_channels(settings),
        webhook=jobs.WebhookRules(settings.outlets.webhook, settings.outlets.webhook_key),
        outgoing=jobs.OutgoingRules(settings.outlets.outgoing, settings.outlets.outgoing_key),
        anchors=anchoring.rules(settings),
        base_url=settings.base_url,
        name=name,
        erased=_noting(settings),
    )


def _noting(settings: Settings) -> jobs.Erased:
    def erased(session: Session, instance_id: int, count: int, reason: str) -> None:
        told, now = {"reason": reason, "count": count}, settings.session_clock()
        journal.note(
            session, "personal_data_erased", who="worker", what=str(instance_id), detail=told, now=now
        )

    return erased


def _library(settings: Settings) -> jobs.LibraryRules:
    """Without a folder for files, one beside the database file."""
    own = settings.library
    file = make_url(settings.database_url).database if settings.database_url.startswith("sqlite:") else None
    addresses = {jobs.WEBSITE: own.website, jobs.DESK: own.desk, jobs.HOTLINE: own.hotline}
    return jobs.LibraryRules(
        lexicon=str(own.lexicon) if own.lexicon else None,
        endpoints={place: url for place, url in addresses.items() if url},
        hotline=own.knowledge_base,
        token=own.token or None,
        outbox=own.outbox or (Path(file).parent / "outbox" if file else None),
    )


def _channels(settings: Settings) -> jobs.ChannelRules:
    own = settings.outlets
    return jobs.ChannelRules(own.channels, own.channels_key, own.feed_folder, own.feed_url)


def link_hosts(settings: Settings) -> frozenset[str]:
    """The hosts that the link check may fetch; a demonstration also publishes on its own demo site."""
    if not settings.demo:
        return settings.link_check_hosts
    address = urlsplit(settings.base_url)
    port = f":{address.port}" if address.port else ""
    return settings.link_check_hosts | {address.netloc, f"localhost{port}"}


def _smtp(settings: Settings) -> jobs.Smtp | None:
    mail = settings.smtp
    if not mail.host:
        return None
    return jobs.Smtp(
        host=mail.host,
        port=mail.port,
        sender=mail.sender,
        user=mail.user or None,
        password=mail.password or None,
        starttls=mail.starttls,
    )
