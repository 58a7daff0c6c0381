"""Stored definitions, compiled once per process and kept under the hash of their content."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import engine
from processes.engine import Program, Resources
from processes.errors import NotFound
from processes.forms import Form
from processes.store import Deployment, DeploymentResource, Instance, ProcessDefinition, Resource

V = TypeVar("V")


class Cache(Generic[V]):
    """The most recently used values.

    Two threads may make the same value at once, which costs time but no harm.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[str, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], V]) -> V:
        """The value of *key*, made when it is not there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            value = self._values.setdefault(key, value)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


class _Compiled(NamedTuple):
    """A deployment; with it come the documents of its forms, so that no task has to fetch its own."""

    program: Program
    forms: Mapping[str, bytes]


_PROGRAMS: Cache[_Compiled] = Cache(64)
_FORMS: Cache[Form] = Cache(1024)


def resources(session: Session, deployment_id: int) -> Resources:
    """The documents of a deployment."""
    query = (
        select(DeploymentResource.kind, DeploymentResource.key, Resource.content)
        .join(Resource, Resource.hash == DeploymentResource.hash)
        .where(DeploymentResource.deployment_id == deployment_id)
    )
    kinds: dict[str, dict[str, bytes]] = {"bpmn": {}, "dmn": {}, "form": {}}
    for kind, key, content in session.execute(query):
        kinds[kind][key] = content
    return Resources(bpmn=kinds["bpmn"], dmn=kinds["dmn"], forms=kinds["form"])


def program(session: Session, deployment_id: int, content_hash: str) -> Program:
    """The compiled deployment; *content_hash* is that of the deployment and of every instance of it."""
    return _PROGRAMS.get(content_hash, lambda: _compiled(session, deployment_id)).program


def by_hash(session: Session, content_hash: str) -> Program:
    """The compiled deployment with these documents; raises NotFound."""
    return _with(session, content_hash).program


def _with(session: Session, content_hash: str) -> _Compiled:
    return _PROGRAMS.get(content_hash, lambda: _compiled(session, number_of(session, content_hash)))


def _compiled(session: Session, deployment_id: int) -> _Compiled:
    found = resources(session, deployment_id)
    return _Compiled(engine.compile(found), found.forms)


def number_of(session: Session, content_hash: str) -> int:
    """A deployment with these documents (two of them have the same); raises NotFound."""
    query = select(Deployment.id).where(Deployment.content_hash == content_hash)
    found = session.scalar(query.order_by(Deployment.id).limit(1))
    if found is None:
        raise NotFound(f"没有内容为 {content_hash[:12]}… 的部署", content_hash=content_hash)
    return found


def form(session: Session, deployment_id: int, content_hash: str, form_id: str) -> Form:
    """A form of a deployment, as it was when the deployment was made; raises NotFound."""
    return _FORMS.get(
        f"{content_hash}/{form_id}", lambda: Form.load(resource(session, deployment_id, "form", form_id))
    )


def form_of(session: Session, content_hash: str, form_id: str) -> Form:
    """A form of the deployment with these documents; raises NotFound."""

    def load() -> Form:
        document = _with(session, content_hash).forms.get(form_id)
        if document is None:
            raise NotFound(f"部署 {content_hash[:12]}… 中没有表单“{form_id}”", kind="form", key=form_id)
        return Form.load(document)

    return _FORMS.get(f"{content_hash}/{form_id}", load)


def resource(session: Session, deployment_id: int, kind: str, key: str) -> bytes:
    """The bytes of one document; *kind*: bpmn, dmn or form; *key*: the form id, else the file name."""
    content = session.scalar(
        select(Resource.content)
        .join(DeploymentResource, Resource.hash == DeploymentResource.hash)
        .where(
            DeploymentResource.deployment_id == deployment_id,
            DeploymentResource.kind == kind,
            DeploymentResource.key == key,
        )
    )
    if content is None:
        raise NotFound(f"部署 {deployment_id} 中没有{_KINDS.get(kind, '文件')}“{key}”", kind=kind, key=key)
    return content


_KINDS = {"bpmn": "流程图", "dmn": "决策表", "form": "表单"}


def bound(instance: Instance, definition: Mapping[str, Any] | None = None) -> tuple[int, str]:
    """Deployment and content hash of an instance: those of *definition* (of a view), else the first."""
    told = definition or instance.origin
    if told is None:
        return instance.deployment_id, instance.content_hash
    return told["deployment_id"], told["content_hash"]


def of_version(session: Session, process_id: str, version: int) -> tuple[ProcessDefinition, Deployment]:
    """One version of a process with the deployment that brought it; raises NotFound."""
    query = select(ProcessDefinition, Deployment).join(
        Deployment, Deployment.id == ProcessDefinition.deployment_id
    )
    mine = (ProcessDefinition.process_id == process_id, ProcessDefinition.version == version)
    found = session.execute(query.where(*mine)).first()
    if found is None:
        raise NotFound(f"流程“{process_id}”没有第 {version} 版", process_id=process_id, version=version)
    return found[0], found[1]


def latest(session: Session, process_id: str) -> tuple[ProcessDefinition, Deployment]:
    """The newest version of a process with its deployment; raises NotFound."""
    found = session.execute(
        select(ProcessDefinition, Deployment)
        .join(Deployment, Deployment.id == ProcessDefinition.deployment_id)
        .where(ProcessDefinition.process_id == process_id)
        .order_by(ProcessDefinition.version.desc())
        .limit(1)
    ).first()
    if found is None:
        raise NotFound(f"没有部署过流程“{process_id}”", process_id=process_id)
    return found[0], found[1]
