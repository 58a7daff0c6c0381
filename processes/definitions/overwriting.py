"""Two people change one document: the second one is told instead of undoing the work of the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.calendar import BEIJING
from processes.errors import InvalidState
from processes.store import Deployment, DeploymentResource, ProcessDefinition

_REMEDY = "您的内容会把它覆盖。请先“下载”保存自己的改动，再打开现行版本，把改动加进去"


@dataclass(frozen=True)
class _State:
    """The content of a document that is in force, and the deployment that brought it."""

    name: str
    hash: str
    by: Deployment


def refuse(session: Session, base: int, given: Mapping[tuple[str, str], str]) -> None:
    """Raise InvalidState when a document of *given* (hash by kind and key) was changed after *base*.

    What already has the given content is no loss.
    """
    for (kind, key), new in given.items():
        before, now = None, None
        for state in _history(session, kind, key):
            if state.by.id <= base:
                before = state
            if now is None or now.hash != state.hash:
                now = state
        if now is not None and now.hash not in {new, before.hash if before else None}:
            raise _refusal(session, now)


def _history(session: Session, kind: str, key: str) -> list[_State]:
    query = (
        select(DeploymentResource, Deployment)
        .join(Deployment, Deployment.id == DeploymentResource.deployment_id)
        .where(DeploymentResource.kind == kind, DeploymentResource.key == key)
        .order_by(Deployment.id)
    )
    return [_State(row.name, row.hash, by) for row, by in session.execute(query)]


def _refusal(session: Session, state: _State) -> InvalidState:
    by = state.by
    version = session.scalar(
        select(ProcessDefinition.version).where(
            ProcessDefinition.deployment_id == by.id, ProcessDefinition.file == state.name
        )
    )
    when = by.deployed_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    what = f"{state.name} 的版本 {version}" if version else f"{state.name} 的新内容"
    message = f"没有部署：在您打开之后，{by.deployed_by}已于 {when} 部署了 {what}（{by.note}）。{_REMEDY}"
    return InvalidState(message, assignee=by.deployed_by, file=state.name)
