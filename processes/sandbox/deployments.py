"""What a sandbox has deployed, one set after the other; calls find the newest version in them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property

from processes.definitions import references
from processes.engine import Program, Resources, Version
from processes.errors import NotFound
from processes.sandbox import documents as papers
from processes.sandbox.documents import Documents


class Deployment:
    """One set of documents and its program; ``number`` counts from 1."""

    def __init__(self, number: int, resources: Resources, program: Program) -> None:
        self.number, self.resources, self.program = number, resources, program

    @cached_property
    def prints(self) -> dict[str, str]:
        """What makes a version of each process: as in the database, its diagram and all that it names."""
        held = self.resources
        files = {name: references.of_bpmn(content) for name, content in held.bpmn.items()}
        hashes = {("file", name): _hash(content) for name, content in held.bpmn.items()}
        hashes |= {("form", name): _hash(content) for name, content in held.forms.items()}
        for content in held.dmn.values():
            names = references.of_dmn(content).defines["decision"]
            hashes |= {("decision", name): _hash(content) for name in names}
        found = references.fingerprints(hashes, files)
        return {info.id: found[info.file] for info in self.program.processes.values()}


def deployed(those: Sequence[Deployment], documents: Documents) -> Deployment:
    """One more set: the last one with *documents* added.  Raises InvalidDefinition."""
    held = papers.add(those[-1].resources if those else Resources({}), documents)
    return Deployment(len(those) + 1, held, papers.compiled(held))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Deployed:
    """``engine.Deployments`` over the deployments of a sandbox, for one command.

    ``until``: how many count; given at once, it is a command of the past.
    """

    def __init__(self, those: Sequence[Deployment], until: int | None = None) -> None:
        self._those, self.until = those, until

    def newest(self, caller: Program, process_id: str, tag: str | None) -> Version | None:
        if self.until is None:
            self.until = len(self._those)
        known = self._versions(process_id)
        tagged = [each for each in known if each[1].program.holds(process_id, tag)]
        if not tagged:
            return None
        number, found = tagged[-1]
        content_hash = found.program.content_hash
        if caller.holds(process_id) and found.prints[process_id] == self._print(caller, process_id):
            content_hash = caller.content_hash
        return Version(found.number, number, content_hash)

    def program(self, content_hash: str) -> Program:
        return self._find(content_hash).program

    def resources(self, content_hash: str) -> Resources:
        """The documents of a deployment; raises NotFound."""
        return self._find(content_hash).resources

    def _find(self, content_hash: str) -> Deployment:
        for each in reversed(self._those):
            if each.program.content_hash == content_hash:
                return each
        raise NotFound(f"沙箱里没有内容为 {content_hash[:12]}… 的部署", content_hash=content_hash)

    def _versions(self, process_id: str) -> list[tuple[int, Deployment]]:
        """The deployments that gave a process a new version, with its number."""
        found: list[tuple[int, Deployment]] = []
        for each in self._those[: self.until]:
            if not each.program.holds(process_id):
                continue
            if not found or found[-1][1].prints[process_id] != each.prints[process_id]:
                found.append((len(found) + 1, each))
        return found

    def _print(self, program: Program, process_id: str) -> str | None:
        return self._find(program.content_hash).prints.get(process_id)
