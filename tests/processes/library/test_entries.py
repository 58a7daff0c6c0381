"""Writing entries and documents; invariant 10 holds after everything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from processes import library, store
from processes.errors import InvalidArgument, NotFound
from processes.library.documents import STATUSES
from tests.processes.library.shelf import NOW, TODAY

NUMBERS = ("青岚办〔2026〕1号", "青岚办〔2026〕2号")


def document(session: Session, **told: Any) -> store.PolicyDocument:
    return library.put_document(session, {"doc_no": NUMBERS[0], "title": "《托育办法》", **told}, now=NOW)


def entry(session: Session, **told: Any) -> store.QaEntry:
    given = {"question": "托育补助怎么领？", "answer": "网上申领。", "policy_ref": NUMBERS[0], **told}
    return library.put_entry(session, given, unit="zjw", lexicon=library.default_lexicon(), now=NOW)


def test_a_new_entry_is_a_draft_that_nobody_finds(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        row = entry(session)
        assert (row.status, row.analysis, row.revision) == ("草稿", None, 1)
        assert library.qa_id(row.id) == "QA-000001"
        assert library.search(session, row.question, library.default_lexicon(), today=TODAY) == []


@pytest.mark.rule("S2-65")
def test_an_entry_holds_only_while_its_document_is_in_force(sessions: sessionmaker[Session]) -> None:
    lexicon = library.default_lexicon()
    with sessions.begin() as session:
        held = entry(session, status="有效")
        assert (held.status, held.reason) == ("待核", "文件“青岚办〔2026〕1号”没有登记为现行有效")
        nameless = entry(session, status="有效", policy_ref=None)
        assert (nameless.status, nameless.reason) == ("待核", "没有写明所依据的文件")
        document(session)
        library.set_status(session, held, "有效", None, lexicon=lexicon, now=NOW)
        assert (held.status, held.reason) == ("有效", None)
        repealed = document(session, status="已废止", replaced_by=NUMBERS[1])
        assert library.hold_entries(session, repealed, lexicon=lexicon, now=NOW) == ["QA-000001"]
        assert held.reason == "《托育办法》（青岚办〔2026〕1号）已废止，由青岚办〔2026〕2号替代"
        library.set_status(session, held, "有效", None, lexicon=lexicon, now=NOW)
        assert held.status == "待核"
        again = document(session, status="现行有效")
        assert again.replaced_by is None
        assert library.hold_entries(session, again, lexicon=lexicon, now=NOW) == []
        assert held.status == "待核", "that it holds again is for people to say"
        revisions = session.scalars(select(store.QaRevision.status).order_by(store.QaRevision.revision))
        assert [row for row in revisions if row][-1] == "待核"


def test_what_is_not_told_stays(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        row = entry(session, variants="一\n二", keywords="托育、补助", clause="第六条", valid_to="2026-12-31")
        lexicon, told = library.default_lexicon(), {"qa_id": "QA-000001", "answer": "新答复"}
        library.put_entry(session, told, unit="zjw", lexicon=lexicon, now=NOW, instance_id=7)
        assert (row.variants, row.keywords, row.clause) == (["一", "二"], ["托育", "补助"], "第六条")
        assert (row.answer, row.valid_to, row.revision, row.instance_id) == ("新答复", "2026-12-31", 2, 7)


def test_a_document_is_found_by_number_and_by_title(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        row = document(session, title="既有住宅加装电梯补助实施办法（试行）")
        for reference in (
            "青岚办[2026]1号",
            "青岚办 〔2026〕 第1号",
            "《既有住宅加装电梯补助实施办法（试行）》",
            row.title,
        ):
            assert library.find_document(session, reference) is row, reference
        assert library.find_document(session, "青岚办〔2026〕11号") is None
        assert library.find_document(session, " ") is None
        assert entry(session, policy_ref=row.title).policy_ref == row.doc_no


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"question": " "}, "question 应为 1 至 200 字，实际为空"),
        ({"answer": "长" * 5001}, "answer 应为 1 至 5000 字，实际为5001 字"),
        ({"status": "作废"}, "status 应为 草稿、有效、待核、下线 之一，实际为“作废”"),
        ({"valid_to": "明年"}, "valid_to 应为 2026-02-06 这样的日期，实际为“明年”"),
    ],
)
def test_a_wrong_entry_is_refused(sessions: sessionmaker[Session], told: Any, expected: str) -> None:
    with sessions() as session, pytest.raises(InvalidArgument) as refused:
        entry(session, **told)
    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"doc_no": ""}, "应写明发文字号"),
        ({"status": "有效"}, "status 应为 现行有效、已修改、已废止、已失效 之一"),
        ({"document_url": "javascript:alert(1)"}, "应为 http:// 或 https:// 开头的网址"),
        ({"materials": [{"form": "图解", "url": "file:///etc/passwd"}]}, "应为 http:// 或 https://"),
    ],
)
def test_a_wrong_document_is_refused(sessions: sessionmaker[Session], told: Any, expected: str) -> None:
    with sessions() as session, pytest.raises(InvalidArgument) as refused:
        document(session, **told)
    assert expected in str(refused.value)


def test_another_unit_does_not_rewrite_an_entry(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        entry(session)
        lexicon = library.default_lexicon()
        told = {"qa_id": "QA-000001", "answer": "改"}
        with pytest.raises(InvalidArgument, match="属于单位 zjw，不能由单位 wjw 改写"):
            library.put_entry(session, told, unit="wjw", lexicon=lexicon, now=NOW)
        for name in ("QA-9", "12", "QA-abc"):
            with pytest.raises(NotFound):
                library.put_entry(session, {"qa_id": name}, unit="zjw", lexicon=lexicon, now=NOW)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("document"), st.sampled_from(NUMBERS), st.sampled_from(STATUSES)),
        st.tuples(st.just("new"), st.sampled_from((*NUMBERS, None)), st.sampled_from(library.STATUSES)),
        st.tuples(st.just("status"), st.integers(1, 4), st.sampled_from(library.STATUSES)),
        st.tuples(st.just("check"), st.just(0), st.just("")),
    ),
    max_size=12,
)


@pytest.mark.rule("S2-65")
@given(steps=STEPS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_entry_holds_without_its_document(sqlite_walk: sessionmaker[Session], steps: Any) -> None:
    """Catalogue §2.7, invariant 10, whatever is written in whatever order."""
    lexicon = library.default_lexicon()
    with sqlite_walk() as session:
        for table in (store.QaRevision, store.QaEntry, store.PolicyDocument):
            session.execute(delete(table))
        library.refresh(session, lexicon, everything=True)
        rows: list[store.QaEntry] = []
        for kind, what, status in steps:
            if kind == "document":
                told = library.put_document(session, {"doc_no": what, "status": status}, now=NOW)
                library.hold_entries(session, told, lexicon=lexicon, now=NOW)
            elif kind == "new":
                rows.append(entry(session, policy_ref=what, status=status))
            elif kind == "status" and what <= len(rows):
                library.set_status(session, rows[what - 1], status, None, lexicon=lexicon, now=NOW)
            else:
                library.stale_entries(session, today=TODAY, lexicon=lexicon, now=NOW)
            assert library.broken_entries(session) == []
        assert library.wrong_counts(session) == {}
        session.rollback()


@pytest.fixture
def sqlite_walk(sqlite_url: str, connect: Any) -> sessionmaker[Session]:
    """A database whose changes are rolled back after each example."""
    return store.sessions(connect(sqlite_url))


@pytest.mark.rule("S2-65")
def test_the_check_names_what_does_not_hold(sessions: sessionmaker[Session]) -> None:
    lexicon = library.default_lexicon()
    with sessions.begin() as session:
        document(session)
        entry(session, status="有效")
        late = entry(session, status="有效", valid_to="2026-05-31")
        entry(session, status="草稿", policy_ref=NUMBERS[1])
        entry(session, status="下线", policy_ref=NUMBERS[1])
        found = library.stale_entries(session, today=TODAY, lexicon=lexicon, now=NOW, unit="zjw")
        assert [(each["qa_id"], each["reason"]) for each in found] == [
            ("QA-000002", "有效期已于 2026-05-31 届满"),
            ("QA-000003", "文件“青岚办〔2026〕2号”没有登记为现行有效"),
        ]
        assert late.status == "待核"
        again = library.stale_entries(
            session, today=TODAY, lexicon=lexicon, now=NOW, policy_ref="青岚办[2026]1号"
        )
        assert [each["qa_id"] for each in again] == ["QA-000002"]
        assert library.stale_entries(session, today=TODAY, lexicon=lexicon, now=NOW, unit="wjw") == []
