"""Ways through a diagram that must not exist: past the press office, past the review."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.bpmn.drawing import BPMN

ROOT = Path(__file__).parents[2]


def reached(process: str, start: str, without: str) -> set[str]:
    """The nodes that a token beginning at *start* can come to when it may not pass *without*."""
    root = etree.parse(ROOT / "bpmn" / f"{process}.bpmn").getroot()
    flows = [(flow.get("sourceRef"), flow.get("targetRef")) for flow in root.iter(f"{BPMN}sequenceFlow")]
    flows += [(event.get("attachedToRef"), event.get("id")) for event in root.iter(f"{BPMN}boundaryEvent")]
    found, pending = set[str](), [start]
    while pending:
        node = pending.pop()
        if node not in found and node != without:
            found.add(node)
            pending += [str(target) for source, target in flows if source == node]
    return found


@pytest.mark.rule("S2-55", "S2-56")
def test_nothing_reaches_the_media_past_the_press_office() -> None:
    assert {"M1", "T4", "E1"} <= reached("jd_press_release", "S0", "")
    assert not {"M1", "T4", "E1"} & reached("jd_press_release", "S0", "T3")


@pytest.mark.rule("S2-57")
def test_no_conference_is_held_past_the_press_office() -> None:
    assert not {"T3", "T4", "E1"} & reached("jd_press_conference", "S0", "T2")


@pytest.mark.rule("S2-40", "S1-31")
def test_nothing_is_published_past_the_check_of_the_approved_version() -> None:
    publishing = {"T1", "T2", "SP_products", "C1", "C7"}
    assert publishing <= reached("jd_publication", "S0", "")
    assert not publishing & reached("jd_publication", "S0", "G9")


@pytest.mark.rule("S2-40", "S2-44")
@pytest.mark.parametrize(
    ("process", "review", "outward"),
    [
        ("jd_press_release", "C1", "T3"),
        ("jd_press_conference", "C1", "T4"),
        ("jd_interview_article", "C1", "T4"),
    ],
)
def test_no_text_goes_out_past_the_three_reviews(process: str, review: str, outward: str) -> None:
    assert outward in reached(process, "S0", "")
    assert outward not in reached(process, "S0", review)


@pytest.mark.rule("S2-60")
def test_no_correction_is_closed_before_the_medium_corrected() -> None:
    assert "E2" not in reached("jd_media_correction", "S1", "T5")


@pytest.mark.rule("S2-45", "S2-46")
def test_nothing_is_submitted_or_agreed_past_the_press_office_and_the_leaders() -> None:
    assert {"T2", "T5", "E1"} <= reached("jd_route_a", "S0", "")
    assert not {"T2", "T5", "E1"} & reached("jd_route_a", "S0", "T1")
    assert "E1" not in reached("jd_route_a", "S0", "T5")


@pytest.mark.rule("S2-42", "S2-48", "S2-49")
@pytest.mark.parametrize("step", ["C1", "T1"])
def test_route_b_ends_well_only_after_the_reviews_and_the_office_of_the_unit(step: str) -> None:
    assert "E1" in reached("jd_route_b", "S0", "")
    assert "E1" not in reached("jd_route_b", "S0", step)


@pytest.mark.rule("S2-42")
@pytest.mark.parametrize("step", ["T1", "T2", "T3"])
def test_the_three_reviews_end_well_only_after_all_three(step: str) -> None:
    assert "E1" in reached("jd_review_3x3", "S0", "")
    assert "E1" not in reached("jd_review_3x3", "S0", step)


@pytest.mark.rule("S2-66")
@pytest.mark.parametrize("office", ["T1", "T2"])
def test_the_hotline_gets_nothing_past_either_of_the_two_offices(office: str) -> None:
    assert "X1" in reached("jd_qa_district", "S1", "")
    assert "X1" not in reached("jd_qa_district", "S0", office) | reached("jd_qa_district", "S1", office)


@pytest.mark.rule("S2-88")
def test_nobody_has_to_mend_anything_before_the_inspection_is_published() -> None:
    assert {"M1", "C1"} <= reached("jd_quarterly_inspection", "S0", "")
    assert not {"M1", "C1"} & reached("jd_quarterly_inspection", "S0", "T4")


@pytest.mark.rule("S2-80")
def test_an_authoritative_answer_goes_out_only_after_the_head_agreed() -> None:
    assert "T6" in reached("jd_opinion_response", "S0", "")
    assert "T6" not in reached("jd_opinion_response", "S0", "T5")
