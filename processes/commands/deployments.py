"""Deployment as a command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from processes import definitions
from processes.commands.actors import Actor
from processes.definitions import DeploymentResult


def deploy(
    session: Session,
    files: Mapping[str, bytes],
    note: str,
    *,
    actor: Actor,
    now: datetime,
    base: int | None = None,
) -> DeploymentResult:
    """Validate *files* together with the latest of those not given, and store them as new versions.

    Files are named ``*.bpmn``, ``*.dmn`` or ``*.form``; running instances keep theirs.  Raises
    InvalidDefinition with
    every problem found, and InvalidState when one of *files* was changed after the deployment *base*.
    """
    return definitions.deploy(session, files, note, actor_id=actor.id, now=now, base=base)
