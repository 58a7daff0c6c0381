"""The documents that a sandbox has been given, sorted into a deployment set."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from processes import engine
from processes.engine import Program, Resources
from processes.errors import InvalidArgument

#: Paths, or file name -> content.
Documents = Mapping[str, bytes] | Iterable[str | Path]
_KINDS = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "form", ".json": "form"}


def add(held: Resources, documents: Documents) -> Resources:
    """The set with more documents; one of the same name replaces the earlier.  Raises InvalidArgument."""
    found: dict[str, dict[str, bytes]] = {
        "bpmn": dict(held.bpmn),
        "dmn": dict(held.dmn),
        "form": dict(held.forms),
    }
    for name, content in _contents(documents).items():
        kind = _KINDS.get(Path(name).suffix)
        if kind is None:
            raise InvalidArgument(f"“{name}”应是 .bpmn、.dmn 或 .form 文件")
        found[kind][_form_id(name, content) if kind == "form" else Path(name).name] = content
    return Resources(found["bpmn"], found["dmn"], found["form"])


def compiled(held: Resources) -> Program:
    """The program of a set; scenarios of one folder mostly deploy the same.  Raises InvalidDefinition."""
    return _compiled(*(tuple(sorted(part.items())) for part in (held.bpmn, held.dmn, held.forms)))


_Documents = tuple[tuple[str, bytes], ...]


@lru_cache(maxsize=4)
def _compiled(bpmn: _Documents, dmn: _Documents, forms: _Documents) -> Program:
    return engine.compile(Resources(dict(bpmn), dict(dmn), dict(forms)))


def _contents(documents: Documents) -> Mapping[str, bytes]:
    if isinstance(documents, Mapping):
        return documents
    return {Path(path).name: Path(path).read_bytes() for path in documents}


def _form_id(name: str, content: bytes) -> str:
    """Forms are known by their id, not by their file."""
    try:
        return str(json.loads(content)["id"])
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidArgument(f"“{name}”不是带 id 的表单文档") from error
