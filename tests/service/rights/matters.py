"""The matters of the matrix: a small process with everything that a route can be about."""

from __future__ import annotations

import json

from tests.processes.diagrams import diagram, flow, forked, user_task

NOTIFY = (
    '<intermediateThrowEvent id="tell" name="告知"><extensionElements>'
    '<zeebe:taskDefinition type="notify"/><zeebe:ioMapping>'
    '<zeebe:input source="=&quot;告知&quot;" target="subject"/></zeebe:ioMapping></extensionElements>'
    '<messageEventDefinition messageRef="told"/></intermediateThrowEvent>'
)


def matter(name: str = "办理事项") -> bytes:
    """Draft and review, a signature of 新闻办 beside them, a job, and a gateway that stops at an incident.

    Whoever began it may not review it; 新闻办 alone may begin what is called 新闻办专用 (``closed``).
    """
    form = '<zeebe:formDefinition formId="piece"/>'
    return diagram(
        "matter",
        name,
        '<startEvent id="start"/><parallelGateway id="fork"/>'
        + user_task("draft", "起草", 'candidateGroups="drafter"', form + '<jiedu:verbs allow="return"/>')
        + user_task(
            "check",
            "审核",
            'candidateGroups="section_head"',
            '<jiedu:segregation excluded="=[initiator]"/><jiedu:verbs allow="return"/>',
        )
        + user_task("sign", "会签", 'candidateGroups="press_office"')
        + NOTIFY
        + '<exclusiveGateway id="choose"/>'
        + "".join(f'<endEvent id="end_{each}"/>' for each in ("check", "sign", "tell", "choose"))
        + flow("start", "fork")
        + "".join(flow("fork", each) for each in ("draft", "sign", "tell", "choose"))
        + flow("draft", "check")
        + "".join(flow(each, f"end_{each}") for each in ("check", "sign", "tell"))
        + flow("choose", "end_choose", "settled"),
        '<message id="told" name="told"/>',
    )


CLOSED = diagram(
    "closed",
    "新闻办专用",
    '<startEvent id="start"><extensionElements><jiedu:starter groups="press_office"/></extensionElements>'
    "</startEvent>" + user_task("write", "撰写", 'candidateGroups="press_office"') + flow("start", "write"),
)
UPKEEP = diagram(
    "upkeep",
    "规则维护",
    forked(
        compare=user_task("compare", "差异比对", 'candidateGroups="designer"'),
        verify=user_task("verify", "双人复核", 'candidateGroups="secadmin"'),
    ),
)
INQUIRY = diagram(
    "jd_inquiry",
    "政策咨询答复",
    '<startEvent id="S0"><messageEventDefinition messageRef="m"/></startEvent>'
    + user_task("T1", "确认匹配结果", 'candidateGroups="press_office"')
    + flow("S0", "T1"),
    '<message id="m" name="inquiry_received"/>',
)


def piece() -> bytes:
    """A form with a title, and with personal data that no page and no list shows in clear."""
    fields = [
        {
            "type": "textfield",
            "id": "f_title",
            "key": "title",
            "label": "标题",
            "validate": {"required": True},
        },
        {
            "type": "textfield",
            "id": "f_phone",
            "key": "phone",
            "label": "联系电话",
            "properties": {"private": True, "personal": True},
        },
    ]
    root = {"type": "group", "id": "root", "label": "材料", "path": "piece", "components": fields}
    return json.dumps(
        {"type": "default", "id": "piece", "schemaVersion": 19, "components": [root]}, ensure_ascii=False
    ).encode()


FILES = {"closed.bpmn": CLOSED, "upkeep.bpmn": UPKEEP, "inquiry.bpmn": INQUIRY, "piece.form": piece()}
PHONE = "13900001234"
