"""Checks of sub-processes: event sub-processes are started by one event and by nothing else, ad-hoc ones hold
activities only."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import ACTIVITIES, LOOPS, Document


def check(document: Document) -> Iterator[Problem]:
    """All sub-processes."""
    for body in document.executable("subProcess", "transaction", "adHocSubProcess"):
        if body.get("triggeredByEvent") == "true":
            yield from _handler(document, body)
        if document.tag(body) == "adHocSubProcess":
            yield from _ad_hoc(document, body)


def _handler(document: Document, handler: etree._Element) -> Iterator[Problem]:
    named = f"事件子流程“{document.label(handler)}”"
    starts = [n for n in document.nodes(handler) if document.tag(n) == "startEvent"]
    waiting = [n for n in starts if document.definitions(n)]
    if len(waiting) != 1 or len(starts) != 1:
        given = f"实际有 {len(starts)} 个开始事件，{len(waiting)} 个带定义"
        message = f"{named}应恰有一个开始事件，并带事件定义；{given}"
        yield document.problem("BPMN-event-subprocess-start", handler, message)
    wrong = []
    if document.incoming(handler) or document.outgoing(handler):
        wrong.append("顺序流")
    if document.boundaries(handler):
        wrong.append("边界事件")
    if any(document.tag(child) in LOOPS for child in handler):
        wrong.append("循环")
    if handler.get("isForCompensation") == "true":
        wrong.append("补偿标记")
    if document.tag(handler) != "subProcess":
        wrong.append(f"{document.tag(handler)} 的类型")
    if wrong:
        message = f"{named}不能有{'、'.join(wrong)}"
        yield document.problem("BPMN-event-subprocess", handler, message)


def _ad_hoc(document: Document, body: etree._Element) -> Iterator[Problem]:
    nodes = document.nodes(body)
    wrong = [n for n in nodes if document.tag(n) in ("startEvent", "endEvent")]
    if wrong or not any(document.tag(node) in ACTIVITIES for node in nodes):
        what = f"里有“{document.label(wrong[0])}”" if wrong else "里没有活动"
        message = f"自由子流程“{document.label(body)}”{what}：应只有活动和它们之间的顺序流"
        yield document.problem("BPMN-ad-hoc", body, message)
