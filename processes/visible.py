"""The variables that an element reads: its own scope and those around it, up to its process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.engine import Program, Shelf
from processes.engine.running.state import load
from processes.errors import NotFound


def visible_variables(
    program: Program, state: dict[str, Any], element_instance_id: int, shelf: Shelf | None = None
) -> Mapping[str, Any]:
    """A read-only view of what is visible at an open element instance.

    Raises NotFound when it is not open.
    """
    instance = load(program, state, shelf)
    token = instance.find(element_instance_id)
    if token is None:
        raise NotFound(f"没有进行中的元素实例 {element_instance_id}", element_instance_id=element_instance_id)
    return instance.visible(token)
