"""The archive of a case as this installation gives it: with papers, names of people, its signature."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import papers, proof, queries, store
from processes.history import fold
from processes.store import RecordRow
from service import anchoring, journaling, official
from service.config import Settings
from service.downloads import File
from service.identity.people import names_of
from service.people import MACHINES
from service.state import current


def make(session: Session, settings: Settings, instance_id: int, *, by: str, now: datetime) -> File:
    """The zip of an instance, asked for by *by*; raises NotFound."""
    instance = queries.instance(session, instance_id)
    key = settings.anchors.key_file
    extras = {"people.json": _people(session, instance_id), **_papers(session, instance_id)}
    content = proof.archive(
        session, instance.id, extras, signer=anchoring.signer(key) if key else None, now=now, by=by
    )
    return File(f"归档-{instance_id}.zip", "application/zip", content)


def export(session: Session, instance_id: int, by: str) -> File:
    """The same for a request of the person *by*, who has been let in; the download is noted."""
    state = current()
    file = make(session, state.settings, instance_id, by=by, now=state.now())
    journaling.note_alone("archive_exported", what=str(instance_id))
    return file


def _people(session: Session, instance_id: int) -> bytes:
    """Who acted, by name."""
    query = select(RecordRow.actor).where(RecordRow.instance_id == instance_id).distinct()
    ids = set(session.scalars(query))
    names = MACHINES | names_of(session, ids)
    told = {each: names.get(each, each) for each in sorted(ids)}
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _papers(session: Session, instance_id: int) -> dict[str, bytes]:
    """The papers that the case has produced, as they are now."""
    known = official.known(fold(store.entries(session, instance_id)))
    files = [official.render(session, instance_id, each.code, "docx") for each in papers.offered(known)]
    return {f"papers/{file.name}": file.content for file in files}
