"""The documents as the public meets them: in force or not, what replaced them, where they are published.

Filled by the job ``document_status``; the public list of interpretations is read from here.  Invariant 10:
when a document is no longer in force, its entries are held (S2-65).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes.errors import InvalidArgument
from processes.store import LIBRARY, PolicyDocument, exclusive

IN_FORCE = "现行有效"
STATUSES = (IN_FORCE, "已修改", "已废止", "已失效")
_BRACKETS = str.maketrans({"[": "〔", "]": "〕", "【": "〔", "】": "〕", "(": "〔", ")": "〕"})
_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"(.{1,20}〔\d{4}〕)第?(\d+)号?")
#: In one line, from its first bracket to its last.
_TITLE = re.compile(r"^[^《\n]*+《(.+)》", re.MULTILINE)
#: Optional texts of a document that a job may give.
_TEXTS = ("unit", "theme", "replaced_by", "document_url", "interpretation_url")
_URLS = ("document_url", "interpretation_url")


def normal_number(reference: str | None) -> str | None:
    """A document number in one form, 青岚府办规[2026]2号 as 青岚府办规〔2026〕2号; other texts stay."""
    told = (reference or "").strip()
    if not told:
        return None
    flat = _BLANKS.sub("", unicodedata.normalize("NFKC", told)).translate(_BRACKETS)
    found = _NUMBER.fullmatch(flat)
    return f"{found[1]}{int(found[2])}号" if found else told


def find_document(session: Session, reference: str | None) -> PolicyDocument | None:
    """The document of a number or, where a title was written instead, of that title."""
    number = normal_number(reference)
    if number is None:
        return None
    found = session.get(PolicyDocument, number)
    if found is not None:
        return found
    title = _TITLE.search(number)
    query = select(PolicyDocument).where(PolicyDocument.title == (title[1] if title else number))
    return session.scalars(query.order_by(PolicyDocument.issue_date.desc(), PolicyDocument.doc_no)).first()


def documents_of(session: Session, references: Iterable[str | None]) -> dict[str, PolicyDocument]:
    """The documents of several normal numbers, by number."""
    wanted = {each for each in references if each}
    if not wanted:
        return {}
    rows = session.scalars(select(PolicyDocument).where(PolicyDocument.doc_no.in_(sorted(wanted))))
    return {row.doc_no: row for row in rows}


def put_document(
    session: Session, told: Mapping[str, Any], *, now: datetime, instance_id: int | None = None
) -> PolicyDocument:
    """Write what is *told* of a document; what is not told stays as it was.

    *told*: ``doc_no``, ``title``, ``status`` and optionally ``unit``, ``issue_date``, ``theme``,
    ``replaced_by``, ``document_url``, ``interpretation_url``, ``materials``.  The entries are left to the
    caller.  Raises InvalidArgument.
    """
    number = normal_number(_text(told.get("doc_no")))
    if number is None:
        raise InvalidArgument(
            "文件效力没有登记：应写明发文字号，实际为空", errors={"doc_no": ["应写明发文字号"]}
        )
    exclusive(session, LIBRARY)
    known = session.get(PolicyDocument, number, with_for_update=True)
    status = _text(told.get("status")) or (known.status if known else IN_FORCE)
    if status not in STATUSES:
        text = f"应为 {'、'.join(STATUSES)} 之一，实际为“{status[:40]}”"
        raise InvalidArgument(f"文件效力没有登记：status {text}", errors={"status": [text]})
    title = _text(told.get("title")) or (known.title if known else number)
    row = known or PolicyDocument(doc_no=number, created_at=now, materials=[])
    row.title, row.status = title.removeprefix("《").removesuffix("》"), status
    for name in _TEXTS:
        given = _url(name, told) if name in _URLS else _text(told.get(name))
        if given is not None or known is None:
            setattr(row, name, given)
    row.replaced_by = normal_number(row.replaced_by) if status != IN_FORCE else None
    row.issue_date = day(told.get("issue_date"), "issue_date") or row.issue_date
    row.materials = _materials(told.get("materials")) or row.materials
    row.instance_id, row.changed_at = instance_id, now
    session.add(row)
    session.flush()
    return row


def not_in_force(document: PolicyDocument | None, reference: str | None) -> str | None:
    """Why no entry may rest on the document, in Chinese; None when it is in force."""
    if reference is None:
        return "没有写明所依据的文件"
    if document is None:
        return f"文件“{reference[:80]}”没有登记为现行有效"
    if document.status == IN_FORCE:
        return None
    instead = f"，由{document.replaced_by}替代" if document.replaced_by else ""
    return f"《{document.title}》（{document.doc_no}）{document.status}{instead}"


def day(value: Any, name: str) -> str | None:
    """A day as text 2026-02-06; None when none is told.  Raises InvalidArgument."""
    told = _text(value)
    if told is None:
        return None
    try:
        return date.fromisoformat(told[:10]).isoformat()
    except ValueError:
        text = f"应为 2026-02-06 这样的日期，实际为“{told[:40]}”"
        raise InvalidArgument(f"{name} {text}", errors={name: [text]}) from None


def _materials(value: Any) -> Sequence[Mapping[str, Any]]:
    found = []
    for each in value if isinstance(value, list) else ():
        if isinstance(each, Mapping):
            url = _url("url", each)
            found.append({"form": _text(each.get("form")), "title": _text(each.get("title")), "url": url})
    return found


def _url(name: str, told: Mapping[str, Any]) -> str | None:
    """Only addresses of the web: they become links on public pages."""
    url = _text(told.get(name))
    if url is not None and not url.lower().startswith(("http://", "https://")):
        text = f"应为 http:// 或 https:// 开头的网址，实际为“{url[:80]}”"
        raise InvalidArgument(f"{name} {text}", errors={name: [text]})
    return url


def _text(value: Any) -> str | None:
    return str(value).strip() or None if value is not None else None
