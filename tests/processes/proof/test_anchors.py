"""Anchors: what they state, that they hold, and that whoever rewrites the database is found by them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, proof, queries, store
from processes.proof import merkle
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.proof.conftest import start
from tests.tampering import rewrite, unguard

Sessions = sessionmaker[Session]
Trusted = dict[str, str]


def made(sessions: Sessions, rules: proof.Anchoring, clock: Clock) -> store.Anchor:
    found = proof.anchor(sessions, rules, now=clock.advance(hours=1))
    assert found is not None
    return found


def faults(sessions: Sessions, trusted: Trusted) -> list[proof.Fault]:
    with sessions() as session:
        return proof.verify(session) + proof.check_anchors(session, trusted)


def work(sessions: Sessions, instance_id: int, clock: Clock) -> None:
    with sessions.begin() as session:
        refs = [item.ref for item in queries.worklist(session, DRAFTER).items]
        [ref] = [ref for ref in refs if ref.instance_id == instance_id]
        commands.complete_user_task(session, ref, {}, actor=DRAFTER, now=clock())


def test_an_anchor_states_what_has_changed(
    sessions: Sessions, rules: proof.Anchoring, trusted: Trusted, ids: list[int], clock: Clock
) -> None:
    first = proof.stated(made(sessions, rules, clock))
    with sessions() as session:
        records = sum(session.scalars(select(store.Instance.seq)))
    assert (first["leaves"], first["instances"], first["records"]) == (4, 3, records)
    assert proof.anchor(sessions, rules, now=clock.advance(hours=2)) is None
    work(sessions, ids[1], clock)
    assert proof.anchor(sessions, rules, now=clock.advance(minutes=-61)) is None, "too early"
    second = made(sessions, rules, clock.advance(hours=1) and clock)
    told = proof.stated(second)
    assert (told["leaves"], told["instances"], told["number"]) == (1, 3, 2)
    assert told["records"] > records
    assert faults(sessions, trusted) == []


def test_whoever_rewrites_every_hash_is_found(
    sessions: Sessions, rules: proof.Anchoring, trusted: Trusted, ids: list[int], clock: Clock
) -> None:
    made(sessions, rules, clock)
    with sessions.begin() as session:
        rewrite(session, ids[1], 3, actor="somebody")
    with sessions() as session:
        assert proof.verify(session) == [], "the chain alone cannot tell"
    [found] = faults(sessions, trusted)
    assert found.instance_id == ids[1]
    assert "在锚定之后被改写" in found.text


def test_new_anchors_over_the_rewritten_database_do_not_fit_the_kept_one(
    sessions: Sessions,
    engine: Engine,
    rules: proof.Anchoring,
    trusted: Trusted,
    ids: list[int],
    clock: Clock,
    tmp_path: Path,
) -> None:
    with sessions() as session:
        kept = proof.export_text(session, made(sessions, rules, clock))
    unguard(engine, "anchor", "anchor_head")
    with sessions.begin() as session:
        session.execute(delete(store.AnchorHead))
        session.execute(delete(store.Anchor))
        rewrite(session, ids[2], 2, actor="somebody")
    forged = proof.Anchoring(proof.new_key(tmp_path / "own"))
    made(sessions, forged, clock)
    with sessions() as session:
        assert proof.check_anchors(session, {}) == []
        assert "不在公钥文件中的密钥" in proof.check_anchors(session, trusted)[0].text
        found = proof.check_file(session, kept, trusted)
    assert [fault.instance_id for fault in found] == [None, ids[2]]
    assert "数据库在锚定之后被改写" in found[0].text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('\\"number\\":1', '\\"number\\":2', "签名不成立"),
        ('"leaves": [', '"leaves": [\n["instance",9,1,"x"],', "所列的各链末条"),
        ('"public_key": "', '"public_key": "00', "公钥文件中的密钥"),
        ("{", "[", "无法读取"),
    ],
)
def test_an_edited_anchor_file_is_refused(
    sessions: Sessions,
    rules: proof.Anchoring,
    trusted: Trusted,
    ids: list[int],
    clock: Clock,
    old: str,
    new: str,
    told: str,
) -> None:
    with sessions() as session:
        kept = proof.export_text(session, made(sessions, rules, clock))
        assert proof.check_file(session, kept, trusted) == []
        assert old in kept
        assert any(told in found.text for found in proof.check_file(session, kept.replace(old, new), trusted))


def test_a_removed_instance_is_told_from_a_lost_one(
    sessions: Sessions, engine: Engine, rules: proof.Anchoring, trusted: Trusted, ids: list[int], clock: Clock
) -> None:
    with sessions() as session:
        kept = proof.export_text(session, made(sessions, rules, clock))
    with sessions.begin() as session:
        store.remove(session, ids[0], actor="root1", reason="保存期满", now=clock())
    assert faults(sessions, trusted) == []
    assert proof.stated(made(sessions, rules, clock))["removed"] == 1
    with sessions() as session:
        assert proof.check_file(session, kept, trusted) == []
    unguard(engine, "tombstone")
    with engine.begin() as connection:
        connection.execute(text("UPDATE tombstone SET reason = '另一个理由'"))
    assert ["清除登记" in found.text for found in faults(sessions, trusted)] == [True]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM tombstone"))
    assert "没有相符的清除登记" in faults(sessions, trusted)[0].text


@pytest.mark.parametrize("table", ["anchor", "anchor_head"])
def test_a_deleted_anchor_is_found(
    sessions: Sessions,
    engine: Engine,
    rules: proof.Anchoring,
    trusted: Trusted,
    ids: list[int],
    clock: Clock,
    table: str,
) -> None:
    for _ in range(3):
        start(sessions, clock)
        made(sessions, rules, clock)
    unguard(engine, "anchor", "anchor_head")
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(text("DELETE FROM anchor_head WHERE anchor = 2"))
        if table == "anchor":
            connection.execute(text("DELETE FROM anchor WHERE number = 2"))
    texts = " ".join(found.text for found in faults(sessions, trusted))
    assert ("第 2 次锚定缺失" if table == "anchor" else "第 2 次锚定所列的各链末条缺失") in texts


def test_chains_of_others_are_anchored_too(
    sessions: Sessions, rules: proof.Anchoring, trusted: Trusted, ids: list[int], clock: Clock
) -> None:
    heads = {"journal": {"3": [7, "abc"]}}
    made(sessions, replace(rules, others=lambda _: heads), clock)

    def other(name: str, chain: str, seq: int) -> str | None:
        return "abc" if (name, chain, seq) == ("journal", "3", 7) else None

    with sessions() as session:
        assert proof.check_anchors(session, trusted, other) == []
        [found] = proof.check_anchors(session, trusted, lambda *_: "abd")
    assert "journal 链 3 第 7 条" in found.text


def test_many_workers_make_one_anchor(
    sessions: Sessions, rules: proof.Anchoring, trusted: Trusted, ids: list[int], clock: Clock
) -> None:
    now = clock.advance(hours=1)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: proof.anchor(sessions, rules, now=now), range(12)))
    assert [each is not None for each in found].count(True) == 1
    assert faults(sessions, trusted) == []


@given(st.integers(1, 40), st.data())
def test_the_path_leads_from_any_leaf_to_the_root(size: int, data: st.DataObject) -> None:
    hashes = [merkle.leaf("instance", number, 1, "x") for number in range(size)]
    tree = merkle.Tree()
    for each in hashes:
        tree.add(each)
    index = data.draw(st.integers(0, size - 1))
    assert climb(hashes[index], index, size, merkle.path(hashes, index)) == tree.root()


def climb(found: bytes, index: int, size: int, beside: list[str]) -> str:
    """RFC 9162 §2.1.3.2, written for this test alone."""
    last = size - 1
    for each in beside:
        other = bytes.fromhex(each)
        if index % 2 or index == last:
            found = merkle.node(other, found)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            found = merkle.node(found, other)
        index, last = index // 2, last // 2
    assert last == 0
    return found.hex()


def test_a_leaf_is_proven_without_a_database(
    sessions: Sessions, rules: proof.Anchoring, ids: list[int], clock: Clock
) -> None:
    made(sessions, rules, clock)
    with sessions() as session:
        [head] = proof.leaf_of(session, ids[1])
        found: dict[str, Any] = proof.proof_of(session, head)
    body = json.loads(found["body"])
    leaf = merkle.leaf(*found["leaf"])
    assert climb(leaf, found["index"], body["leaves"], found["path"]) == body["root"]


def test_a_key_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    signer = proof.new_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(proof.public_keys(Path(f"{path}.pub"))) == [signer.public]
    assert proof.signer(path).sign("前") == signer.sign("前")
    with pytest.raises(proof.SpoiltKey, match="不覆盖"):
        proof.new_key(path)
    with pytest.raises(proof.SpoiltKey, match="公钥"):
        proof.public_keys(path)
    (tmp_path / "two").write_bytes(Path(f"{path}.pub").read_bytes() * 2)
    assert len(proof.public_keys(tmp_path / "two")) == 1
