"""The definitions: the bytes of every file, and the set of files of every deployment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.proof.faults import Fault
from processes.store import Deployment, DeploymentResource, ProcessDefinition, Resource


def files(session: Session) -> Iterator[Fault]:
    """Files that are not what their hash says or that no deployment has, deployments that lack files."""
    used = set(session.scalars(select(DeploymentResource.hash).distinct()))
    spoilt = set()
    for resource in session.scalars(select(Resource).execution_options(yield_per=20)):
        # SQLite gives text back when somebody wrote text over the bytes.
        content: object = resource.content
        name = str(resource.hash)[:12]
        if not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != resource.hash:
            yield Fault(None, None, f"定义文件 {name} 的内容与其哈希不符，文件已被改动")
            spoilt.add(resource.hash)
        elif resource.hash not in used:
            yield Fault(None, None, f"定义文件 {name} 不属于任何部署，是另外加入的")
    yield from _sets(session, spoilt)


def _sets(session: Session, spoilt: set[str]) -> Iterator[Fault]:
    """Deployments that do not have the files that they had; those of *spoilt* files were told."""
    told = select(DeploymentResource.deployment_id).where(DeploymentResource.hash.in_(spoilt))
    query = select(Deployment.id, Deployment.content_hash).where(Deployment.id.not_in(told))
    for number, content_hash in session.execute(query.order_by(Deployment.id)).all():
        if content_of(session, number) != content_hash:
            yield Fault(None, None, f"部署 {number} 的文件与其内容哈希不符，文件被替换、删除或添加")

    for model, called in ((DeploymentResource, "文件清单"), (ProcessDefinition, "流程版本")):
        known = select(Deployment.id)
        for number in session.scalars(
            select(model.deployment_id).where(model.deployment_id.not_in(known)).distinct()
        ):
            yield Fault(None, None, f"{called}所属的部署 {number} 不存在")


def content_of(session: Session, deployment_id: int) -> str:
    """The content hash of a deployment from the files that it has (``engine.program.content_hash``)."""
    query = (
        select(DeploymentResource.kind, DeploymentResource.key, Resource.content)
        .join(Resource, Resource.hash == DeploymentResource.hash)
        .where(DeploymentResource.deployment_id == deployment_id)
    )
    found: list[Any] = sorted(session.execute(query), key=lambda row: (str(row[0]), str(row[1])))
    digest = hashlib.sha256()
    for kind, key, content in found:
        if isinstance(content, bytes):
            digest.update(f"{kind}:{key}:{len(content)}\n".encode() + content)
    return digest.hexdigest()
