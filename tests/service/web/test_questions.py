"""The staff page of the question library."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from processes import library
from service.state import State
from tests.service.conftest import Browser

AsUser = Callable[[str], Browser]
LIFT = "加装电梯每台补助多少钱？"


@pytest.fixture(autouse=True)
def shelf(state: State) -> None:
    """Entries of two units: in force, held, a draft."""
    lexicon, now = library.default_lexicon(), state.now()
    with state.sessions.begin() as session:
        document = {"doc_no": "青岚办〔2026〕2号", "title": "电梯办法", "unit": "zjw"}
        library.put_document(session, document, now=now)
        for unit, question, status, told in (
            (
                "zjw",
                LIFT,
                "有效",
                {"policy_ref": "青岚办〔2026〕2号", "variants": ["电梯补多少"], "keywords": ["补助标准"]},
            ),
            ("zjw", "100%_的问题？", "草稿", {}),
            ("wjw", "托育券怎么领？", "有效", {"policy_ref": "青岚办〔2026〕9号"}),
        ):
            entry = {"question": question, "answer": "见办法。", "status": status, **told}
            library.put_entry(session, entry, unit=unit, lexicon=lexicon, now=now, instance_id=12)


@pytest.mark.rule("S2-65")
def test_staff_see_the_library_of_their_unit(as_user: AsUser) -> None:
    page = as_user("lin").text("/questions/")
    assert LIFT in page
    assert "100%_的问题？" in page
    assert "托育券怎么领？" not in page
    assert "全部单位" not in page
    assert 'href="/instances/12"' in page


def test_offices_that_oversee_see_all_units(as_user: AsUser) -> None:
    du = as_user("du")
    page = du.text("/questions/")
    assert LIFT in page
    assert "托育券怎么领？" in page
    assert LIFT not in du.text("/questions/?unit=wjw")
    assert du.get("/questions/?unit=nowhere").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=待核", ["托育券怎么领？"]),
        ("status=有效", [LIFT]),
        ("status=不存在", [LIFT, "100%_的问题？", "托育券怎么领？"]),
        ("q=电梯补多少", [LIFT]),
        ("q=补助标准", [LIFT]),
        ("q=青岚办〔2026〕2号", [LIFT]),
        ("q=QA-000002", ["100%_的问题？"]),
        ("q=%25_", ["100%_的问题？"]),
        ("q=没有这句话", []),
    ],
)
def test_the_list_is_filtered(as_user: AsUser, query: str, found: list[str]) -> None:
    page = as_user("du").text(f"/questions/?{query}")
    assert [text for text in (LIFT, "100%_的问题？", "托育券怎么领？") if f">{text}</a>" in page] == found
    assert ("没有符合条件的问答" in page) == (not found)


def test_an_entry_tells_why_it_is_held_and_what_it_said_before(as_user: AsUser, state: State) -> None:
    with state.sessions.begin() as session:
        told = {
            "qa_id": "QA-000001",
            "answer": "每台18万元。",
            "valid_to": "2027-12-31",
            "source": "政策咨询Q-2026-000137",
        }
        library.put_entry(session, told, unit="zjw", lexicon=library.default_lexicon(), now=state.now())
    page = as_user("lin").text("/questions/QA-000001")
    assert "《电梯办法》（青岚办〔2026〕2号，现行有效）" in page
    assert all(
        text in page
        for text in ("每台18万元。", "见办法。", "2027-12-31", "政策咨询Q-2026-000137", "还没有推送")
    )
    held = as_user("fang").text("/questions/QA-000003")
    assert "没有登记为现行有效" in held


def test_drafts_of_another_unit_stay_with_it(as_user: AsUser) -> None:
    assert as_user("fang").get("/questions/QA-000001").status_code == 200
    assert as_user("fang").get("/questions/QA-000002").status_code == 403
    assert as_user("du").get("/questions/QA-000002").status_code == 200
    assert as_user("du").get("/questions/QA-000099").status_code == 404


def test_nobody_sees_it_without_login(browser: Browser) -> None:
    assert browser.get("/questions/").status_code == 302
