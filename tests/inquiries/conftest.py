"""The office of inquiries on a database of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.inquiries.office import DOC, Desk

ENTRY = {"question": "一楼业主不同意能不能加装电梯？", "answer": "依法表决通过即可加装。", "clause": "第六条"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The office on the day after the document was published, its library still empty."""
    desk = Desk.on(f"sqlite:///{tmp_path}/inquiries.sqlite3", "2026-02-10T16:00+08:00", "127.0.0.1:1")
    desk.furnish()
    yield desk
    desk.state.engine.dispose()


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """The same with the questions of the document in the library."""
    desk.tell("doc_published", owner_unit="zjw", package_id="JD-1", doc=DOC, qa=[dict(ENTRY)])
    desk.does("zjw-chengban", "jd_qa_upkeep.T1", {"qa": {"none": False, "entries": [dict(ENTRY)]}})
    agreed = {"decision": "store", "no_duplicate": True, "in_force": True}
    desk.does("zjw-jiedu", "jd_qa_upkeep.T2", {"collection": agreed})
    return desk
