"""Documents that come with the software never take the place of what the office has changed itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processes.forms import Form
from processes.store import Deployment, DeploymentResource


@dataclass(frozen=True)
class Shipped:
    """``fresh`` may be deployed; ``kept`` names the files whose version in force is the office's own."""

    fresh: Mapping[str, bytes]
    kept: tuple[str, ...]


def shipped(session: Session, files: Mapping[str, bytes], *, shipper: str) -> Shipped:
    """Which of *files* bring something new.

    A content that was deployed before is not new, whatever came after it.  A new content replaces only what
    the *shipper* (an actor id) brought into force.  Raises InvalidDefinition for a form that cannot be read.
    """
    fresh, kept = {}, []
    newest = session.scalar(select(func.max(Deployment.id)))
    for name, content in files.items():
        path = PurePosixPath(name)
        key = Form.load(content).id if path.suffix.lower() == ".form" else path.name
        digest = hashlib.sha256(content).hexdigest()
        current = session.scalar(
            select(DeploymentResource.hash).where(
                DeploymentResource.deployment_id == newest, DeploymentResource.key == key
            )
        )
        if current == digest:
            continue
        known = _first_deployer(session, key, digest) is not None
        own = current is not None and _first_deployer(session, key, current) != shipper
        if known or own:
            kept.append(path.name)
        else:
            fresh[name] = content
    return Shipped(fresh, tuple(kept))


def _first_deployer(session: Session, key: str, digest: str) -> str | None:
    """Who deployed this content first; None when nobody has."""
    query = select(Deployment.deployed_by).join(
        DeploymentResource, DeploymentResource.deployment_id == Deployment.id
    )
    query = query.where(DeploymentResource.key == key, DeploymentResource.hash == digest)
    return session.scalar(query.order_by(Deployment.id).limit(1))
