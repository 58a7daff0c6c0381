"""What the engine does with every element and attribute of BPMN 2.0.2: executed, refused, warned of, or read
as documentation.  ``checks.vocabulary`` acts on it, docs/reference/bpmn-support.md prints it.
"""

from __future__ import annotations

from ..schema import schema
from .attributes import ATTRIBUTES
from .elements import ELEMENTS
from .verdict import Kind, Verdict

__all__ = ["ATTRIBUTES", "ELEMENTS", "Kind", "Verdict", "of_attribute", "of_element"]


def of_element(name: str) -> Verdict | None:
    """The verdict on an element; ``None`` when BPMN has no such element."""
    return ELEMENTS.get(name)


def of_attribute(kind: str, attribute: str) -> Verdict | None:
    """The verdict on an attribute of an element of a schema type; ``None`` when it has no such attribute."""
    found = schema().attributes(kind).get(attribute)
    return None if found is None else ATTRIBUTES[f"{found.declared}.{attribute}"]
