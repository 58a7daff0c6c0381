"""An office with a small question library and a process that takes inquiries."""

from __future__ import annotations

from typing import Any

import pytest

from processes import commands, library
from processes.commands import SYSTEM
from service.state import State
from tests.processes.diagrams import diagram, flow, user_task

DOCUMENT = {
    "doc_no": "青岚府办规〔2026〕2号",
    "title": "青岚区既有住宅加装电梯补助实施办法",
    "unit": "zjw",
    "issue_date": "2026-01-10",
    "theme": "住房",
    "document_url": "https://www.example.gov.cn/zfwj/2.html",
    "interpretation_url": "https://www.example.gov.cn/zcjd/2.html",
    "materials": [
        {"form": "图表图解", "title": "一图读懂", "url": "https://www.example.gov.cn/zcjd/2-1.html"}
    ],
}
ENTRIES: list[dict[str, Any]] = [
    {
        "question": "一楼业主不同意，能不能加装电梯？",
        "answer": "经法定比例的业主同意即可。",
        "clause": "第六条",
    },
    {"question": "加装电梯每台补助多少钱？", "answer": "每台补助18万元。", "clause": "第十条"},
]
INQUIRY = diagram(
    "jd_inquiry",
    "政策咨询答复",
    '<startEvent id="S0"><messageEventDefinition messageRef="inquiry_received"/></startEvent>'
    + user_task("T1", "确认匹配结果", 'candidateGroups="press_office"')
    + '<endEvent id="E1"/>'
    + flow("S0", "T1")
    + flow("T1", "E1"),
    '<message id="inquiry_received" name="inquiry_received"/>',
)


@pytest.fixture
def shelf(state: State) -> list[str]:
    """A document in force with its entries; their names."""
    lexicon = library.default_lexicon()
    with state.sessions.begin() as session:
        library.put_document(session, DOCUMENT, now=state.now())
        given = [{**entry, "policy_ref": DOCUMENT["doc_no"], "status": "有效"} for entry in ENTRIES]
        rows = [
            library.put_entry(session, each, unit="zjw", lexicon=lexicon, now=state.now()) for each in given
        ]
        return [library.qa_id(row.id) for row in rows]


@pytest.fixture
def desk(state: State) -> None:
    """A process that takes inquiries."""
    with state.sessions.begin() as session:
        commands.deploy(session, {"inquiry.bpmn": INQUIRY}, "", actor=SYSTEM, now=state.now())
