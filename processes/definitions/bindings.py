"""Which version a call finds: the deployments as they were at the moment of one command."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processes.definitions import programs
from processes.engine import Program, Version
from processes.store import Deployment, ProcessDefinition


class Deployed:
    """``engine.Deployments`` over the database.

    What it answers is bounded by the newest deployment there was when it was first asked, ``until``; that is
    recorded with the command, and given again it finds the same.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        #: The number of the newest deployment that counts; ``None`` until somebody asks.
        self.until: int | None = None

    def newest(self, caller: Program, process_id: str, tag: str | None) -> Version | None:
        if self.until is None:
            self.until = self._session.scalar(select(func.max(Deployment.id))) or 0
        query = (
            select(ProcessDefinition.deployment_id, ProcessDefinition.version, Deployment.content_hash)
            .join(Deployment, Deployment.id == ProcessDefinition.deployment_id)
            .where(ProcessDefinition.process_id == process_id, Deployment.id <= self.until)
        )
        if tag is not None:
            query = query.where(ProcessDefinition.version_tag == tag)
        found = self._session.execute(query.order_by(ProcessDefinition.version.desc()).limit(1)).first()
        if found is None:
            return None
        version = Version(*found)
        held = caller.holds(process_id) and version.version == self._held(caller, process_id)
        return version._replace(content_hash=caller.content_hash) if held else version

    def program(self, content_hash: str) -> Program:
        return programs.by_hash(self._session, content_hash)

    def _held(self, caller: Program, process_id: str) -> int | None:
        """The version of a process that a deployment has: it holds the newest of everything of its time."""
        mine = (Deployment.content_hash == caller.content_hash, Deployment.id <= self.until)
        home = select(func.max(Deployment.id)).where(*mine).scalar_subquery()
        held = select(func.max(ProcessDefinition.version)).where(
            ProcessDefinition.process_id == process_id, ProcessDefinition.deployment_id <= home
        )
        return self._session.scalar(held)


class Recorded(Deployed):
    """The same for a command of the past: *until* as it was recorded.

    Without it no call looked beyond its own deployment.
    """

    def __init__(self, session: Session, until: int | None) -> None:
        super().__init__(session)
        self.until = until

    def newest(self, caller: Program, process_id: str, tag: str | None) -> Version | None:
        if self.until is not None:
            return super().newest(caller, process_id, tag)
        return Version(0, 0, caller.content_hash) if caller.holds(process_id, tag) else None


def tags(session: Session) -> Mapping[str, frozenset[str]]:
    """Every executable process that was ever deployed, and its version tags."""
    found: dict[str, frozenset[str]] = {}
    query = select(ProcessDefinition.process_id, ProcessDefinition.version_tag)
    for process_id, tag in session.execute(query.where(ProcessDefinition.executable).distinct()):
        found[process_id] = found.get(process_id, frozenset()) | {tag or ""}
    return found
