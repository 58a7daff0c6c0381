"""Searching, storing and checking as jobs; done once however often they are tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from processes import jobs, library, queries, store
from processes.jobs import JobFailed, LibraryRules, WorkerSettings
from tests.processes.conftest import Clock
from tests.processes.diagrams import diagram, flow
from tests.processes.jobs.library_jobs import DOCUMENT, ENTRIES, NOW, Desk
from tests.processes.matters import begun

REPEALED = {**DOCUMENT, "status": "已废止", "replaced_by": "青岚卫健规〔2027〕1号"}


@pytest.mark.rule("S2-71")
def test_a_search_tells_matches_and_leaves_a_record(sessions: sessionmaker[Session]) -> None:
    desk = Desk(sessions)
    [first, second] = desk.furnish()
    question = "外地户口可以领托育券吗"
    found = desk.do("qa_search", question=question, limit=5)
    best = found["matches"][0].pop("score")
    assert best >= 0.6
    assert found["matches"][0] == {
        **{name: ENTRIES[0][name] for name in ("question", "answer", "clause")},
        "qa_id": first,
        "policy_ref": DOCUMENT["doc_no"],
        "status": "有效",
        "valid": True,
        "doc_status": "现行有效",
        "superseded_by": None,
    }
    count = len(found["matches"])
    told = {"at": NOW.isoformat(), "query": question, "best_score": best, "count": count}
    assert found["search"] == told
    about = desk.do("qa_search", question="一张多少元", policy_ref=DOCUMENT["doc_no"])
    assert about["matches"][0]["qa_id"] == second
    nothing = desk.do("qa_search", question="龘")
    assert (nothing["matches"], nothing["search"]["best_score"]) == ([], 0)


SEARCHED = diagram(
    "searched",
    "检索",
    '<startEvent id="start"/><serviceTask id="find" name="检索问答库"><extensionElements>'
    '<zeebe:taskDefinition type="qa_search"/><zeebe:ioMapping>'
    '<zeebe:input source="=inquiry.question" target="question"/>'
    '<zeebe:output source="=matches" target="matches"/><zeebe:output source="=search" target="search"/>'
    '</zeebe:ioMapping></extensionElements></serviceTask><userTask id="dispatch" name="交办"/>'
    '<endEvent id="done"/>' + flow("start", "find") + flow("find", "dispatch") + flow("dispatch", "done"),
)


@pytest.mark.rule("S2-71")
def test_the_search_is_recorded_before_any_manual_step(sessions: sessionmaker[Session], clock: Clock) -> None:
    """Catalogue §2.7, invariant 8."""
    Desk(sessions).furnish()
    clock.now = NOW
    inquiry = {"question": "外地户籍能领托育消费券吗"}
    number = begun(sessions, clock, "searched", {"searched.bpmn": SEARCHED}, inquiry=inquiry)
    assert jobs.run_once(sessions, now=clock()).effects == 1
    with sessions() as session:
        assert [task.name for task in queries.instance_detail(session, number).user_tasks] == ["交办"]
        told = [(entry.seq, entry.record) for entry in store.entries(session, number)]
    searched, *_ = [seq for seq, record in told if "search" in record.payload.get("values", {})]
    [offered] = [seq for seq, record in told if record.type == "user_task_created"]
    assert searched < offered


@pytest.mark.rule("S2-65")
def test_a_repealed_document_holds_its_entries(sessions: sessionmaker[Session]) -> None:
    desk = Desk(sessions)
    names = desk.furnish()
    changed = desk.do("document_status", **REPEALED)
    told = {"doc_no": DOCUMENT["doc_no"], "status": "已废止", "affected_qa": names}
    assert changed == {"document": told}
    stale = desk.do("qa_validity", policy_ref=DOCUMENT["doc_no"])["stale"]
    assert [each["qa_id"] for each in stale] == names
    assert stale[0]["reason"].endswith("已废止，由青岚卫健规〔2027〕1号替代")
    [match, *_] = desk.do("qa_search", question=ENTRIES[0]["question"])["matches"]
    assert {key: match[key] for key in ("status", "valid", "doc_status", "superseded_by")} == {
        "status": "待核",
        "valid": False,
        "doc_status": "已废止",
        "superseded_by": "青岚卫健规〔2027〕1号",
    }
    again = desk.do("qa_store", entries=[{"qa_id": names[0]}], unit="wjw", status="有效")
    assert again["held"][0]["qa_id"] == names[0]


def test_a_job_that_is_tried_again_changes_nothing(sessions: sessionmaker[Session]) -> None:
    desk = Desk(sessions)
    desk.do("document_status", **DOCUMENT, status="现行有效")
    given: dict[str, Any] = {
        "entries": ENTRIES,
        "unit": "wjw",
        "policy_ref": DOCUMENT["doc_no"],
        "status": "有效",
    }
    first = desk.do("qa_store", number=50, **given)
    assert desk.do("qa_store", number=50, **given) == first
    done = desk.do("document_status", number=60, **REPEALED)
    desk.do("document_status", **DOCUMENT, status="现行有效")
    assert desk.do("document_status", number=60, **REPEALED) == done
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(store.QaEntry)) == 2
        document = library.find_document(session, DOCUMENT["doc_no"])
        assert document is not None
        assert document.status == "现行有效"


def test_entries_bring_their_document_but_do_not_revive_it(sessions: sessionmaker[Session]) -> None:
    desk = Desk(sessions)
    given = {"entries": ENTRIES[:1], "unit": "wjw", "policy_ref": DOCUMENT["doc_no"], "status": "有效"}
    assert desk.do("qa_store", **given)["held"] != []
    assert desk.do("qa_store", **given, document=DOCUMENT)["held"] == []
    desk.do("document_status", **REPEALED)
    assert desk.do("qa_store", **given, document=DOCUMENT)["held"] != []


def test_the_offices_own_words_are_used_from_the_next_job_on(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    Desk(sessions).furnish()
    own = tmp_path / "own.yaml"
    own.write_text("synonyms: [[消费券, 福利票]]", encoding="utf8")
    mine = Desk(sessions, WorkerSettings(library=LibraryRules(lexicon=str(own))))
    mine.number = 100
    assert mine.do("qa_search", question="一张托育福利票面值多少")["search"]["best_score"] >= 0.9
    own.write_text("synonyms: 无", encoding="utf8")
    library.load_lexicon.cache_clear()
    with pytest.raises(JobFailed, match="synonyms 应为列表"):
        mine.do("qa_search", question="一张托育福利票面值多少")


@pytest.mark.parametrize(
    ("type_", "inputs", "told"),
    [
        ("qa_store", {"entries": "问答", "unit": "wjw"}, "entries 应为问答条目的列表"),
        ("qa_store", {"entries": [{"question": "甲"}], "unit": "wjw"}, "answer 应为 1 至 5000 字"),
        ("qa_store", {"entries": [{"qa_id": "QA-9"}], "unit": "wjw"}, "没有编号为 QA-9 的问答"),
        ("qa_store", {"entries": []}, "没有写明单位"),
        ("qa_search", {"question": "甲", "limit": 0}, "limit 应为不小于 1 的整数"),
        ("qa_gather", {"unit": "wjw", "since": "上月"}, "since 应为 2026-02-06"),
        ("qa_gather", {"unit": "wjw", "match_threshold": 6}, "match_threshold 应为 0 到 1 的数"),
        ("document_status", {"unit": "wjw"}, "应写明发文字号"),
    ],
)
def test_what_cannot_be_done_is_told(
    sessions: sessionmaker[Session], type_: str, inputs: dict[str, Any], told: str
) -> None:
    with pytest.raises(JobFailed) as refused:
        Desk(sessions).do(type_, **inputs)
    assert told in str(refused.value)
