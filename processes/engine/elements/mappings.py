"""Input and output mappings (``zeebe:ioMapping``), as Camunda 8 documents them.

They are computed in the order of the document; a later one sees the targets of the earlier ones.  A target
with dots (``doc.title``) builds a context: inputs a new local one, outputs inside what the variable already
holds.  A source that gives null gives null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..running.expressions import Evaluator
    from ..running.scopes import View


def computed(
    evaluator: Evaluator,
    scope: View,
    mappings: Sequence[tuple[str, str]],
    held: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Variable -> value.  ``held``: the variables into which dotted targets are put.

    Incident if a source cannot be computed.
    """
    found: dict[str, Any] = {}
    seen = scope.over(found)
    for source, target in mappings:
        value = evaluator.value(seen, source)
        name, *path = target.split(".")
        if path:
            under = found[name] if name in found else (held or {}).get(name)
            value = placed(under, path, value)
        found[name] = value
    return found


def placed(under: Any, path: Sequence[str], value: Any) -> dict[str, Any]:
    """A copy of *under* (when it is a context, else of nothing) with *value* at *path*."""
    inside = dict(under) if isinstance(under, Mapping) else {}
    name, *rest = path
    inside[name] = placed(inside.get(name), rest, value) if rest else value
    return inside
