"""``publish``: a channel gets what was approved, through the adapter that the office chose for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from processes.jobs.channels.adapters import Adapter, Manual, Piece
from processes.jobs.channels.feed import Feed, Folder
from processes.jobs.channels.site import Site
from processes.jobs.settings import ChannelRules, WorkerSettings
from processes.jobs.work import JobFailed, Work

#: Built in: the name that a diagram or ``settings.channel_adapters`` says, and what it makes.
ADAPTERS: Mapping[str, Callable[[ChannelRules], Adapter]] = MappingProxyType(
    {"site": Site, "rss": Feed, "file": Folder, "manual": lambda rules: Manual()}
)


def publish(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Publish ``title`` and ``body`` (and ``column``, ``doc_no``) in ``channel`` through ``adapter``.

    Returns ``{"published": {url, published_at, receipt}}``.  Every try carries the same key, by which the
    receiver knows a repetition: that of the place in the process, because a job that is created again when
    an incident is resolved must not publish a second time.
    """
    name = str(work.value("adapter") or "manual")
    make = ADAPTERS.get(name)
    if make is None:
        raise JobFailed(f"adapter 应为 {'、'.join(ADAPTERS)} 之一，实际为“{name[:40]}”")
    piece = Piece(
        channel=_text(work, "channel"),
        title=_text(work, "title"),
        body=_text(work, "body", needed=name != "manual"),
        column=_text(work, "column", needed=False),
        doc_no=_text(work, "doc_no", needed=False),
        key=f"jiedu-{work.instance_id}-{work.element_instance_id}",
        at=work.now,
    )
    return {"published": make(settings.channels).publish(piece).to_plain()}


def _text(work: Work, name: str, *, needed: bool = True) -> str:
    value = work.value(name)
    if value is not None and not isinstance(value, str):
        raise JobFailed(f"{name} 应为文字，实际为“{str(value)[:60]}”")
    if needed and not (value or "").strip():
        raise JobFailed(f"没有写明 {name}，不能发布")
    return value or ""
