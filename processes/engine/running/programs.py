"""The programs that the tokens of one instance belong to: its own, and those of versions that were called.

A state names a body by its key; one of another program by ``key@content hash``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..elements.graph import ProcessSpec
    from ..program import Program
    from .instance import Instance


def body_of(instance: Instance, reference: str) -> ProcessSpec:
    """The body that a state names."""
    key, _, content_hash = reference.partition("@")
    body: ProcessSpec = (program(instance, content_hash) if content_hash else instance.program).specs[key]
    return body


def reference_to(home: Program, body: ProcessSpec) -> str:
    """How a state names a body; *home* is the program of its instance."""
    content_hash: str = body.program.content_hash
    return body.key if content_hash == home.content_hash else f"{body.key}@{content_hash}"


def program(instance: Instance, content_hash: str) -> Program:
    """The program of a deployment, the same object throughout one command; raises NotFound."""
    if content_hash == instance.program.content_hash:
        return instance.program
    known = instance.called.get(content_hash)
    if known is None:
        if instance.deployments is None:
            raise ValueError("this state calls another version, and no deployments were given")
        known = instance.called[content_hash] = instance.deployments.program(content_hash)
    return known
