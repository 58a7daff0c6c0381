"""The worker makes anchors at their time and sends each off the machine, however often it takes."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, jobs, proof, store
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.jobs.place import Place

Sessions = sessionmaker[Session]


@pytest.fixture
def signer(tmp_path: Path) -> proof.Signer:
    return proof.new_key(tmp_path / "key")


def begin(sessions: Sessions, clock: Clock) -> None:
    with sessions.begin() as session:
        commands.deploy(session, {"review.bpmn": diagrams.REVIEW}, "", actor=DRAFTER, now=clock())
        commands.start_instance(session, "review", {"drafter": "zhang3"}, actor=DRAFTER, now=clock())


def numbers(sessions: Sessions) -> list[int]:
    with sessions() as session:
        return list(session.scalars(select(store.Anchor.number).order_by(store.Anchor.number)))


def test_a_sweep_anchors_what_is_due_and_keeps_a_file(
    sessions: Sessions, signer: proof.Signer, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    rules = jobs.AnchorRules(proof.Anchoring(signer, timedelta(minutes=30), places=("folder",)), folder)
    settings = jobs.WorkerSettings(anchors=rules)
    for minutes in (0, 10, 31, 40):
        begin(sessions, clock)
        jobs.run_once(sessions, now=clock() + timedelta(minutes=minutes), settings=settings)
    assert numbers(sessions) == [1, 2]
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["anchor-000001.json", "anchor-000002.json"]
    trusted = {signer.public: ""}
    with sessions() as session:
        assert [proof.check_file(session, file.read_text(), trusted) for file in files] == [[], []]
    jobs.run_once(sessions, now=clock(), settings=jobs.WorkerSettings())
    assert len(numbers(sessions)) == 2


def test_what_cannot_be_kept_is_tried_again_and_never_overwrites(
    sessions: Sessions, signer: proof.Signer, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.write_text("not a folder")
    rules = jobs.AnchorRules(proof.Anchoring(signer, places=("folder",)), folder)
    begin(sessions, clock)
    assert jobs.send_anchors(sessions, rules, clock()) == 1
    with sessions() as session:
        export = session.scalars(select(store.AnchorExport)).one()
        assert export.error
        assert export.due == clock() + timedelta(seconds=10)
    folder.unlink()
    folder.mkdir()
    file = folder / "anchor-000001.json"
    file.write_text("{}")
    assert jobs.send_anchors(sessions, rules, clock.advance(seconds=10)) == 0
    assert file.read_text() == "{}"
    file.unlink()
    assert jobs.send_anchors(sessions, rules, clock.advance(minutes=1)) == 1
    assert json.loads(file.read_text())["format"] == "jiedu-anchor-1"
    assert jobs.send_anchors(sessions, rules, clock.advance(minutes=10)) == 0


def test_an_address_gets_the_anchor_signed_and_without_heads(
    sessions: Sessions, signer: proof.Signer, clock: Clock
) -> None:
    begin(sessions, clock)
    place = Place()
    rules = jobs.AnchorRules(proof.Anchoring(signer, places=("url",)), url=place.url, url_key="secret")
    assert jobs.send_anchors(sessions, rules, clock()) == 2
    place.close()
    [(_, headers, body)] = place.taken
    assert headers["Idempotency-Key"] == "anchor-000001"
    assert headers["X-Jiedu-Signature"].startswith("sha256=")
    assert body["public_key"] == signer.public
    assert "leaves" not in body
