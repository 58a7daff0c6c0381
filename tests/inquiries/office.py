"""The demo office with the processes of inquiries and the library alone, on a database with a worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from processes import commands, queries
from processes.commands import SYSTEM, TaskRef
from processes.store import Instance, UserTask
from tests.case_a.walk import Walk, with_tables

_PROCESSES = (
    "jd_inquiry",
    "jd_deadline_guard",
    "jd_qa_upkeep",
    "jd_qa_district",
    "jd_review_3x3",
    "jd_doc_lifecycle",
)
DOC = {
    "title": "既有住宅加装电梯补助实施办法",
    "doc_no": "青岚府办规〔2026〕2号",
    "issue_date": "2026-02-06",
    "document_url": "https://www.qinglan.example/wj/2.html",
    "interpretation_url": "https://www.qinglan.example/jd/2.html",
}


class Desk(Walk):
    """Messages come in, people hand in what is open, the worker does the rest."""

    def documents(self) -> dict[str, bytes]:
        return with_tables(*_PROCESSES)

    def tell(self, name: str, **variables: Any) -> None:
        """A message from outside, and what the worker makes of it."""
        with self.state.sessions.begin() as session:
            commands.publish_message(session, name, variables, actor=SYSTEM, now=self.clock())
        self.settle()

    def ask(self, question: str, **inquiry: Any) -> int:
        """An inquiry comes in; gives the number of its instance."""
        received = {"received_at": self.clock().isoformat(), "channel": "12345", **inquiry}
        self.tell("inquiry_received", owner_unit="zwb", inquiry={"question": question, **received})
        return self.newest("jd_inquiry")

    def settle(self) -> None:
        """Let the worker go on until nothing moves."""
        while self.work().done:
            pass

    def does(self, person: str, task: str, data: Mapping[str, Any], instance: int | None = None) -> None:
        """The person hands in the open task ``jd_inquiry.T1`` (of this instance, else of the newest)."""
        process_id, element = task.split(".")
        self.hand_in(person, self.open_ref(process_id, element, instance), data)
        self.settle()

    def open_ref(self, process_id: str, element: str, instance: int | None = None) -> TaskRef:
        """The newest open task of an element."""
        told = (UserTask.process_id == process_id, UserTask.element_id == element, UserTask.status == "open")
        with self.state.readers() as session:
            rows = session.scalars(select(UserTask).where(*told).order_by(UserTask.instance_id)).all()
            found = [row for row in rows if instance in (None, row.instance_id)]
            assert found, (process_id, element, [(r.process_id, r.element_id) for r in self.open_tasks()])
            return TaskRef(found[-1].instance_id, found[-1].element_instance_id)

    def open_tasks(self) -> list[UserTask]:
        """All open tasks."""
        with self.state.readers() as session:
            return list(session.scalars(select(UserTask).where(UserTask.status == "open")))

    def newest(self, process_id: str) -> int:
        """The number of the instance of a process that started last."""
        with self.state.readers() as session:
            query = select(Instance.id).where(Instance.process_id == process_id).order_by(Instance.id.desc())
            found = session.scalars(query).first()
        assert found is not None, process_id
        return found

    def seen(self, ref: TaskRef) -> Mapping[str, Any]:
        """The variables that a task sees."""
        with self.state.readers() as session:
            who = self.actor(session, "zwb-jingban")
            return queries.task_detail(session, ref, who).variables
