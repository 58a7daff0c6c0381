"""Anchors made at their time, and on their way off the machine; any number of workers may do so at once."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session, sessionmaker

from processes import proof
from processes.jobs.posting import Limits, post_signed
from processes.jobs.settings import AnchorRules
from processes.jobs.work import JobFailed
from processes.store import Anchor, AnchorExport, readers

log = logging.getLogger(__name__)
_LEASE = timedelta(minutes=2)
#: How long to wait before the second, third … try; the last holds for all that follow.
_BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
_AT_ONCE = 20  # exports of one sweep


def sweep(sessions: sessionmaker[Session], rules: AnchorRules, now: datetime) -> int:
    """Make an anchor if it is time, send what is due; the number of anchors made and sent.

    A fault is logged and tried again later: it stops nothing else.
    """
    if rules.anchoring is None:
        return 0
    done = 0
    try:
        done += proof.anchor(sessions, rules.anchoring, now=now) is not None
        for _ in range(_AT_ONCE):
            parcel = _lease(sessions, now) if _waiting(sessions, now) else None
            if parcel is None:
                break
            done += _send(sessions, rules, parcel, now)
    except Exception:
        log.exception("anchors failed; trying again")
    return done


@dataclass(frozen=True)
class _Parcel:
    """An anchor on its way: ``whole`` with its heads, ``bare`` without."""

    number: int
    place: str
    attempt: int
    text: str


def _waiting(sessions: sessionmaker[Session], now: datetime) -> bool:
    """A look without a lock."""
    bind = sessions.kw["bind"]
    assert isinstance(bind, Engine)
    with readers(bind)() as session:
        return bool(session.scalar(select(exists().where(AnchorExport.due <= now))))


def _lease(sessions: sessionmaker[Session], now: datetime) -> _Parcel | None:
    """The next export that is due; whoever has it counts the try before."""
    due = (
        select(AnchorExport).where(AnchorExport.due <= now).order_by(AnchorExport.anchor, AnchorExport.place)
    )
    with sessions.begin() as session:
        export = session.scalar(due.limit(1).with_for_update(skip_locked=True))
        if export is None:
            return None
        export.attempt, export.due = export.attempt + 1, now + _LEASE
        made = session.get_one(Anchor, export.anchor)
        text = proof.export_text(session, made, heads=export.place == "folder")
        return _Parcel(export.anchor, export.place, export.attempt, text)


def _send(sessions: sessionmaker[Session], rules: AnchorRules, parcel: _Parcel, now: datetime) -> bool:
    error: str | None = None
    try:
        _deliver(rules, parcel, now)
    except (OSError, JobFailed) as failure:
        error = str(failure)
        log.warning("anchor %s did not reach %s: %s", parcel.number, parcel.place, error)
    with sessions.begin() as session:
        export = session.get_one(AnchorExport, (parcel.number, parcel.place))
        wait = _BACK_OFF[min(parcel.attempt, len(_BACK_OFF)) - 1]
        export.error, export.due = error, None if error is None else now + wait
        export.done_at = now if error is None else None
    return error is None


def _deliver(rules: AnchorRules, parcel: _Parcel, now: datetime) -> None:
    key = f"anchor-{parcel.number:06d}"
    if parcel.place == "folder" and rules.folder:
        keep(rules.folder / f"{key}.json", parcel.text)
    elif parcel.place == "url" and rules.url:
        body = json.loads(parcel.text)
        post_signed(rules.url, body, key, rules.url_key, now, Limits(), "锚定接收方")
    else:
        raise JobFailed(f"没有设置锚定的去处“{parcel.place}”")


def keep(path: Path, text: str) -> None:
    """Write *text* as a whole file that is not there yet; the same text again is no fault.

    Raises OSError, also when the file is there and says something else.
    """
    if path.exists():
        if path.read_text(encoding="utf8") != text:
            raise FileExistsError(f"{path} 已有不同的内容，不覆盖")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".anchor-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        with suppress(FileExistsError):  # another worker was quicker, with the same anchor
            os.link(name, path)
    finally:
        os.unlink(name)
