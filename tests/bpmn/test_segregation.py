"""岗位分离 in every diagram that is shipped: nobody decides on what he drafted (S1-29, S2-42)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
_JIEDU = "{http://jiedu.gov.example/schema/1.0}"

#: Tasks with a decision that is no approval of what somebody else hands in, and why.
NO_APPROVAL = {
    "jd_qa_upkeep.T3": "工作机构处置本单位失效的问答，没有送审的人",
    "jd_quarterly_inspection.T2": "被查单位对检查结果确认或者申诉，不是审批",
    "jd_rectification.T4": "领导就整改不合格决定是否通报，所依据的复核（T3）已排除整改人",
    "jd_rectification.T5": "逾期由定时器触发，领导决定是否通报，没有送审的人",
    "jd_safeguards.T2": "主管部门核对各单位的台账备案，登记人在各单位",
}
#: Three reviews one after the other, by three persons of three levels.
LADDERS = {
    "jd_review_3x3": ("T1", "T2", "T3"),
    "jd_main_municipal": ("T3", "T4", "T5"),
}


@dataclass(frozen=True)
class Work:
    """A user task: whom it excludes (FEEL), and who may not do a second part in one capacity."""

    name: str
    form: str
    excluded: str
    once: str


def works() -> Iterator[Work]:
    """The user tasks of all shipped diagrams."""
    for path in sorted((ROOT / "bpmn").glob("*.bpmn")):
        for task in etree.parse(str(path)).getroot().iter(f"{_BPMN}userTask"):
            forms = [each.get("formId") or "" for each in task.iter(f"{_ZEEBE}formDefinition")]
            rules = list(task.iter(f"{_JIEDU}segregation"))
            own = rules[0] if rules else {}
            name = f"{path.stem}.{task.get('id')}"
            yield Work(name, "".join(forms), own.get("excluded") or "", own.get("once") or "")


def _keys(components: list[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        yield str(component.get("key") or "")
        yield from _keys(component.get("components") or [])


def deciding_forms() -> set[str]:
    """The forms in which somebody decides on what lies before him."""
    found = set()
    for path in (ROOT / "forms").glob("*.form"):
        form = json.loads(path.read_text(encoding="utf8"))
        if "decision" in _keys(form["components"]):
            found.add(form["id"])
    return found


ALL = {work.name: work for work in works()}
APPROVALS = sorted(name for name, work in ALL.items() if work.form in deciding_forms())


@pytest.mark.parametrize("name", APPROVALS)
@pytest.mark.rule("S1-29", "S2-42")
def test_who_decides_has_not_written_it(name: str) -> None:
    assert bool(ALL[name].excluded) != (name in NO_APPROVAL)


def test_every_exception_is_a_task_with_a_decision() -> None:
    assert len(APPROVALS) > 20
    assert set(NO_APPROVAL) <= set(APPROVALS)


@pytest.mark.parametrize("process", LADDERS)
@pytest.mark.rule("S1-29", "S2-42")
def test_three_reviews_take_three_persons(process: str) -> None:
    first, *later = (ALL[f"{process}.{task}"] for task in LADDERS[process])
    assert "authors" in first.excluded
    for work in later:
        assert "authors" in work.excluded
        assert "r.reviewer" in work.once
        assert "in reviews" in work.once
