"""Whether every anchor holds: its signature, its place behind the one before, and every head it states."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from processes.proof import anchors, leaves, merkle
from processes.proof.faults import Fault, Seen
from processes.proof.keys import Trusted, fingerprint, signed
from processes.proof.leaves import Leaf
from processes.store import (
    Anchor,
    AnchorHead,
    CalendarNotice,
    Deployment,
    Instance,
    RecordRow,
    Tombstone,
)
from processes.store.chain import instant
from processes.store.types import canonical

#: The hash of an entry of a chain that is not ours: (name, chain, seq) → hash, None when there is none.
Other = Callable[[str, str, int], str | None]
_MODELS: Mapping[str, tuple[Any, str]] = {
    leaves.REMOVED: (Tombstone, "清除登记"),
    leaves.DEPLOYMENT: (Deployment, "部署"),
    leaves.NOTICE: (CalendarNotice, "节假日安排"),
}


def check_anchors(
    session: Session, trusted: Trusted, other: Other | None = None, seen: Seen | None = None
) -> list[Fault]:
    """Check all anchors of the database; signatures must be by a key of *trusted*.

    Without trusted keys each signature is held against the key beside it, which proves less.
    """
    checks = (
        _signatures(session, trusted, other, seen or Seen()),
        _roots(session),
        _instances(session),
        _stored(session),
    )
    return [fault for check in checks for fault in _readable(check)]


def _readable(faults: Iterator[Fault]) -> Iterator[Fault]:
    """The *faults*; what the database or its types cannot even read is one more."""
    try:
        yield from faults
    except (ValueError, TypeError, AttributeError, DBAPIError):
        yield _fault("锚定的表无法读取，内容已被改动")


def _signatures(session: Session, trusted: Trusted, other: Other | None, seen: Seen) -> Iterator[Fault]:
    previous, expected = None, 1
    for made in session.scalars(select(Anchor).order_by(Anchor.number).execution_options(yield_per=200)):
        if made.number != expected:
            yield _fault(f"第 {expected} 次锚定缺失（下一次是第 {made.number} 次）")
        yield from (_fault(f"第 {made.number} 次锚定：{text}") for text in _spoilt(made, trusted))
        body = _body(made.body)
        if made.number == expected and body.get("previous") != previous:
            yield _fault(f"第 {made.number} 次锚定所指的前一次不是第 {made.number - 1} 次")
        if other is not None:
            yield from _others(made.number, body, other)
        previous, expected = anchors.body_hash(str(made.body)), made.number + 1
        seen.anchors += 1


def _spoilt(made: Anchor, trusted: Trusted) -> Iterator[str]:
    """What is wrong with the row itself."""
    body = _body(made.body)
    if not body or canonical(body) != made.body:
        yield "内容不是规范的 JSON，已被改动"
    elif body.get("number") != made.number or body.get("at") != instant(made.at):
        yield "编号或时间与签名的内容不同"
    if anchors.body_hash(str(made.body)) != made.hash:
        yield "内容与哈希不符"
    if not signed(made.public_key, str(made.body), made.signature):
        yield "签名不成立"
    elif trusted and made.public_key not in trusted:
        yield f"由不在公钥文件中的密钥签名（{fingerprint(made.public_key)}）"


def _body(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _others(number: int, body: Mapping[str, Any], other: Other) -> Iterator[Fault]:
    for name, chains in (body.get("others") or {}).items():
        for chain, (seq, told) in chains.items():
            if other(name, chain, seq) != told:
                yield _fault(f"{name} 链 {chain} 第 {seq} 条与第 {number} 次锚定所记的哈希不同或已缺失")


def _roots(session: Session) -> Iterator[Fault]:
    """The stored leaves give the signed roots and counts."""
    query = select(
        AnchorHead.anchor, AnchorHead.kind, AnchorHead.subject, AnchorHead.seq, AnchorHead.head
    ).order_by(AnchorHead.anchor, AnchorHead.kind, AnchorHead.subject)
    bodies = dict(session.execute(select(Anchor.number, Anchor.body)).all())
    rows = session.execute(query.execution_options(yield_per=5000))
    seqs: dict[int, int] = {}
    counts = anchors.totals({})
    seen = set()
    for number, group in groupby(rows, key=lambda row: int(row[0])):
        seen.add(number)
        tree = merkle.Tree()
        for _, *leaf in group:
            own: Leaf = tuple(leaf)  # type: ignore[assignment]
            tree.add(merkle.leaf(*own))
            was = seqs.get(own[1], 0) if own[0] == leaves.INSTANCE else 0
            anchors.count(counts, own, was)
            if own[0] == leaves.INSTANCE:
                seqs[own[1]] = own[2]
        body = _body(bodies.get(number))
        told = {name: body.get(name) for name in counts}
        if (tree.size, tree.root()) != (body.get("leaves"), body.get("root")) or told != counts:
            yield _fault(f"第 {number} 次锚定所列的各链末条与签名的根不符，清单已被改动")
    for number, text in bodies.items():
        if number not in seen and _body(text).get("leaves"):
            yield _fault(f"第 {number} 次锚定所列的各链末条缺失")


def _instances(session: Session) -> Iterator[Fault]:
    """Every anchored head is still a record of its chain, or its instance was removed with a tombstone."""
    query = (
        select(AnchorHead.subject, AnchorHead.seq, AnchorHead.anchor, AnchorHead.head, RecordRow.hash)
        .outerjoin(
            RecordRow, (RecordRow.instance_id == AnchorHead.subject) & (RecordRow.seq == AnchorHead.seq)
        )
        .where(AnchorHead.kind == leaves.INSTANCE)
        .where(RecordRow.hash.is_(None) | (RecordRow.hash != AnchorHead.head))
        .order_by(AnchorHead.subject, AnchorHead.anchor)
    )
    for row in session.execute(query.execution_options(yield_per=1000)):
        if row.hash is not None or not _removed(session, row.subject, row.seq, row.head):
            yield _lost(row.subject, row.seq, row.anchor, row.hash)


def _removed(session: Session, instance_id: int, seq: int, head: str) -> bool:
    tombstone = session.get(Tombstone, instance_id)
    if tombstone is None or session.get(Instance, instance_id) is not None:
        return False
    return tombstone.seq > seq or (tombstone.seq == seq and tombstone.head == head)


def _lost(instance_id: int, seq: int, number: int, found: str | None) -> Fault:
    if found is None:
        text = f"第 {number} 次锚定的第 {seq} 条记录已不存在，也没有相符的清除登记"
    else:
        text = f"第 {seq} 条记录的哈希与第 {number} 次锚定的不同：此前的记录在锚定之后被改写"
    return Fault(instance_id, seq, text)


def _stored(session: Session) -> Iterator[Fault]:
    """Removals, deployments and notices are as they were when they were anchored."""
    query = select(AnchorHead).where(AnchorHead.kind != leaves.INSTANCE).order_by(AnchorHead.subject)
    for told in session.scalars(query.execution_options(yield_per=500)):
        if told.kind not in _MODELS:
            yield _fault(f"第 {told.anchor} 次锚定列有不认识的种类“{told.kind}”")
            continue
        model, called = _MODELS[told.kind]
        row = session.get(model, told.subject, populate_existing=True)
        if row is None or leaves.stored(session, told.kind, row)[2:] != (told.seq, told.head):
            text = f"{called} {told.subject} 与第 {told.anchor} 次锚定时不同或已缺失"
            yield Fault(told.subject if told.kind == leaves.REMOVED else None, None, text)


def check_file(session: Session, text: str, trusted: Trusted) -> list[Fault]:
    """Hold the database against an anchor that was kept elsewhere (``export_text``); *trusted* are the keys
    that are known otherwise."""
    return list(_readable(_file(session, text, trusted)))


def _file(session: Session, text: str, trusted: Trusted) -> Iterator[Fault]:
    kept = _body(text)
    body = _body(kept.get("body"))
    number, public = body.get("number"), str(kept.get("public_key"))
    if not body or not isinstance(number, int) or public not in trusted:
        yield _fault("锚定文件无法读取，或不是公钥文件中的密钥签名的")
        return
    if not signed(public, kept["body"], str(kept.get("signature"))):
        yield _fault("锚定文件的签名不成立，文件已被改动")
        return
    stored = session.get(Anchor, number)
    if stored is None or stored.body != kept["body"]:
        yield _fault(f"数据库中没有这第 {number} 次锚定，或内容与文件不同：数据库在锚定之后被改写")
    yield from _listed(session, number, body, kept.get("leaves") or [])


def _listed(session: Session, number: int, body: Mapping[str, Any], listed: list[Any]) -> Iterator[Fault]:
    """The heads that the file itself lists, so that an edited instance is named."""
    tree = merkle.Tree()
    for kind, subject, seq, head in listed:
        tree.add(merkle.leaf(kind, subject, seq, head))
    if listed and (tree.size, tree.root()) != (body.get("leaves"), body.get("root")):
        yield _fault("锚定文件所列的各链末条与签名的根不符，文件已被改动")
        return
    mine = [leaf for leaf in listed if leaf[0] == leaves.INSTANCE]
    for begin in range(0, len(mine), 500):
        part = mine[begin : begin + 500]
        keys = [(subject, seq) for _, subject, seq, _ in part]
        query = select(RecordRow.instance_id, RecordRow.seq, RecordRow.hash)
        rows = session.execute(query.where(tuple_(RecordRow.instance_id, RecordRow.seq).in_(keys)))
        found = {(row[0], row[1]): row[2] for row in rows}
        for _, subject, seq, head in part:
            now = found.get((subject, seq))
            if now != head and not (now is None and _removed(session, subject, seq, head)):
                yield _lost(subject, seq, number, now)


def _fault(text: str) -> Fault:
    return Fault(None, None, text)
