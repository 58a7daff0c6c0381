"""Jobs of the library without a process around them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from processes.jobs import HANDLERS, Work, WorkerSettings

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DOCUMENT = {"doc_no": "青岚卫健规〔2026〕5号", "title": "青岚区社区托育服务消费券发放管理细则", "unit": "wjw"}
ENTRIES = [
    {
        "question": "外地户籍的家庭能领托育消费券吗？",
        "answer": "可以，凭居住证申领。",
        "clause": "第四条",
        "keywords": ["居住证"],
    },
    {"question": "托育消费券一张面值多少？", "answer": "每张200元。", "clause": "第五条"},
]


class Desk:
    """Runs jobs one after the other, each with a number of its own unless one is given."""

    def __init__(self, sessions: sessionmaker[Session], settings: WorkerSettings | None = None) -> None:
        self.sessions, self.settings = sessions, settings or WorkerSettings()
        self.number = 0

    def do(self, type_: str, *, number: int | None = None, now: datetime = NOW, **inputs: Any) -> Any:
        self.number += 1
        given = number or self.number
        work = Work(
            instance_id=1, element_instance_id=given, seq=given, fence=1, attempt=1, tries=3,
            type=type_, waits=True, headers={}, variables=inputs, title=None, now=now,
        )  # fmt: skip
        result: Mapping[str, Any] = HANDLERS[type_](work, self.settings, self.sessions)
        return result

    def furnish(self) -> list[str]:
        """A document in force with two entries in force."""
        self.do("document_status", **DOCUMENT, status="现行有效")
        stored = self.do(
            "qa_store", entries=ENTRIES, unit="wjw", policy_ref=DOCUMENT["doc_no"], status="有效"
        )
        assert stored["held"] == []
        names: list[str] = stored["qa_ids"]
        return names
