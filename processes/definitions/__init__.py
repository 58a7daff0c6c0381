"""Definitions are immutable bytes: a set of files is validated together, stored once and named for ever."""

from __future__ import annotations

from processes.definitions.deploying import DeployedVersion, DeploymentResult, deploy, validate
from processes.definitions.programs import form, latest, program, resource, resources

__all__ = [
    "DeployedVersion",
    "DeploymentResult",
    "deploy",
    "form",
    "latest",
    "program",
    "resource",
    "resources",
    "validate",
]
