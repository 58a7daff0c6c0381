"""``deploy``: a set of files is validated together and becomes new versions of what it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from processes import calendars, engine, store
from processes.decisions import Model
from processes.definitions import bindings, naming, overwriting, references
from processes.definitions.references import References
from processes.engine import Context, Program, Resources, StartTimer
from processes.errors import InvalidDefinition, Problem, ProcessError
from processes.forms import Form
from processes.store import Deployment, DeploymentResource, ProcessDefinition, Resource, StartEvent
from processes.store.opened import moment

_KINDS = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "form"}


@dataclass(frozen=True)
class DeployedVersion:
    """A process that the deployment gave a new version."""

    process_id: str
    version: int
    name: str
    file: str


@dataclass(frozen=True)
class DeploymentResult:
    """What ``deploy`` did.

    ``changed`` is empty when nothing was new (then ``id`` is the deployment that has it all).  ``warnings``
    did not stop it.
    """

    id: int
    content_hash: str
    changed: tuple[DeployedVersion, ...]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Document:
    """One file of a set.

    ``key``: the form id of a form, else the name.  ``warnings``: of a form that is being deployed.
    """

    name: str
    kind: str
    key: str
    content: bytes
    warnings: tuple[Problem, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def deploy(
    session: Session,
    files: Mapping[str, bytes],
    note: str,
    *,
    actor_id: str,
    now: datetime,
    base: int | None = None,
) -> DeploymentResult:
    """Validate and store *files* (by name, ``.bpmn``, ``.dmn`` or ``.form``) together with the latest of the
    others.

    A process gets a new version only when its diagram, or a form, decision or process that it names, has
    changed.  *base*: the deployment that the files were made from.
    Raises InvalidDefinition with every problem found, InvalidState when a file was changed after *base*; then
    nothing is stored.
    """
    store.exclusive(session, store.DEPLOYMENT)
    previous = _previous(session)
    given = _read(files)
    if base is not None:
        overwriting.refuse(session, base, {(each.kind, each.key): each.hash for each in given})
    documents = _merge(_documents(session, previous), given)
    resources = _resources(session, documents)
    program = _compiled(documents, resources)
    if previous is not None and previous.content_hash == program.content_hash:
        return DeploymentResult(previous.id, previous.content_hash, ())
    deployment = Deployment(
        content_hash=program.content_hash, note=note, deployed_by=actor_id, deployed_at=now
    )
    session.add(deployment)
    _store(session, documents)
    session.flush()
    session.add_all(
        DeploymentResource(deployment_id=deployment.id, name=d.name, kind=d.kind, key=d.key, hash=d.hash)
        for d in documents
    )
    changed = _versions(session, deployment, program, documents)
    session.flush()
    warnings = (*program.warnings, *_warnings(given))
    return DeploymentResult(deployment.id, deployment.content_hash, changed, warnings)


def validate(session: Session, files: Mapping[str, bytes]) -> list[Problem]:
    """The problems that ``deploy`` would refuse *files* for, else its warnings; nothing is stored.

    A warning (``severity``) does not stop the deployment.
    """
    try:
        given = _read(files)
        documents = _merge(_documents(session, _previous(session)), given)
        return [*_compiled(documents, _resources(session, documents)).warnings, *_warnings(given)]
    except InvalidDefinition as error:
        return error.problems or [Problem(code="definition", message=str(error))]


def _previous(session: Session) -> Deployment | None:
    return session.scalar(select(Deployment).order_by(Deployment.id.desc()).limit(1))


def _documents(session: Session, deployment: Deployment | None) -> list[Document]:
    if deployment is None:
        return []
    query = (
        select(DeploymentResource, Resource.content)
        .join(Resource, Resource.hash == DeploymentResource.hash)
        .where(DeploymentResource.deployment_id == deployment.id)
    )
    return [Document(row.name, row.kind, row.key, content) for row, content in session.execute(query)]


def _read(files: Mapping[str, bytes]) -> list[Document]:
    """Name and kind of each file; a form is named by its id.

    Forms and tables are loaded to see that they are right.
    """
    naming.refuse_too_many(files)
    documents, problems = [], []
    for path, content in sorted(files.items()):
        name = PurePosixPath(path).name
        kind = _KINDS.get(PurePosixPath(path).suffix.lower())
        try:
            naming.refuse_strange(name)
            if kind is None:
                raise InvalidDefinition(f"只能部署 .bpmn、.dmn 和 .form 文件，实际为“{name}”")
            form = Form.load(content) if kind == "form" else None
            if kind == "dmn":
                Model.load(content, strict=True)
            documents.append(
                Document(name, kind, form.id if form else name, content, form.warnings if form else ())
            )
        except InvalidDefinition as error:
            problems += _in_file(error, name)
    if problems:
        raise _refused(problems)
    return documents


def _warnings(documents: list[Document]) -> list[Problem]:
    return [replace(warning, file=each.name) for each in documents for warning in each.warnings]


def _in_file(error: ProcessError, name: str) -> list[Problem]:
    found = getattr(error, "problems", None) or [Problem(code=error.code, message=str(error))]
    return [Problem(**(problem.to_plain() | {"file": problem.file or name})) for problem in found]


def _refused(problems: list[Problem]) -> InvalidDefinition:
    return InvalidDefinition(f"不能部署：发现 {len(problems)} 个问题。{problems[0].message}", problems)


def _merge(old: list[Document], new: list[Document]) -> list[Document]:
    """A new file takes the place of the old one of its name, and of old ones that define the same ids."""
    names = {document.name for document in new}
    taken = {key for document in new for key in _defined(document)}
    kept = [d for d in old if d.name not in names and not taken & _defined(d)]
    return sorted(kept + new, key=lambda document: document.name)


def _defined(document: Document) -> set[tuple[str, str]]:
    if document.kind == "form":
        return {("form", document.key)}
    defines = _references(document).defines
    return {(kind, name) for kind, names in defines.items() for name in names}


def _references(document: Document) -> References:
    return (
        references.of_bpmn(document.content)
        if document.kind == "bpmn"
        else references.of_dmn(document.content)
    )


def _resources(session: Session, documents: list[Document]) -> Resources:
    kinds: dict[str, dict[str, bytes]] = {"bpmn": {}, "dmn": {}, "form": {}}
    doubled = []
    for document in documents:
        if document.key in kinds[document.kind]:
            message = f"两个文件定义了同一个表单“{document.key}”"
            doubled.append(Problem(code="form-doubled", message=message, file=document.name))
        kinds[document.kind][document.key] = document.content
    if doubled:
        raise _refused(doubled)
    return Resources(kinds["bpmn"], kinds["dmn"], kinds["form"], deployed=bindings.tags(session))


def _compiled(documents: list[Document], resources: Resources) -> Program:
    if not documents:
        raise InvalidDefinition("没有可以部署的文件：需要 .bpmn、.dmn 或 .form 文件")
    return engine.compile(resources)


def _store(session: Session, documents: list[Document]) -> None:
    hashes = {document.hash: document.content for document in documents}
    known = set(session.scalars(select(Resource.hash).where(Resource.hash.in_(hashes))))
    session.add_all(Resource(hash=key, content=hashes[key]) for key in sorted(set(hashes) - known))


def _versions(
    session: Session, deployment: Deployment, program: Program, documents: list[Document]
) -> tuple[DeployedVersion, ...]:
    prints = _fingerprints(documents)
    context = Context(deployment.deployed_at, deployment.deployed_by, calendars.current(session))
    timers = engine.start_timers(program, context)
    newest: dict[str, ProcessDefinition] = {}
    for definition in session.scalars(select(ProcessDefinition).order_by(ProcessDefinition.version)):
        newest[definition.process_id] = definition
    changed = []
    for info in sorted(program.processes.values(), key=lambda info: info.id):
        before = newest.get(info.id)
        fingerprint = prints[info.file]
        if before is not None and before.fingerprint == fingerprint:
            continue
        definition = ProcessDefinition(
            process_id=info.id,
            version=before.version + 1 if before else 1,
            deployment_id=deployment.id,
            name=info.name,
            file=info.file,
            executable=info.executable,
            fingerprint=fingerprint,
            personal=sorted(map(".".join, program.personal)) or None,
            retention=dict(program.retention.get(info.id, {})) or None,
            version_tag=info.version_tag,
        )
        session.add(definition)
        _starts(session, definition, program, timers)
        changed.append(DeployedVersion(info.id, definition.version, info.name, info.file))
    return tuple(changed)


def _fingerprints(documents: list[Document]) -> dict[str, str]:
    hashes = {("file", d.name): d.hash for d in documents if d.kind == "bpmn"}
    for document in documents:
        hashes |= dict.fromkeys(_defined(document), document.hash)
    files = {d.name: _references(d) for d in documents if d.kind == "bpmn"}
    return references.fingerprints(hashes, files)


def _starts(
    session: Session, definition: ProcessDefinition, program: Program, timers: list[StartTimer]
) -> None:
    """The start events of the newest version replace those of the version before."""
    session.execute(delete(StartEvent).where(StartEvent.process_id == definition.process_id))
    due = {timer.element_id: timer for timer in timers if timer.process_id == definition.process_id}
    for start in program.start_events:
        if start.process_id != definition.process_id or start.kind not in ("message", "signal", "timer"):
            continue
        timer = due.get(start.element_id)
        session.add(
            StartEvent(
                process_id=start.process_id,
                element_id=start.element_id,
                version=definition.version,
                kind=start.kind,
                name=start.name,
                due=moment(timer.due) if timer else None,
                timer=timer.timer if timer else None,
                fired=0,
            )
        )
