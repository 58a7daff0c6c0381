"""A small application: one page for each island, under the content security policy of the service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template_string, request

HERE = Path(__file__).parent
SAMPLES = HERE / "samples"
STATIC = HERE.parents[1] / "service" / "static"

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csrf-token" content="token"><link rel="icon" href="data:,"><title>{{ title }}</title>
{% for name in ("app", island) %}<link rel="stylesheet" href="/static/ui/{{ name }}.css">
<script type="module" src="/static/ui/{{ name }}.js"></script>{% endfor %}
</head><body><main class="container-xl py-3"><h1 class="h3">{{ title }}</h1>{{ content | safe }}</main>
<script type="application/json" id="{{ island }}-data">{{ data | tojson }}</script></body></html>"""

FORM = """<form id="task-form" method="post" action="/formview">
<input type="hidden" name="form_data" id="form-data"><div id="form"></div>
<button class="btn btn-primary" name="action" value="complete">完成办理</button>
<button class="btn btn-outline-primary" name="action" value="draft" formnovalidate>保存草稿</button></form>"""

REPLAY = """<div id="replay-controls"></div><div id="diagram"></div><div id="replay-details"></div>
<div class="replay-steps"><table class="table"><thead><tr><th>步骤</th><th>内容</th></tr></thead><tbody>
{rows}</tbody></table></div>"""

STEPS = [
    {"seq": 1, "text": "登记", "process_id": "Sample", "element_id": "Start"},
    {"seq": 4, "text": "起草完成", "process_id": "Sample", "element_id": "Draft"},
    {"seq": 7, "text": "进入审核", "process_id": "Sample", "element_id": "Review"},
]


SESSION = {"tokenUrl": "/token", "loginUrl": "/login"}


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf8")


def progress(at: int) -> dict[str, Any]:
    """What the sample process has done at a step."""
    elements = {"Start": {"state": "done", "count": 1}, "Draft": {"state": "active", "count": 1}}
    flows = {"to_draft": 1}
    if at >= 4:
        elements["Draft"] = {"state": "done", "count": 2}
    if at >= 7:
        elements["Review"] = {"state": "active", "count": 1}
        flows["to_review"] = 1
    return {"process_id": "Sample", "elements": elements, "flows": flows}


def diagrams(at: int) -> list[dict[str, Any]]:
    other = {
        "process_id": "Other",
        "name": "子流程",
        "xml": sample("sample.bpmn"),
        "elements": {},
        "flows": {},
    }
    return [{**progress(at), "name": "示例流程", "xml": sample("sample.bpmn")}, other]


def bench(island: str, **data: Any) -> tuple[str, dict[str, Any]]:
    mount = f'<div id="{island}" class="bench-editor"></div>'
    side = '<aside class="bench-side" id="modeler-panel" aria-label="属性"></aside>'
    content = render_template_string(
        '{% from "designer/_bench.html" import bar, tail %}'
        '<div class="bench">{{ bar("示例", {"version": 1}, "/") }}'
        '<nav class="nav nav-tabs bench-views" id="dmn-views" aria-label="视图"></nav>'
        '<div class="bench-body">{{ mount | safe }}</div>{{ tail("") }}</div>',
        mount=mount + (side if island == "modeler" else ""),
    )
    return content, {"validateUrl": "/validate", "deployUrl": "/deploy", **SESSION, "version": 1, **data}


def create_plain_pages() -> Flask:
    """The application; ``app.config["SENT"]`` collects what the islands sent."""
    app = Flask(__name__, static_folder=str(STATIC), template_folder=str(STATIC.parent / "templates"))
    app.config["SENT"] = []
    app.config["ERRORS"] = {}
    app.config.update(PROBLEMS=[], LOGIN="valid", DEPLOYED={})

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self' data:"
        )
        return response

    def page(title: str, island: str, content: str, data: dict[str, Any]) -> str:
        return render_template_string(PAGE, title=title, island=island, content=content, data=data)

    @app.get("/formview")
    def formview() -> str:
        data = {
            "schema": json.loads(sample("sample.form")),
            "data": {"plan": {"title": "关于优化营商环境的若干措施"}},
            "context": {
                "units": [{"value": "zjw", "label": "区住建委"}, {"value": "wjw", "label": "区卫健委"}]
            },
            "readonly": "readonly" in request.args,
            "errors": app.config["ERRORS"] if "errors" in request.args else {},
        }
        return page("编制解读方案", "formview", FORM, data)

    @app.post("/formview")
    def submitted() -> str:
        app.config["SENT"].append(request.form.to_dict())
        return '<!doctype html><title>已收到</title><link rel="icon" href="data:,"><p>已收到</p>'

    @app.get("/instance")
    def instance() -> str:
        return page("办理进度", "instance", '<div id="diagram"></div>', {"diagrams": diagrams(7)})

    @app.get("/replay")
    def replay() -> str:
        at = int(request.args.get("at", 7))
        rows = "".join(
            f'<tr data-seq="{step["seq"]}"><td>{step["seq"]}</td><td>{step["text"]}</td></tr>'
            for step in STEPS
        )
        data = {"url": "/replay.json", "at": at, "steps": STEPS, "diagrams": diagrams(at)}
        return page("轨迹回放", "replay", REPLAY.format(rows=rows), data)

    @app.get("/replay.json")
    def replay_moment() -> dict[str, Any]:
        at = int(request.args["at"])
        return {"at": at, "diagrams": [progress(at)], "details": f"<p>第 {at} 条记录</p>"}

    @app.get("/modeler")
    def modeler() -> str:
        forms = [{"id": "F02", "name": "解读方案"}, {"id": "F04", "name": "审核意见"}]
        content, data = bench(
            "modeler",
            fileName="sample.bpmn",
            xml=sample("sample.bpmn"),
            forms=forms,
            decisions=[{"id": "D01", "name": "是否需要解读"}],
            processes=[],
        )
        return page("流程设计", "modeler", content, data)

    @app.get("/formedit")
    def formedit() -> str:
        content, data = bench("formedit", fileName="sample.form", schema=json.loads(sample("sample.form")))
        return page("表单设计", "formedit", content, data)

    @app.get("/dmn")
    def dmn() -> str:
        return page("决策设计", "dmn", *bench("dmn", fileName="sample.dmn", xml=sample("sample.dmn")))

    def refused() -> tuple[dict[str, str], int] | None:
        """As the service answers a page whose login has ended."""
        token = request.headers.get("X-CSRFToken")
        if app.config["LOGIN"] == "valid" or (token == "fresh" and app.config["LOGIN"] == "renewed"):
            return None
        return {"code": "csrf", "detail": "页面打开太久"}, 400

    @app.get("/token")
    def token() -> Any:
        ended = app.config["LOGIN"] == "ended"
        return ({"code": "http_error"}, 401) if ended else {"token": "fresh"}

    @app.post("/validate")
    def validate() -> Any:
        return refused() or {"problems": app.config["PROBLEMS"]}

    @app.post("/deploy")
    def deploy() -> Any:
        if refused():
            return refused()
        app.config["SENT"].append({**request.get_json(), "token": request.headers.get("X-CSRFToken")})
        return {"version": 2, **app.config["DEPLOYED"]}

    return app
