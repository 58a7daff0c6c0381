"""Which version a call activity calls, decided at the moment of the call.

``deployment``: that of the calling deployment.  ``latest``: the newest there is.  ``versionTag``: the newest
with that tag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..context import Version
from ..faults import Incident
from ..running.programs import program

if TYPE_CHECKING:
    from ..program import Program
    from ..running.instance import Instance
    from .graph import ProcessSpec


class Called(NamedTuple):
    """The body that is called, and its version when it is of another deployment than the call itself."""

    body: ProcessSpec
    version: Version | None = None


def called(instance: Instance, node: Any, process_id: Any) -> Called:
    """What a call activity calls now under this process id; Incident if there is no such process."""
    caller: Program = node.process.program
    version = _newest(instance, caller, node, process_id) if isinstance(process_id, str) else None
    if version is None:
        raise Incident("missing_process", _missing(node, process_id))
    there = version.content_hash == caller.content_hash
    found = caller if there else program(instance, version.content_hash)
    info = found.processes.get(str(process_id))
    if info is None or not info.executable:
        raise Incident("missing_process", f"流程“{process_id}”第 {version.version} 版标为不可执行，不能调用")
    body: ProcessSpec = found.specs[info.id]
    if node.target is not None and not body.entries:
        raise Incident("missing_process", f"流程“{info.id}”没有空开始事件，不能调用")
    return Called(body, None if there else version)


def _newest(instance: Instance, caller: Program, node: Any, process_id: str) -> Version | None:
    deployments = instance.deployments
    if node.binding != "deployment" and deployments is not None:
        return deployments.newest(caller, process_id, node.tag)
    held = caller.holds(process_id, node.tag) and caller.processes[process_id].executable
    return Version(0, 0, caller.content_hash) if held else None


def _missing(node: Any, process_id: Any) -> str:
    source = "" if node.target is None else f"（= {node.target}）"
    if node.binding == "deployment":
        return f"部署中没有可执行的流程 {process_id!r}{source}"
    tag = "" if node.tag is None else f"带版本标签“{node.tag}”的"
    return f"没有部署过{tag}流程 {process_id!r}{source}"
