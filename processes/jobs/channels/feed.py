"""Pages in a folder that a web server shows, and an Atom feed of them (RFC 4287).

A file appears whole or not at all; the same key twice is one page and one entry.
"""

from __future__ import annotations

import fcntl
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lxml import etree

from processes.calendar import BEIJING
from processes.jobs.channels.adapters import Piece, Published
from processes.jobs.settings import ChannelRules
from processes.jobs.work import JobFailed

#: Entries of a feed; older pages stay in the folder.
LONGEST_FEED = 200
_ATOM = "http://www.w3.org/2005/Atom"
_PLAIN: Any = {None: _ATOM}  # the default namespace; stubs know named ones only
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2
_NOT_A_NAME = re.compile(r"[/\\\x00-\x1f]|^\.|^\s*$")
_LONGEST_NAME = 60


class Folder:
    """A page for each piece: ``<folder>/<channel>/<key>.html``."""

    def __init__(self, rules: ChannelRules) -> None:
        self.rules = rules

    def publish(self, piece: Piece) -> Published:
        """Write the page; one that is there keeps its day.  Raises JobFailed."""
        try:
            with _locked(self._folder(piece)) as folder:
                return self._write(folder, piece)
        except OSError as error:
            raise JobFailed(f"渠道“{piece.channel}”的文件没有写成：{error.strerror or error}") from error

    def _write(self, folder: Path, piece: Piece) -> Published:
        name = f"{piece.key}.html"
        at = _first_published(folder / name) or piece.at
        _put(folder / name, _page(piece, at))
        url = f"{self.rules.base_url.rstrip('/')}/{quote(piece.channel)}/{quote(name)}"
        return Published(url, at, f"{piece.channel}/{name}")

    def _folder(self, piece: Piece) -> Path:
        if self.rules.folder is None or not self.rules.base_url:
            raise JobFailed("没有设置存放网页的目录和它的网址（JIEDU_FEED_FOLDER、JIEDU_FEED_URL）")
        if _NOT_A_NAME.search(piece.channel) or len(piece.channel) > _LONGEST_NAME:
            raise JobFailed(f"渠道名称不能用作目录名：“{piece.channel[:_LONGEST_NAME]}”")
        return self.rules.folder / piece.channel


class Feed(Folder):
    """The page, and ``feed.atom`` beside it, the newest first."""

    def _write(self, folder: Path, piece: Piece) -> Published:
        published = super()._write(folder, piece)
        file = folder / "feed.atom"
        entries = [entry for entry in _entries(file) if entry.findtext(_tag("id")) != _urn(piece.key)]
        entries.append(_entry(piece, published))
        entries.sort(key=lambda entry: entry.findtext(_tag("published")) or "", reverse=True)
        _put(file, _feed(piece, self.rules.base_url, entries[:LONGEST_FEED]))
        return published


@contextmanager
def _locked(folder: Path) -> Iterator[Path]:
    """One worker at a time reads a feed and writes it again."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _put(file: Path, content: bytes) -> None:
    draft = file.with_name(f".{file.name}.tmp")
    with open(draft, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(draft, file)


def _page(piece: Piece, at: datetime) -> bytes:
    """A page that is HTML and well-formed XML (polyglot); paragraphs are the lines of the text."""
    html = etree.Element("html", lang="zh-CN")
    head = etree.SubElement(html, "head")
    etree.SubElement(head, "meta", charset="utf-8")
    for name, content in (("published", at.isoformat()), ("column", piece.column), ("doc_no", piece.doc_no)):
        etree.SubElement(head, "meta", name=name, content=_clean(content))
    etree.SubElement(head, "title").text = _clean(piece.title)
    body = etree.SubElement(html, "body")
    etree.SubElement(body, "h1").text = _clean(piece.title)
    for line in _clean(piece.body).splitlines():
        if line.strip():
            etree.SubElement(body, "p").text = line.strip()
    return etree.tostring(html, encoding="utf-8", doctype="<!DOCTYPE html>")


def _first_published(file: Path) -> datetime | None:
    if not file.exists():
        return None
    try:
        found = etree.parse(file, _parser()).xpath("string(/html/head/meta[@name='published']/@content)")
        return datetime.fromisoformat(str(found))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise JobFailed(f"网页 {file.name} 已被改动，读不出发布时间，请移走后重试") from error


def _entries(file: Path) -> list[etree._Element]:
    if not file.exists():
        return []
    try:
        return etree.parse(file, _parser()).getroot().findall(_tag("entry"))
    except etree.XMLSyntaxError as error:
        raise JobFailed(f"{file.name} 已被改动，不是完整的 Atom 文件，请移走后重试：{error}") from error


def _feed(piece: Piece, base_url: str, entries: list[etree._Element]) -> bytes:
    feed = etree.Element(_tag("feed"), nsmap=_PLAIN)
    address = f"{base_url.rstrip('/')}/{quote(piece.channel)}/feed.atom"
    _add(feed, "id", address)
    _add(feed, "title", piece.channel)
    _add(feed, "updated", max(entry.findtext(_tag("updated")) or "" for entry in entries))
    _add(_add(feed, "author"), "name", piece.channel)
    _add(feed, "link", rel="self", href=address)
    feed.extend(entries)
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _entry(piece: Piece, published: Published) -> etree._Element:
    entry = etree.Element(_tag("entry"), nsmap=_PLAIN)
    at = (published.published_at or piece.at).astimezone(BEIJING).isoformat()
    _add(entry, "id", _urn(piece.key))
    _add(entry, "title", piece.title)
    _add(entry, "published", at)
    _add(entry, "updated", piece.at.astimezone(BEIJING).isoformat())
    _add(entry, "link", rel="alternate", type="text/html", href=published.url or "")
    for term in filter(None, (piece.column, piece.doc_no)):
        _add(entry, "category", term=term)
    _add(entry, "content", piece.body, type="text")
    return entry


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, _tag(name), {key: _clean(value) for key, value in attributes.items()})
    child.text = _clean(text) if text is not None else None
    return child


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _urn(key: str) -> str:
    """An id that stays when the site moves (RFC 4287 §4.2.6)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:jiedu:{key}").urn


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
