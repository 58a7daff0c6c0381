"""What a diagram defines and refers to, read from its XML alone.

The engine's compiler judges whether it is right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from processes import xml
from processes.engine.reading.documents import MAX_BYTES
from processes.xml import Element

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
#: Extension elements that name something of the same deployment: local name → (attribute, kind).
_NAMING = {
    "formDefinition": ("formId", "form"),
    "calledDecision": ("decisionId", "decision"),
    "calledElement": ("processId", "process"),
}
#: Decisions that every instance starts with (``opening``): no diagram names them, all depend on them.
_OPENING = {"settings", "rule_pack"}


@dataclass
class References:
    """Ids that one file defines and those that it names; a name computed by FEEL stands as ``*`` for any."""

    defines: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)


def parse(content: bytes) -> Element | None:
    """The root of an XML file; None when it is not accepted as one (the engine tells why)."""
    try:
        return xml.parse(content) if len(content) <= MAX_BYTES else None
    except xml.BrokenXml:
        return None


def of_bpmn(content: bytes) -> References:
    """Processes that a diagram draws; forms, decisions and processes that it names."""
    found = References()
    root = parse(content)
    if root is None:
        return found
    found.defines["process"] = _ids(root, f"{_BPMN}process")
    for local, (attribute, kind) in _NAMING.items():
        values = {node.get(attribute, "") for node in root.iter(f"{_ZEEBE}{local}")}
        found.names.setdefault(kind, set()).update(
            "*" if value.startswith("=") else value for value in values
        )
    found.names["decision"] |= _OPENING
    called = {node.get("calledElement") for node in root.iter(f"{_BPMN}callActivity")}
    found.names["process"].update(str(name) for name in called if name)
    return found


def of_dmn(content: bytes) -> References:
    """Decisions of a file, whatever its DMN version."""
    root = parse(content)
    return References() if root is None else References({"decision": _ids(root, "{*}decision")})


def _ids(root: Element, tag: str) -> set[str]:
    return {str(node.get("id")) for node in root.iter(tag) if node.get("id")}


def fingerprints(hashes: Mapping[tuple[str, str], str], files: Mapping[str, References]) -> dict[str, str]:
    """Of every BPMN file: a hash over its bytes and over everything that it names, however far away.

    *hashes* maps (kind, id) of every form, decision and process, and (``file``, name) of every file, to the
    hash of
    the bytes that define it; *files* holds the references of the BPMN files by name.
    """
    homes = {process: name for name, refs in files.items() for process in refs.defines.get("process", ())}
    return {name: _fingerprint(_reachable(name, files, homes), hashes, files) for name in files}


def _reachable(name: str, files: Mapping[str, References], homes: Mapping[str, str]) -> set[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        called = files[current].names.get("process", set())
        waiting += (
            list(files) if "*" in called else [homes[process] for process in called if process in homes]
        )
    return seen


def _fingerprint(
    reachable: set[str], hashes: Mapping[tuple[str, str], str], files: Mapping[str, References]
) -> str:
    parts = {("file", name) for name in reachable}
    for name in reachable:
        for kind in ("form", "decision"):
            named = files[name].names.get(kind, set())
            parts |= {key for key in hashes if key[0] == kind and ("*" in named or key[1] in named)}
    digest = hashlib.sha256()
    for key in sorted(parts):
        digest.update(f"{key[0]} {key[1]} {hashes[key]}\n".encode())
    return digest.hexdigest()
