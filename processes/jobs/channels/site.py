"""The content system of a website or account: signed JSON by HTTP (S2-51)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from processes.calendar import BEIJING
from processes.jobs.channels.adapters import Piece, Published
from processes.jobs.posting import Limits, post_signed
from processes.jobs.settings import ChannelRules
from processes.jobs.work import JobFailed


class Site:
    """POST ``{key, channel, title, body, column, doc_no, sent_at}``; the answer says ``url`` and,
    if it likes, ``published_at`` (ISO 8601 with offset) and ``receipt``.
    """

    def __init__(self, rules: ChannelRules) -> None:
        self.rules = rules

    def publish(self, piece: Piece) -> Published:
        """Publish; raises JobFailed when the channel has no address or the answer names no page."""
        address = self.rules.endpoints.get(piece.channel)
        if not address:
            raise JobFailed(f"没有设置渠道“{piece.channel}”的发布接口（JIEDU_CHANNELS）")
        body = {
            "key": piece.key,
            "channel": piece.channel,
            "title": piece.title,
            "body": piece.body,
            "column": piece.column,
            "doc_no": piece.doc_no,
            "sent_at": piece.at.isoformat(),
        }
        limits = Limits(self.rules.timeout, self.rules.size)
        answer = post_signed(address, body, piece.key, self.rules.key, piece.at, limits, piece.channel)
        url, at = answer.data.get("url"), answer.data.get("published_at")
        return Published(_page(piece.channel, url), _moment(piece, at), answer.receipt)


def _page(channel: str, url: Any) -> str:
    """The address of the page: it goes into forms and papers, so it has to be one."""
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        right = False
    if not right or any(letter.isspace() for letter in url):
        told = str(url)[:80]
        raise JobFailed(f"{channel}没有给出发布后的网址：应为 http:// 或 https:// 开头的 url，实际为“{told}”")
    return str(url)


def _moment(piece: Piece, given: Any) -> datetime:
    if given is None:
        return piece.at
    try:
        at = datetime.fromisoformat(str(given))
    except ValueError as error:
        told = str(given)[:80]
        raise JobFailed(
            f"{piece.channel}给出的发布时间应形如 2026-02-06T09:00:00+08:00，实际为“{told}”"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)
