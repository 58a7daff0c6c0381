"""流程设计: open a definition, form or decision table in its editor; check it; deploy it."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from lxml import etree
from werkzeug.wrappers import Response

from processes import commands, definitions, queries
from processes.errors import InvalidArgument, NotFound
from processes.queries import DefinitionItem
from service import auth, db, form_text
from service.people import actor
from service.state import current
from service.web import blank

bp = Blueprint("designer", __name__, url_prefix="/designer")

#: The note of a version that came from a deployment of something else.
CARRIED = "随被调用的流程、表单或决策表更新"
KINDS = {"process": "bpmn", "form": "form", "decision": "dmn"}
TITLES = {"process": "流程", "form": "表单", "decision": "决策表"}
EDITORS = {"process": "modeler", "form": "form", "decision": "decision"}


@bp.get("/")
def index() -> str:
    """Everything that can be opened."""
    sections = [
        {"kind": "process", "title": "流程", "rows": _processes()},
        {"kind": "form", "title": "表单", "rows": _documents("form")},
        {"kind": "decision", "title": "决策表", "rows": _documents("decision")},
    ]
    return render_template("designer/list.html", sections=sections)


@bp.get("/<any(process, form, decision):kind>/new")
def new(kind: str) -> str:
    """An empty document, or with ``?copy=<key>`` a copy of a deployed one under a new name."""
    key = request.args.get("copy")
    if not key:
        return _editor(kind, f"新建{TITLES[kind]}", blank.document(kind), "", None)
    content = blank.copy_of(kind, _content(kind, key)[0])
    return _editor(kind, f"复制{TITLES[kind]}", content, "", None)


@bp.get("/<any(process, form, decision):kind>/<key>")
def edit(kind: str, key: str) -> str:
    """A deployed document: a process by its id (``?version=N``), a form by its id, a table by its file."""
    if kind == "process":
        text = request.args.get("version", "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        item = queries.definition(db.reading(), key, number)
        content = definitions.resource(db.reading(), item.deployment_id, "bpmn", item.file)
        return _editor(kind, item.name, content, item.file, item.version)
    content, file = _content(kind, key)
    return _editor(kind, _name(kind, key, content), content, file, None)


@bp.post("/validate")
def validate() -> Response:
    """The problems that a deployment of ``{files: {name: text}}`` would be refused for, else its warnings."""
    problems = definitions.validate(db.reading(), _files())
    return jsonify(problems=[problem.to_plain() for problem in problems])


@bp.get("/token")
def token() -> Response:
    """A CSRF token for a page that was opened before the present login."""
    answer = jsonify(token=generate_csrf())
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/deploy")
def deploy() -> Response:
    """Put ``{files, note, base}`` in force; a refusal is 422 with its problems.

    ``base``: the deployment that the editor was opened with; 409 when a file has been changed since.
    """
    files = _files()
    note = str(request.json.get("note") or "").strip()[:500]
    if not note:
        raise InvalidArgument("请填写部署说明", errors={"note": ["请填写部署说明"]})
    base = request.json.get("base")
    if not isinstance(base, int | None):
        raise InvalidArgument("base 应为部署编号（整数）", errors={"base": ["应为整数"]})
    asking, now = actor(auth.person()), current().now()
    with db.transaction() as session:
        result = commands.deploy(session, files, note, actor=asking, now=now, base=base)
    changed = [
        {"process_id": each.process_id, "name": each.name, "version": each.version, "own": each.file in files}
        for each in result.changed
    ]
    answer: dict[str, Any] = {"id": result.id, "changed": changed, "url": url_for("designer.index")}
    return jsonify(answer | ({"version": changed[0]["version"]} if len(changed) == 1 else {}))


def _files() -> dict[str, bytes]:
    body = request.get_json(silent=True)
    files = body.get("files") if isinstance(body, dict) else None
    if not isinstance(files, dict) or not files:
        raise InvalidArgument("请求应为 {files: {文件名: 内容}}", errors={"files": ["至少一个文件"]})
    wrong = [name for name, text in files.items() if not isinstance(text, str)]
    if wrong:
        raise InvalidArgument("文件内容应为文字", errors={f"files.{name}": ["应为文字"] for name in wrong})
    return {name: text.encode() for name, text in files.items()}


def _editor(kind: str, title: str, content: bytes, file: str, version: int | None) -> str:
    newest = queries.newest_deployment(db.reading())
    data: dict[str, Any] = {
        "fileName": file,
        "validateUrl": url_for("designer.validate"),
        "deployUrl": url_for("designer.deploy"),
        "tokenUrl": url_for("designer.token"),
        "loginUrl": url_for("login.form"),
        "base": newest.id if newest else None,
        "version": version,
    }
    if kind == "form":
        data["schema"] = json.loads(content)
    else:
        data["xml"] = content.decode("utf-8-sig")
    if kind == "process":
        data |= _choices()
    template = f"designer/{EDITORS[kind]}.html"
    return render_template(template, title=title, data=data, back=url_for("designer.index"))


def _choices() -> dict[str, list[dict[str, str]]]:
    """Forms, decisions and processes that the properties panel offers."""
    session = db.reading()
    processes = [{"id": item.process_id, "name": item.name} for item in queries.definitions(session)]
    deployment = queries.newest_deployment(session)
    if deployment is None:
        return {"forms": [], "decisions": [], "processes": processes}
    resources = definitions.resources(session, deployment.id)
    forms = [
        {"id": key, "name": _name("form", key, content)} for key, content in sorted(resources.forms.items())
    ]
    decisions = [choice for content in resources.dmn.values() for choice in _decisions(content)]
    return {"forms": forms, "decisions": decisions, "processes": processes}


def _decisions(content: bytes) -> list[dict[str, str]]:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    found = [node for node in root if str(node.tag).endswith("}decision")]
    return [{"id": str(node.get("id")), "name": str(node.get("name") or node.get("id"))} for node in found]


def _content(kind: str, key: str) -> tuple[bytes, str]:
    """Bytes and file name of a document of the newest deployment."""
    session = db.reading()
    if kind == "process":
        item = queries.definition(session, key)
        return definitions.resource(session, item.deployment_id, "bpmn", item.file), item.file
    for file in queries.files(session):
        deployment = queries.newest_deployment(session)
        if deployment is not None and file.kind == KINDS[kind] and file.key == key:
            return definitions.resource(session, deployment.id, file.kind, key), file.name
    raise NotFound(f"没有部署过{TITLES[kind]}“{key}”", key=key)


def _name(kind: str, key: str, content: bytes) -> str:
    if kind == "form":
        return form_text.form_name(json.loads(content), key)
    found = _decisions(content)
    return found[0]["name"] if found else key


def _processes() -> list[dict[str, Any]]:
    rows = []
    changes = queries.file_changes(db.reading())
    for item in queries.definitions(db.reading()):
        versions = queries.definition_versions(db.reading(), item.process_id)
        rows.append(
            {
                "name": item.name,
                "id": item.process_id,
                "version": item.version,
                "deployed_at": item.deployed_at,
                "note": item.note
                if item.deployment_id == changes["bpmn", item.file].deployment_id
                else CARRIED,
                "open": url_for("designer.edit", kind="process", key=item.process_id),
                "copy": url_for("designer.new", kind="process", copy=item.process_id),
                "versions": [_version(version) for version in versions],
            }
        )
    return rows


def _version(item: DefinitionItem) -> dict[str, Any]:
    address = url_for("designer.edit", kind="process", key=item.process_id, version=item.version)
    return {"version": item.version, "deployed_at": item.deployed_at, "open": address}


def _documents(kind: str) -> list[dict[str, Any]]:
    session = db.reading()
    deployment = queries.newest_deployment(session)
    if deployment is None:
        return []
    rows: list[dict[str, Any]] = []
    changes = queries.file_changes(session)
    for file in queries.files(session, deployment.id):
        if file.kind == KINDS[kind]:
            content = definitions.resource(session, deployment.id, file.kind, file.key)
            change = changes[(file.kind, file.key)]
            rows.append(
                {
                    "name": _name(kind, file.key, content),
                    "id": file.key,
                    "version": None,
                    "deployed_at": change.deployed_at,
                    "note": change.note,
                    "open": url_for("designer.edit", kind=kind, key=file.key),
                    "copy": url_for("designer.new", kind=kind, copy=file.key),
                    "versions": [],
                }
            )
    return rows
