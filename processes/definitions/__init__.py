"""Definitions are immutable bytes: a set of files is validated together, stored once and named for ever."""

from __future__ import annotations

from processes.definitions.bindings import Deployed, Recorded
from processes.definitions.deploying import DeployedVersion, DeploymentResult, deploy, validate
from processes.definitions.programs import (
    bound,
    by_hash,
    form,
    form_of,
    latest,
    number_of,
    of_version,
    program,
    resource,
    resources,
)
from processes.definitions.shipped import Shipped, shipped

__all__ = [
    "Deployed",
    "DeployedVersion",
    "DeploymentResult",
    "Recorded",
    "Shipped",
    "bound",
    "by_hash",
    "deploy",
    "form",
    "form_of",
    "latest",
    "number_of",
    "of_version",
    "program",
    "resource",
    "resources",
    "shipped",
    "validate",
]
