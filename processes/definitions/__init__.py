"""Definitions are immutable bytes: a set of files is validated together, stored once and named for ever."""

from __future__ import annotations

from processes.definitions.deploying import DeployedVersion, DeploymentResult, deploy, validate
from processes.definitions.programs import bound, form, latest, of_version, program, resource, resources
from processes.definitions.shipped import Shipped, shipped

__all__ = [
    "DeployedVersion",
    "DeploymentResult",
    "Shipped",
    "bound",
    "deploy",
    "form",
    "latest",
    "of_version",
    "program",
    "resource",
    "resources",
    "shipped",
    "validate",
]
