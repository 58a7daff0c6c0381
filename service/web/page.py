"""What every template can use: the person, islands, dates in local habit, lights."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from flask_login import current_user
from markupsafe import Markup

from processes import queries
from service import db, security
from service.identity.people import OFFICE_TIME, Person
from service.policy.table import may_use
from service.state import current

WEEKDAYS = "一二三四五六日"
#: The main navigation, in this order; everybody sees what he may use.
NAV = (
    ("inbox.show", "工作台"),
    ("start.show", "发起事项"),
    ("instances.index", "事项查询"),
    ("questions.index", "问答库"),
    ("definitions.index", "流程库"),
    ("rulebook.index", "制度条款"),
    ("notifications.index", "通知"),
    ("ledger.index", "台账"),
    ("designer.index", "流程设计"),
    ("operations.index", "运行维护"),
    ("accounts.index", "账号"),
    ("retention.index", "留存"),
    ("journal.index", "安全日志"),
)


def install(app: Flask) -> None:
    """Give the templates their globals and filters."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_context)
    app.add_template_global(island)
    app.add_template_global(asset)
    app.add_template_global(json_data)
    app.add_template_filter(moment)
    app.add_template_filter(day)
    app.add_template_filter(pretty)
    app.add_template_filter(web_address)


def _context() -> dict[str, Any]:
    asking: Person | None = getattr(current_user, "person", None)
    unread = queries.count_unread(db.reading(), asking.id) if asking else 0
    nav = tuple((endpoint, text) for endpoint, text in NAV if may_use(asking, endpoint))
    return {
        "me": asking,
        "nav": nav,
        "unread": unread,
        "demo": current().settings.demo,
        "may_use": partial(may_use, asking),
    }


def moment(value: datetime | str | None) -> str:
    """An instant in office time: 2026-03-12 18:00."""
    if not value:
        return ""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.astimezone(OFFICE_TIME).strftime("%Y-%m-%d %H:%M")


def day(value: date | datetime | str | None) -> str:
    """A day with its weekday: 2026年3月12日（周四）."""
    if not value:
        return ""
    at: date | datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(at, datetime):
        at = (at.astimezone(OFFICE_TIME) if at.tzinfo else at).date()
    return f"{at.year}年{at.month}月{at.day}日（周{WEEKDAYS[at.weekday()]}）"


def pretty(value: Any) -> str:
    """Plain data as readable text: a string as it is, everything else as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def web_address(text: str | None) -> str:
    """The address of a page that somebody has typed, for a link; empty for ``javascript:`` and the like."""
    told = (text or "").strip()
    return told if told.lower().startswith(("http://", "https://")) else ""


def json_data(name: str, value: Any) -> Markup:
    """The data of an island: a script element that no browser executes."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    for character, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, code)
    return Markup('<script type="application/json" id="{}-data">').format(name) + Markup(text + "</script>")


def asset(name: str) -> str:
    """The address of a built file, with a mark that changes when the file does."""
    return url_for("static", filename=f"ui/{name}", v=_mark(Path(str(current_app.static_folder), "ui", name)))


def island(name: str) -> Markup:
    """Script and style elements of an island; its page may use style attributes, which diagrams set."""
    if name != "app":
        security.allow_inline_styles()
    folder = Path(str(current_app.static_folder), "ui")
    links = [Markup('<link rel="stylesheet" href="{}">').format(asset(css)) for css in _styles(folder, name)]
    script = Markup('<script type="module" src="{}"></script>').format(asset(f"{name}.js"))
    return Markup("\n").join([*links, script])


def _styles(folder: Path, name: str) -> list[str]:
    """The style sheets that the build made for an island and for the chunks that it imports."""
    path = folder / "manifest.json"
    if not path.exists():
        return [f"{name}.css"] if (folder / f"{name}.css").exists() else []
    manifest = _manifest(path, path.stat().st_mtime_ns)
    entry = next((key for key, item in manifest.items() if item.get("file") == f"{name}.js"), None)
    seen: list[str] = []
    found: list[str] = []
    waiting = [entry] if entry else []
    while waiting:
        key = waiting.pop(0)
        if key in seen:
            continue
        seen.append(key)
        found += [css for css in manifest[key].get("css", []) if css not in found]
        waiting += manifest[key].get("imports", [])
    return found


@lru_cache(maxsize=8)
def _manifest(path: Path, _changed: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf8"))
    return content


def _mark(path: Path) -> str | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return hashlib.sha256(f"{state.st_size}:{state.st_mtime_ns}".encode()).hexdigest()[:10]
