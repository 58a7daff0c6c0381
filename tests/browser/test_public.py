"""The public pages and the staff page of the library: accessible, on a phone, silent on the console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from processes import library
from tests.browser.office import Office, open_office

Axe = Callable[[Page], list[Any]]
Shot = Callable[[Page, str], None]
PHONE: ViewportSize = {"width": 390, "height": 844}
SITE = "https://www.qinglan.example"
DOCUMENTS = [
    {
        "doc_no": "青岚府办规〔2026〕2号",
        "title": "青岚区既有住宅加装电梯补助实施办法（试行）",
        "unit": "zjw",
        "theme": "住房保障",
        "issue_date": "2026-02-06",
        "document_url": f"{SITE}/zfwj/202602.html",
        "interpretation_url": f"{SITE}/zcjd/202602.html",
        "materials": [
            {"form": "图表图解", "title": "一图读懂加装电梯补助", "url": f"{SITE}/zcjd/202602-1.html"},
            {"form": "音频视频", "title": "电梯补助怎么领", "url": f"{SITE}/zcjd/202602-2.html"},
        ],
    },
    {
        "doc_no": "青岚卫健规〔2025〕5号",
        "title": "青岚区社区托育服务消费券发放管理细则",
        "unit": "wjw",
        "theme": "民生服务",
        "issue_date": "2025-09-18",
        "document_url": f"{SITE}/zfwj/202509.html",
        "interpretation_url": f"{SITE}/zcjd/202509.html",
        "status": "已废止",
        "replaced_by": "青岚卫健规〔2026〕5号",
    },
]
ENTRIES = [
    (
        "一楼业主不同意，能不能加装电梯？",
        "本单元三分之二以上的业主参与表决，参与表决的四分之三以上同意即可。低层业主有异议的，由社区组织协商。",
        "第六条",
    ),
    ("加装电梯每台补助多少钱？", "每台补助18万元，开工后拨付40%，验收合格后拨付60%。", "第十条"),
    (
        "申请加装电梯补助要交哪些材料？",
        "申请表、业主表决书、施工合同、联合审查意见书、收款账户证明。",
        "第十二条",
    ),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Office]:
    """An office with a small library."""
    with open_office(tmp_path_factory.mktemp("public"), browser, "2026-03-02T09:00+08:00") as opened:
        state, lexicon = opened.state, library.default_lexicon()
        with state.sessions.begin() as session:
            for document in DOCUMENTS:
                library.put_document(session, document, now=state.now())
            for question, answer, clause in ENTRIES:
                told = {"question": question, "answer": answer, "clause": clause, "status": "有效"}
                told["policy_ref"] = str(DOCUMENTS[0]["doc_no"])
                library.put_entry(session, told, unit="zjw", lexicon=lexicon, now=state.now())
            held = {"question": "外地户籍能领托育消费券吗？", "answer": "凭居住证申领。", "status": "有效"}
            held["policy_ref"] = str(DOCUMENTS[1]["doc_no"])
            library.put_entry(session, held, unit="wjw", lexicon=lexicon, now=state.now())
        yield opened


PUBLIC = {
    "search": "/public/",
    "hits": "/public/?q=装电梯政府补贴多少",
    "nothing": "/public/?q=龘龘龘龘",
    "entry": "/public/questions/QA-000001",
    "interpretations": "/public/interpretations/?unit=zjw",
    "statistics": "/public/statistics/",
    "ask": "/public/ask/",
    "inquiry_code": "/public/inquiries/",
    "embed": "/public/embed/",
}


def inspect(page: Page, url: str, axe: Axe, shot: Shot, name: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for width, kind in ((1280, "desktop"), (PHONE["width"], "phone")):
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 200
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shot(page, f"{name}_{kind}")
    assert complaints == []


@pytest.mark.rule("S2-67")
@pytest.mark.parametrize("name", list(PUBLIC))
def test_public_pages(office: Office, page: Page, name: str, axe: Axe, shot: Shot) -> None:
    inspect(page, office.url + PUBLIC[name], axe, shot, f"public_{name}")


@pytest.mark.parametrize("path", ["/questions/", "/questions/QA-000001"])
def test_pages_of_staff(office: Office, path: str, axe: Axe, shot: Shot) -> None:
    page = office.desk("zjw-chengban")
    inspect(page, office.url + path, axe, shot, "staff" + path.rstrip("/").replace("/", "_"))


@pytest.mark.rule("S1-35", "S2-67", "S2-69")
def test_a_citizen_searches_and_then_asks(office: Office, page: Page, axe: Axe, shot: Shot) -> None:
    page.goto(f"{office.url}/public/")
    page.get_by_label("要咨询的问题").fill("楼下邻居不同意还能装电梯吗")
    page.get_by_role("button", name="搜索").click()
    first = page.get_by_role("article").first
    expect(first).to_contain_text(ENTRIES[0][0])
    expect(first).to_contain_text("最相符")
    page.get_by_role("link", name="网上咨询").last.click()
    expect(page.get_by_label("要咨询的问题（必填）")).to_have_value("楼下邻居不同意还能装电梯吗")
    page.get_by_label("要咨询的问题（必填）").fill("电梯装好以后由谁维护？")
    page.get_by_label("电话或邮箱").fill("13800000000")
    page.get_by_role("button", name="提交咨询").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("咨询已收到")
    assert axe(page) == []
    shot(page, "public_asked")
    page.get_by_role("button", name="查看办理情况和答复").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("办理中")
    assert axe(page) == []
    shot(page, "public_inquiry")


def test_the_column_is_narrowed_by_its_ways(office: Office, page: Page) -> None:
    page.goto(f"{office.url}/public/interpretations/")
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("link", name="2025（1）").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("现行文件：青岚卫健规〔2026〕5号")
    page.get_by_role("link", name="2025（1）").click()
    expect(page.get_by_role("article")).to_have_count(2)
