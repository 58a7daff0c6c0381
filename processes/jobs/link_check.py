"""``link_check``: the document and its interpretation are on the site and link to each other (双向链接)."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from sqlalchemy.orm import Session, sessionmaker

from processes.jobs.fetch import NotReachable, fetch
from processes.jobs.settings import LinkRules, WorkerSettings
from processes.jobs.work import Work

_DEFAULT_PORTS = {"http": 80, "https": 443}


def link_check(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Fetch ``document_url`` and ``interpretation_url``; returns ``{"links": {ok, problems, checked_at}}``.

    A page that cannot be had is a problem to be told, not a failed try: people have to mend it.
    """
    document = str(work.value("document_url") or "")
    interpretation = str(work.value("interpretation_url") or "")
    problems = check_links(document, interpretation, settings.links)
    return {"links": {"ok": not problems, "problems": problems, "checked_at": work.now.isoformat()}}


def check_links(document: str, interpretation: str, rules: LinkRules) -> list[str]:
    """What is wrong, in Chinese; nothing when each of the two pages links to the other."""
    pages: dict[str, tuple[set[str], set[str]] | None] = {}
    problems = []
    for name, url in (("政策文件", document), ("文字解读", interpretation)):
        try:
            pages[name] = _page(name, url, rules)
        except NotReachable as error:
            pages[name] = None
            problems.append(f"{name}：{error}")
    if problems:
        return problems
    for name, other in (("政策文件", "文字解读"), ("文字解读", "政策文件")):
        page, target = pages[name], pages[other]
        if page is not None and target is not None and not page[1] & target[0]:
            problems.append(f"{name}页面没有链接到{other}页面")
    return problems


def _page(name: str, url: str, rules: LinkRules) -> tuple[set[str], set[str]]:
    """The addresses under which a page is known, and those that it links to."""
    if not url.strip():
        raise NotReachable(f"没有填写{name}的网址")
    final, text = fetch(url, rules)
    links = _Links(final)
    links.feed(text)
    return {normal(url), normal(final)}, {normal(link) for link in links.found}


def normal(url: str) -> str:
    """An address for comparison: without fragment, default port, trailing slash and needless escapes."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower()
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        host += f":{port}"
    return f"{host}{unquote(parts.path).rstrip('/')}" + (f"?{unquote(parts.query)}" if parts.query else "")


class _Links(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base, self.found = base, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if not href:
            return
        try:
            address = urljoin(self.base, href.strip())
        except ValueError:
            return
        if tag == "base":
            self.base = address
        elif tag in ("a", "area"):
            self.found.append(address)
