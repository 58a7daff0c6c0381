"""Where an open element stands: the variables that it reads, and the deployment that its diagram is of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from processes.engine import Deployments, Program, Shelf
from processes.engine.running.state import load
from processes.errors import NotFound


class Seat(NamedTuple):
    """The place of an open element instance.

    ``variables``: its own scope and those around it, up to its process; ``program``: of the version that it
    is in; ``calls``: the call activities around it, innermost first.
    """

    variables: Mapping[str, Any]
    program: Program
    calls: tuple[int, ...]


def seat(
    program: Program,
    state: dict[str, Any],
    element_instance_id: int,
    shelf: Shelf | None = None,
    deployments: Deployments | None = None,
) -> Seat:
    """The place of an element of an instance of *program*; raises NotFound when it is not open."""
    instance = load(program, state, shelf, deployments)
    token = instance.find(element_instance_id)
    if token is None:
        raise NotFound(f"没有进行中的元素实例 {element_instance_id}", element_instance_id=element_instance_id)
    around = [each for each in token.ancestors() if each is not token and each.scope is not None]
    calls = tuple(each.id for each in around if each.spec.kind == "callActivity")
    return Seat(instance.visible(token), token.spec.process.program, calls)


def visible_variables(
    program: Program,
    state: dict[str, Any],
    element_instance_id: int,
    shelf: Shelf | None = None,
    deployments: Deployments | None = None,
) -> Mapping[str, Any]:
    """A read-only view of what is visible at an open element instance.

    Raises NotFound when it is not open.
    """
    return seat(program, state, element_instance_id, shelf, deployments).variables
