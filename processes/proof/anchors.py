"""Signed anchors: each states the heads of all chains that have changed since the one before.

``body`` is canonical JSON: ``number``, ``at``, ``previous`` (hash of the body before; null), ``algorithm``,
``root`` (``merkle`` over the leaves in order of kind and subject) and ``leaves`` (how many), ``instances``,
``records`` and ``removed`` (how many all anchors so far cover), ``others`` (heads of chains that are not
ours: name → chain → [seq, hash]).  Ed25519 signs its bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session, sessionmaker

from processes.proof import leaves, merkle
from processes.proof.keys import Signer
from processes.proof.leaves import Leaf
from processes.store import Anchor, AnchorExport, AnchorHead, exclusive, readers
from processes.store.chain import instant
from processes.store.types import canonical

#: Heads of chains outside of this package, by name and chain, as an anchor states them.
Others = Mapping[str, Mapping[str, Sequence[Any]]]
#: Subject of the advisory lock, beside those of ``store.database``.
_LOCK = 7
_ROWS = 5000  # heads that are written with one statement


@dataclass(frozen=True)
class Anchoring:
    """How this installation anchors: the key, how often, which other chains, where anchors also go."""

    signer: Signer
    every: timedelta = timedelta(hours=1)
    others: Callable[[Session], Others] = field(default=lambda _: {})
    places: tuple[str, ...] = ()


def anchor(
    sessions: sessionmaker[Session], rules: Anchoring, *, now: datetime, at_once: bool = False
) -> Anchor | None:
    """State and sign what has changed; None when it is too early, nothing has, or another was quicker.

    Heads are read without a lock: a head that grows meanwhile stays the prefix of its chain.  *at_once*: also
    when it is early and nothing has changed.
    """
    bind = sessions.kw["bind"]
    assert isinstance(bind, Engine)
    with readers(bind)() as session:
        last = latest(session)
        if last is not None and not at_once and now - last.at < rules.every:
            return None
        found = sorted(leaves.changed(session), key=lambda each: each[0][:2])
        others = {name: dict(chains) for name, chains in rules.others(session).items()}
    before = stated(last) if last else {}
    if not at_once and not found and others == before.get("others", {}):
        return None
    body = _body(last, before, found, others, now)
    with sessions.begin() as session:
        exclusive(session, _LOCK)
        newest = latest(session)
        if (newest.number if newest else 0) != body["number"] - 1:
            return None
        return _write(session, rules, body, now, [leaf for leaf, _ in found])


def stated(made: Anchor) -> dict[str, Any]:
    """What an anchor says."""
    found: dict[str, Any] = json.loads(made.body)
    return found


def latest(session: Session) -> Anchor | None:
    """The newest anchor."""
    return session.scalar(select(Anchor).order_by(Anchor.number.desc()).limit(1))


def _body(
    last: Anchor | None,
    before: Mapping[str, Any],
    found: Iterable[tuple[Leaf, int]],
    others: Others,
    now: datetime,
) -> dict[str, Any]:
    tree, counts = merkle.Tree(), totals(before)
    for leaf, was in found:
        tree.add(merkle.leaf(*leaf))
        count(counts, leaf, was)
    return {
        "algorithm": "sha256",
        "at": instant(now),
        "leaves": tree.size,
        "number": last.number + 1 if last else 1,
        "others": others,
        "previous": last.hash if last else None,
        "root": tree.root(),
        **counts,
    }


def totals(before: Mapping[str, Any]) -> dict[str, int]:
    """What the anchors up to the one with body *before* cover."""
    return {name: before.get(name, 0) for name in ("instances", "records", "removed")}


def count(counts: dict[str, int], leaf: Leaf, was: int) -> None:
    """Add a leaf whose chain had *was* records in the anchor before."""
    kind, _, seq, _ = leaf
    if kind == leaves.INSTANCE:
        counts["instances"] += not was
        counts["records"] += seq - was
    elif kind == leaves.REMOVED:
        counts["removed"] += 1


def _write(
    session: Session, rules: Anchoring, body: Mapping[str, Any], now: datetime, found: Sequence[Leaf]
) -> Anchor:
    text = canonical(body)
    made = Anchor(
        number=body["number"],
        at=now,
        body=text,
        hash=body_hash(text),
        public_key=rules.signer.public,
        signature=rules.signer.sign(text),
    )
    session.add(made)
    session.flush()
    for begin in range(0, len(found), _ROWS):
        rows = [
            {"kind": kind, "subject": subject, "seq": seq, "head": head, "anchor": made.number}
            for kind, subject, seq, head in found[begin : begin + _ROWS]
        ]
        session.execute(insert(AnchorHead), rows)
    for place in rules.places:
        session.add(AnchorExport(anchor=made.number, place=place, attempt=0, due=now))
    return made


def body_hash(text: str) -> str:
    """The hash by which the next anchor names this one."""
    return hashlib.sha256(text.encode()).hexdigest()


def leaves_of(session: Session, number: int) -> list[Leaf]:
    """The leaves of an anchor in order."""
    query = select(AnchorHead.kind, AnchorHead.subject, AnchorHead.seq, AnchorHead.head)
    found = session.execute(query.where(AnchorHead.anchor == number))
    return sorted(found, key=lambda leaf: leaf[:2])


def export_text(session: Session, made: Anchor, heads: bool = True) -> str:
    """An anchor as one JSON file: ``body`` as the text that was signed, and its ``leaves`` unless *heads* is
    false."""
    found: dict[str, Any] = {
        "format": "jiedu-anchor-1",
        "body": made.body,
        "public_key": made.public_key,
        "signature": made.signature,
    }
    if heads:
        found["leaves"] = [list(leaf) for leaf in leaves_of(session, made.number)]
    return json.dumps(found, ensure_ascii=False, sort_keys=True, indent=0)


def leaf_of(session: Session, instance_id: int) -> list[AnchorHead]:
    """Where an instance stands in the anchors, the oldest first."""
    query = select(AnchorHead).where(AnchorHead.subject == instance_id, AnchorHead.kind == leaves.INSTANCE)
    return list(session.scalars(query.order_by(AnchorHead.anchor)))


def proof_of(session: Session, head: AnchorHead) -> dict[str, Any]:
    """The anchor of a leaf with the path from the leaf to its root: enough to check it without a database."""
    made = session.get_one(Anchor, head.anchor)
    found = leaves_of(session, head.anchor)
    own: Leaf = (head.kind, head.subject, head.seq, head.head)
    index = found.index(own)
    hashes = [merkle.leaf(*leaf) for leaf in found]
    stated = json.loads(export_text(session, made, heads=False))
    return {**stated, "leaf": list(own), "index": index, "path": merkle.path(hashes, index)}
