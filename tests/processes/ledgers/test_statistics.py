"""Statistics equal a recomputation that knows nothing of facts and cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from processes.ledgers import COUNTS, RATES, Cases, Period, cases, facts, statistics
from processes.records import Record, RecordType
from tests.processes.ledgers.stories import FIRST, LAST, NOW, UNITS, Told, at, district, expected, rows

PERIOD = Period(FIRST, LAST)


def _count(told: list[Told], now: datetime = NOW) -> dict[str, dict[str, Any]]:
    found = statistics(cases(rows(told)), PERIOD, now, [(unit, unit) for unit in UNITS])
    return {row["unit"]: row for row in found}


@pytest.mark.rule("S2-11", "S2-47", "S2-62", "S2-64", "S2-73", "S2-75", "S2-82", "S2-87")
@pytest.mark.parametrize("seed", range(20))
def test_the_counts_are_those_of_a_plain_recomputation(seed: int) -> None:
    told = district(seed, 120)
    found = _count(told)
    for unit, counts in expected(told):
        assert {name: found[unit][name] for name in COUNTS if found[unit][name]} == counts, unit


@pytest.mark.rule("S2-75")
def test_rates_are_shares_of_what_they_name_and_nothing_without_it() -> None:
    row = _count(district(3, 200))["zjw"]
    assert set(row["rates"]) == set(RATES)
    assert row["rates"]["interpreted"] == round(row["interpreted"] / row["to_interpret"], 4)
    assert row["rates"]["instant"] == round(row["inquiries_instant"] / row["inquiries"], 4)
    assert row["rates"]["on_time"] == round(row["on_time"] / (row["on_time"] + row["overdue"]), 4)
    empty = statistics(Cases(), PERIOD, NOW, [("zjw", "区住房城乡建委")])
    assert empty[0]["unit_name"] == "区住房城乡建委"
    assert set(empty[0]["rates"].values()) == {None}
    assert all(empty[0][name] == 0 for name in COUNTS)


def _document(**more: Any) -> Told:
    t0 = date(2026, 2, 6)
    own: dict[str, Any] = {
        "registration": {"title": "某办法", "drafting_unit": "zjw", "disclosure": "主动公开"},
        "d01": {"in_scope": "yes"},
        "t0": str(t0),
        "deadline_plan": {"legal_due": "2026-03-13T00:00:00+08:00", "rule": "S2-62"},
        **more,
    }
    written = tuple((0, at(t0), name, value) for name, value in own.items())
    return Told("jd_main_district", "zjw", written, None, {})


@pytest.mark.rule("S2-62")
def test_a_document_is_overdue_from_the_end_of_its_last_day_on() -> None:
    told = [_document()]
    before, after = at(date(2026, 3, 12), 23), at(date(2026, 3, 13), 0)
    assert (_count(told, before)["zjw"]["overdue"], _count(told, before)["zjw"]["on_time"]) == (0, 0)
    assert _count(told, after)["zjw"]["overdue"] == 1
    reached = {"reached": True, "at": "2026-03-12T23:59:00+08:00"}
    assert _count([_document(goal=reached)], after)["zjw"]["on_time"] == 1


@pytest.mark.rule("S2-29")
def test_an_interpretation_that_copies_its_document_is_counted_as_a_hint() -> None:
    body = "对 2005 年前建成、四层以上无电梯住宅加装电梯，每台补助 18 万元，分开工 40%、验收 60% 两次拨付。"
    package = {"document": {"body": body}, "plan": {}, "material": {"main_content": body}}
    assert _count([_document(reviewed_package=package)])["zjw"]["copied"] == 1
    package["material"] = {"main_content": "给老房子装电梯，区里出钱：先给一部分，装好验收再给余下的。"}
    assert _count([_document(reviewed_package=package)])["zjw"]["copied"] == 0
    stricter = {"copying_threshold": 0.01}
    half = {**package, "material": {"main_content": body[:20] + "给老房子装电梯，区里出钱，装好再给余下的。"}}
    assert _count([_document(reviewed_package=half, settings=stricter)])["zjw"]["copied"] == 1


@pytest.mark.rule("S2-64")
def test_how_many_forms_are_enough_is_a_setting_and_a_form_counts_once() -> None:
    shown = [
        {"channel": channel, "form_type": form, "published_at": "2026-02-10"}
        for channel in ("政府网站", "政务微信公众号")
        for form in ("文字", "图表图解", "图表图解", "新闻通稿")
    ]
    assert _count([_document(publications=shown)])["zjw"]["multi_form"] == 1
    three = _count([_document(publications=shown, settings={"distinct_forms": 3})])["zjw"]
    assert (three["multi_form"], three["one_form"]) == (0, 1)


@pytest.mark.rule("S2-54")
def test_a_planned_channel_without_a_publication_counts_when_the_time_is_over() -> None:
    plan = {"channels": ["政府网站", "政务微信公众号", "政务新浪微博"]}
    shown = [{"channel": "政府网站", "form_type": "文字", "published_at": "2026-02-10"}]
    told = [_document(plan=plan, publications=shown)]
    assert _count(told, at(date(2026, 3, 1)))["zjw"]["channels_unpublished"] == 0
    assert _count(told)["zjw"]["channels_unpublished"] == 2


@pytest.mark.rule("S2-58")
def test_heads_who_spoke_are_counted_on_their_day() -> None:
    day = at(date(2026, 3, 1))
    interview = Told("jd_interview_article", "zjw", ((0, day, "head_spoke", 1),), day, {})
    people = {"spokespersons": [{"name": "高建业", "is_head": True}]}
    held = ((0, day, "conference", people), (0, day, "conference_record", {"topic": "发布会"}))
    conference = Told("jd_press_conference", "zjw", held, day, {})
    planned = Told("jd_press_conference", "zjw", held[:1], None, {})
    assert _count([interview, conference, planned])["zjw"]["head_spoke"] == 2


def test_hasty_reviews_count_for_their_unit_and_day() -> None:
    found = cases([], [("zjw", date(2026, 2, 1)), ("zjw", date(2026, 5, 1)), ("wjw", date(2026, 1, 1))])
    counted = statistics(found, PERIOD, NOW, [("zjw", "甲"), ("wjw", "乙")])
    assert [row["reviews_too_fast"] for row in counted] == [1, 1]


def test_what_is_only_being_worked_on_is_no_fact() -> None:
    values = {"t0": "2026-02-06"}
    local = Record(RecordType.VARIABLES_CHANGED, NOW, "x", payload={"values": values, "local": True})
    assert list(facts(local)) == []
    started = Record(RecordType.INSTANCE_STARTED, NOW, "x", payload={"variables": values})
    assert [(fact.scope, fact.name, fact.value) for fact in facts(started)] == [(0, "t0", "2026-02-06")]


def test_facts_are_short() -> None:
    long = {"title": "长" * 10_000, "disclosure": "主动公开", "research_note": "不需要"}
    record = Record(
        RecordType.VARIABLES_CHANGED, NOW, "x", payload={"values": {"registration": long}, "local": False}
    )
    [fact] = facts(record)
    assert fact.value == {"title": "长" * 300, "disclosure": "主动公开"}


def test_a_withdrawn_document_belongs_to_no_period() -> None:
    written = _document().written[:2]
    assert (
        _count([Told("jd_main_district", "zjw", written, NOW - timedelta(days=60), {})])["zjw"]["public_docs"]
        == 0
    )
