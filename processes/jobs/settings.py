"""What the workers are told by whoever starts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from processes.proof import Anchoring


@dataclass(frozen=True)
class Recipient:
    """A person to be told something; without an address there is no mail."""

    user_id: str
    name: str
    email: str | None = None


class Directory(Protocol):
    """Who is in a group: the office knows."""

    def members(self, group: str) -> Sequence[Recipient]:
        """The people in a resolved group such as ``section_head@zjw``, or the one person of a user id."""
        ...


class Nobody:
    """A directory without people."""

    def members(self, group: str) -> Sequence[Recipient]:
        """Nobody."""
        return ()


@dataclass(frozen=True)
class Smtp:
    """A mail server.  ``starttls`` upgrades the connection; ``timeout`` is in seconds."""

    host: str
    port: int = 25
    sender: str = "jiedu@localhost"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = False
    timeout: float = 20.0


@dataclass(frozen=True)
class LinkRules:
    """What the link check may fetch.

    ``hosts``: names (``host`` or ``host:port``) that may be fetched wherever they lead, and when there are
    any, nothing
    else is; with none, every public address.  ``timeout`` is in seconds, ``size`` in bytes.
    """

    hosts: frozenset[str] = frozenset()
    timeout: float = 10.0
    size: int = 2_000_000
    redirects: int = 3


#: Where the question library is pushed to (S2-13), as the diagrams call the places.
WEBSITE, DESK, HOTLINE = "网站互动渠道", "综合咨询窗口", "12345"


@dataclass(frozen=True)
class LibraryRules:
    """What the jobs of the question library work with.

    ``lexicon``: the office's own word list, a file.  ``endpoints``: place → address that takes pushes;
    ``hotline``: address of the 12345 knowledge base.  Without an address the push is a file in ``outbox``.
    ``token`` is sent as a bearer token; ``timeout`` is in seconds, ``size`` (bytes) bounds an answer.
    """

    lexicon: str | None = None
    endpoints: Mapping[str, str] = field(default_factory=dict)
    hotline: str = ""
    token: str | None = field(default=None, repr=False)
    outbox: Path | None = None
    timeout: float = 20.0
    size: int = 100_000


@dataclass(frozen=True)
class ChannelRules:
    """Where ``publish`` publishes: by HTTP to the content system of a channel, or into a folder with a feed.

    ``endpoints``: channel → address of its content system; what is sent is signed with ``key``.
    ``folder`` is served at ``base_url``.  ``timeout`` is in seconds, ``size`` (bytes) bounds an answer.
    """

    endpoints: Mapping[str, str] = field(default_factory=dict)
    key: str = field(default="", repr=False)
    folder: Path | None = None
    base_url: str = ""
    timeout: float = 20.0
    size: int = 100_000


@dataclass(frozen=True)
class WebhookRules:
    """Where notifications also go, one signed JSON message for each person; nowhere without ``url``."""

    url: str = ""
    key: str = field(default="", repr=False)
    timeout: float = 20.0
    size: int = 100_000


@dataclass(frozen=True)
class OutgoingRules:
    """Where messages go that no process takes: message name → address, signed with ``key``."""

    endpoints: Mapping[str, str] = field(default_factory=dict)
    key: str = field(default="", repr=False)
    timeout: float = 20.0
    size: int = 100_000


@dataclass(frozen=True)
class AnchorRules:
    """Whether anchors are made (not without ``anchoring``, whose ``places`` are ``folder`` and ``url``), and
    where they go.

    ``folder`` takes one file for each anchor; ``url`` a POST signed with ``url_key`` (``jobs.posting``),
    without the list of heads.
    """

    anchoring: Anchoring | None = None
    folder: Path | None = None
    url: str = ""
    url_key: str = field(default="", repr=False)


#: How long to wait before the second, third … try; after the last the job has failed.
BACK_OFF: tuple[timedelta, ...] = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))


class Erased(Protocol):
    """Hears of what the worker erased by itself, in the transaction that does it."""

    def __call__(self, session: Session, instance_id: int, count: int, reason: str) -> None: ...


def _unheard(session: Session, instance_id: int, count: int, reason: str) -> None:
    """Nobody keeps a journal."""


@dataclass(frozen=True)
class WorkerSettings:
    """``name`` tells workers apart, ``batch`` bounds a sweep, ``lease`` bounds one try of an effect."""

    directory: Directory = field(default_factory=Nobody)
    smtp: Smtp | None = None
    links: LinkRules = field(default_factory=LinkRules)
    library: LibraryRules = field(default_factory=LibraryRules)
    channels: ChannelRules = field(default_factory=ChannelRules)
    webhook: WebhookRules = field(default_factory=WebhookRules)
    outgoing: OutgoingRules = field(default_factory=OutgoingRules)
    anchors: AnchorRules = field(default_factory=AnchorRules)
    base_url: str = ""
    name: str = "worker"
    batch: int = 1000
    lease: timedelta = timedelta(minutes=2)
    back_off: Sequence[timedelta] = BACK_OFF
    erased: Erased = _unheard
