"""``compare_channels``: another channel says what the site says (内容一致, S2-53, S1-40)."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from processes.comparison import compare
from processes.jobs.fetch import NotReachable, fetch
from processes.jobs.settings import LinkRules, WorkerSettings
from processes.jobs.work import Work

_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "nav", "footer"})


def compare_channels(
    work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]
) -> Mapping[str, Any]:
    """Compare ``base`` with ``other`` (each ``{channel, url, text}``; ``other.adapted``: 改编形式).

    A text that is not given is read from its ``url`` (by the rules of the link check).  Returns
    ``{"comparison": {sim_text, key_facts_equal, differences: [{kind, base, other}]}}``; a page that cannot
    be read is told as a difference, because people have to look at it.
    """
    base, other = _given(work, "base"), _given(work, "other")
    texts, unread = [], []
    for place, channel in (("base", base), ("other", other)):
        try:
            texts.append(_text(channel, settings.links))
        except NotReachable as error:
            unread.append({"kind": "无法比对", "base": "", "other": "", place: str(error)})
    if unread:
        return {"comparison": {"sim_text": 0.0, "key_facts_equal": False, "differences": unread}}
    found = compare(texts[0], texts[1], adapted=other.get("adapted") is True)
    return {"comparison": found.to_plain()}


def _given(work: Work, name: str) -> Mapping[str, Any]:
    value = work.value(name)
    return value if isinstance(value, Mapping) else {}


def _text(channel: Mapping[str, Any], rules: LinkRules) -> str:
    text = str(channel.get("text") or "")
    if text.strip():
        return text
    url = str(channel.get("url") or "")
    if not url.strip():
        raise NotReachable(f"{channel.get('channel') or '渠道'}既没有正文也没有网址")
    return visible_text(fetch(url, rules)[1])


def visible_text(page: str) -> str:
    """What a reader sees of an HTML page, without navigation and scripts."""
    reader = _Reader()
    reader.feed(page)
    return "\n".join(reader.found)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found, self.depth = list[str](), 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in _UNSEEN and self.depth > 0

    def handle_data(self, data: str) -> None:
        if not self.depth and data.strip():
            self.found.append(data.strip())
