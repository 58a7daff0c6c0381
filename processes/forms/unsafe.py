"""What a form shows must not carry a program: markup that runs, addresses that are scripts (ASVS 5.0 1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from processes.forms.problems import Problems

_ACTIVE = re.compile(
    r"<\s*(?:script|iframe|object|embed|link|meta|base|form|style|svg|math)\b"
    r"|<[^<>]*[\s/\"']on[a-z]+\s*="
    r"|(?:java|vb)script\s*:"
    r"|data\s*:\s*text/html",
    re.IGNORECASE,
)
#: The content security policy loads images from the page itself only.
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)


def refuse_unsafe(raw: Mapping[str, Any], identifier: str, problems: Problems) -> None:
    """Note texts of one component that contain a program, and images from elsewhere."""
    for name, text in _texts(raw):
        # An expression may compare ``a < b``; what it gives is cleaned by the form view.
        found = None if text.startswith("=") else _ACTIVE.search(text)
        if found:
            message = f"“{name}”含有不安全的内容 {found[0][:40]!r}。"
            remedy = "请只写文字和 Markdown，不要写脚本和 HTML 标记。"
            problems.add("FORM-unsafe", message, remedy, identifier)
    source = raw.get("source") if raw.get("type") == "image" else None
    if isinstance(source, str) and source[:1] not in ("", "=", "{") and not _IMAGE.match(source):
        message = f"图片来源应为 data:image/…;base64 或以“=”开头的表达式，实际为 {source[:60]!r}。"
        remedy = "内容安全策略不加载外部图片，请把图片内嵌在表单里。"
        problems.add("FORM-unsafe", message, remedy, identifier)


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a component with the property that holds them, without those of its inner components."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in ("components", "pattern"):
                yield from _texts(item, name or str(key))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, name)
