"""The library leaves for the website, the desk and 12345: to real addresses, else into files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from processes import library, store
from processes.jobs import DESK, HOTLINE, WEBSITE, JobFailed, LibraryRules, WorkerSettings
from tests.processes.jobs.library_jobs import DOCUMENT, ENTRIES, NOW, Desk
from tests.processes.jobs.place import Place

TARGETS = [WEBSITE, DESK, HOTLINE]


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place()
    yield place
    place.close()


def desk(sessions: sessionmaker[Session], place: Place, outbox: Path | None = None) -> Desk:
    rules = LibraryRules(
        endpoints={WEBSITE: place.url}, hotline=place.url + "/kb", token="geheim", outbox=outbox, timeout=5
    )
    return Desk(sessions, WorkerSettings(library=rules))


@pytest.mark.rule("S2-13")
def test_entries_are_pushed_to_three_places(
    sessions: sessionmaker[Session], place: Place, tmp_path: Path
) -> None:
    desk_ = desk(sessions, place, tmp_path / "outbox")
    names = desk_.furnish()
    pushes = desk_.do("qa_push", qa_ids=names, targets=TARGETS)["pushes"]
    assert [(push["target"], push["qa_ids"]) for push in pushes] == [(target, names) for target in TARGETS]
    assert [push["receipt"] for push in pushes] == [
        "R-1", "outbox/综合咨询窗口/jiedu-1-3-1.json", "outbox/12345/jiedu-1-3-2.json",
    ]  # fmt: skip
    [(path, headers, told)] = place.taken
    assert (path, headers["Authorization"], headers["Idempotency-Key"]) == (
        "/qa",
        "Bearer geheim",
        "jiedu-1-3-0",
    )
    assert [entry["question"] for entry in told["entries"]] == [each["question"] for each in ENTRIES]
    assert told["entries"][0]["policy_title"] == DOCUMENT["title"]
    assert told["withdrawn"] == []
    written = json.loads((tmp_path / "outbox/12345/jiedu-1-3-2.json").read_text(encoding="utf8"))
    assert written["entries"] == told["entries"]
    with sessions() as session:
        assert library.find_entry(session, names[0]).pushed_to == TARGETS
        assert session.scalar(select(func.count()).select_from(store.QaPush)) == 6


def test_a_place_that_fails_is_tried_again_and_the_others_are_not(
    sessions: sessionmaker[Session], place: Place, tmp_path: Path
) -> None:
    desk_ = desk(sessions, place, tmp_path)
    names = desk_.furnish()
    place.status = 503
    with pytest.raises(JobFailed, match="没有收下，返回状态 503，应为 2xx"):
        desk_.do("qa_push", number=9, qa_ids=names, targets=[HOTLINE, WEBSITE])
    place.status, place.answer = 201, b"thanks"
    pushes = desk_.do("qa_push", number=9, qa_ids=names, targets=[HOTLINE, WEBSITE], now=NOW + timedelta(1))
    assert [push["receipt"] for push in pushes["pushes"]] == [
        f"{tmp_path.name}/12345/jiedu-1-9-2.json",
        "HTTP 201",
    ]
    assert [push["pushed_at"][:10] for push in pushes["pushes"]] == ["2026-06-01", "2026-06-02"]
    assert len({headers["Idempotency-Key"] for _, headers, _ in place.taken}) == 1
    again = desk_.do("qa_push", number=9, qa_ids=names, targets=[HOTLINE, WEBSITE])
    assert again == pushes
    assert len(place.taken) == 2


@pytest.mark.rule("S2-65")
def test_what_no_longer_holds_is_withdrawn(sessions: sessionmaker[Session], place: Place) -> None:
    desk_ = desk(sessions, place)
    names = desk_.furnish()
    desk_.do("qa_push", qa_ids=names, targets=[WEBSITE])
    desk_.do("document_status", **DOCUMENT, status="已失效")
    desk_.do("qa_push", qa_ids=names, targets=[WEBSITE])
    told = place.taken[-1][2]
    assert (told["entries"], told["withdrawn"]) == ([], names)
    with sessions() as session:
        assert library.find_entry(session, names[0]).pushed_to == []


@pytest.mark.rule("S2-66")
def test_the_knowledge_base_gets_what_changed_in_a_period(
    sessions: sessionmaker[Session], place: Place
) -> None:
    desk_ = desk(sessions, place)
    names = desk_.furnish()
    later = NOW + timedelta(days=30)
    stored = desk_.do(
        "qa_store", entries=[{"qa_id": names[1], "answer": "每张300元。"}], unit="wjw", now=later
    )
    assert stored["qa_ids"] == [names[1]]
    synced = desk_.do("hotline_sync", period={"from": "2026-06-30", "to": "2026-07-31"}, now=later)["synced"]
    assert synced == {"count": 1, "at": later.isoformat(), "receipt": "R-1"}
    assert [entry["answer"] for entry in place.taken[-1][2]["entries"]] == ["每张300元。"]
    assert place.taken[-1][0] == "/qa/kb"
    quarter = desk_.do("hotline_sync", period="2026年第2季度", period_from="2026-06-02", now=later)["synced"]
    assert (quarter["count"], place.taken[-1][2]["period"]) == (1, "2026年第2季度")
    with pytest.raises(JobFailed, match="period_from 应为 2026-02-06 这样的日期"):
        desk_.do("hotline_sync", period_from="上季度")
    assert desk_.do("hotline_sync")["synced"]["count"] == 2
    assert desk_.do("hotline_sync", qa_ids=names[:1])["synced"]["count"] == 1


def test_redirects_and_long_answers_are_not_followed(sessions: sessionmaker[Session], place: Place) -> None:
    desk_ = desk(sessions, place)
    names = desk_.furnish()
    place.status, place.location = 307, "http://169.254.169.254/"
    with pytest.raises(JobFailed, match="返回状态 307"):
        desk_.do("qa_push", qa_ids=names, targets=[WEBSITE])
    place.status, place.answer = 200, b"x" * 200_000
    with pytest.raises(JobFailed, match="超过 100000 字节"):
        desk_.do("qa_push", qa_ids=names, targets=[WEBSITE])


def test_what_cannot_be_pushed_is_told(sessions: sessionmaker[Session], place: Place, tmp_path: Path) -> None:
    desk_ = desk(sessions, place)
    names = desk_.furnish()
    [draft] = desk_.do("qa_store", entries=ENTRIES[:1], unit="wjw")["qa_ids"]
    place.close()
    for inputs, told in (
        ({"qa_ids": [draft]}, f"{draft} 还是草稿"),
        (
            {"qa_ids": names, "targets": ["报纸"]},
            "targets 应为 网站互动渠道、综合咨询窗口、12345，实际有“报纸”",
        ),
        ({"qa_ids": names, "targets": [DESK]}, "没有设置“综合咨询窗口”的接收网址"),
        ({"qa_ids": names, "targets": [WEBSITE]}, "无法打开"),
        ({"qa_ids": "QA-000001"}, "qa_ids 应为列表"),
    ):
        with pytest.raises(JobFailed, match=told):
            desk_.do("qa_push", **inputs)
    (tmp_path / "file").write_text("", encoding="utf8")
    blocked = desk(sessions, place, tmp_path / "file")
    blocked.number = 50
    with pytest.raises(JobFailed, match="推送文件没有写成"):
        blocked.do("qa_push", qa_ids=names, targets=[DESK])
