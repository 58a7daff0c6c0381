"""A new rule pack, from its registration to its day, by the people of the demo office and the worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from processes import commands, history, store
from processes.errors import Forbidden, InvalidState
from processes.store import Instance
from service import create_app, state_of
from tests.case_a.walk import PASSWORD, ROOT, with_tables
from tests.inquiries.office import Desk
from tests.service.conftest import Browser

_PROCESSES = ("jd_rule_change", "jd_training", "jd_deadline_guard")
_OPEN = '<text>null</text>\n        </outputEntry>\n        <outputEntry id="rule_pack_r1_o7">'
_VERSION = {
    "name": "示例市青岚区行政机关政策解读工作制度（修订）",
    "doc_no": "青岚府办发〔2026〕30号",
    "pack_id": "qinglan-2027",
    "issued_on": "2026-12-20",
    "effective_from": "2027-01-01",
    "interpreter": "青岚区人民政府办公室",
    "profile": "district",
    "legal_basis": "渝府办发〔2021〕101号",
    "repeals": [{"title": "青岚区政策解读工作办法", "doc_no": "政府办白头〔2020〕227号"}],
}
_CHANGE = {"kind": "期限", "artefact": "信息发布", "old": "20", "new": "15", "clause": "制度四（三）3（1）"}
_DIFF = {"changes": [_CHANGE], "tests": "场景全部通过。", "in_flight": "按起始版本继续"}
_APPROVAL = {"decision": "同意发布", "opinion": "一致。", "reviewer": "关守"}


class Office(Desk):
    """The demo office with the processes that change rules and train people."""

    def documents(self) -> dict[str, bytes]:
        return with_tables(*_PROCESSES)

    def pack(self, *changes: tuple[str, str]) -> int:
        """The designer deploys the rule pack of the repository with these changes."""
        text = (ROOT / "bpmn" / "rule_pack.dmn").read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        with self.state.sessions.begin() as session:
            who = self.actor(session, "designer")
            files = {"rule_pack.dmn": text.encode()}
            return commands.deploy(session, files, "", actor=who, now=self.clock()).id

    def held(self, instance: int) -> dict[str, Any]:
        """What an instance holds, as its records tell."""
        with self.state.readers() as session:
            return dict(history.fold(store.entries(session, instance)).variables[history.ROOT])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office.on(f"sqlite:///{tmp_path}/oversight.sqlite3", "2026-12-20T09:00+08:00", "127.0.0.1:1")
    assert isinstance(office, Office)
    office.furnish()
    yield office
    office.state.engine.dispose()


@pytest.mark.rule("S1-49", "S1-50", "S2-94", "S2-95")
def test_a_rule_pack_takes_effect_on_its_day(office: Office) -> None:
    running = office.begin("zfb-jiedu", "jd_training")
    change = office.begin("zfb-guize", "jd_rule_change")
    office.does("zfb-guize", "jd_rule_change.T1", {"rule_version": _VERSION})
    office.does("designer", "jd_rule_change.T2", {"rule_diff": _DIFF})
    with pytest.raises(Forbidden):
        office.does("zfb-guize", "jd_rule_change.T3", {"rule_approval": _APPROVAL})
    office.does("secadmin", "jd_rule_change.T3", {"rule_approval": _APPROVAL})
    office.pack((_OPEN, _OPEN.replace("null", '"2027-01-01"')))
    assert office.begin("zfb-jiedu", "jd_training")

    office.at("2027-01-01T00:05+08:00")
    with pytest.raises(InvalidState, match="自 2027-01-01 起废止"):
        office.begin("zfb-jiedu", "jd_training")
    told = {"rule_deployment": {"deployment": 3, "deployed_on": "2027-01-01"}}
    office.does("designer", "jd_rule_change.T5", told)
    assert "yuzhong-2021" in office.held(change)["pack_check"]["problem"]

    newest = office.pack(('"yuzhong-2021"', '"qinglan-2027"'), ('"2021-11-24"', '"2027-01-01"'))
    office.does("designer", "jd_rule_change.T5", told)
    assert office.held(change)["pack_check"]["deployment"] == newest
    repealed = [{"doc_no": "政府办白头〔2020〕227号", "repealed_on": "2027-01-01"}]
    office.does("zfb-guize", "jd_rule_change.T4", {"rule_repeal": {"repealed": repealed, "person": "柏松"}})
    with office.state.readers() as session:
        assert session.get_one(Instance, change).status == "completed"
    after = office.begin("zfb-jiedu", "jd_training")
    packs = [office.held(number)["rule_pack"]["id"] for number in (running, after)]
    assert packs == ["yuzhong-2021", "qinglan-2027"]


@pytest.mark.rule("S1-50")
def test_designer_and_security_officer_find_their_tasks(office: Office) -> None:
    office.begin("zfb-guize", "jd_rule_change")
    office.does("zfb-guize", "jd_rule_change.T1", {"rule_version": _VERSION})
    app = create_app(office.state.settings)
    assert "比对规则包差异" in _desk(app, "designer").text("/?box=group")
    office.does("designer", "jd_rule_change.T2", {"rule_diff": _DIFF})
    assert "双人复核发布" in _desk(app, "secadmin").text("/?box=group")
    state_of(app).engine.dispose()


def _desk(app: Flask, person: str) -> Browser:
    browser = Browser(app.test_client())
    assert browser.login(person, PASSWORD).status_code == 302
    return browser


@pytest.mark.rule("S1-43", "S2-86")
def test_the_year_begins_in_both_competent_offices(office: Office) -> None:
    office.at("2027-01-04T09:00+08:00")
    with office.state.readers() as session:
        query = select(Instance).where(Instance.process_id == "jd_training")
        started = session.scalars(query).all()
        held = [office.held(instance.id) for instance in started]
    assert sorted((each["owner_unit"], each["settings"]["profile"]) for each in held) == [
        ("szfb", "municipal"),
        ("zfb", "district"),
    ]
    groups = {
        (task.instance_id, name)
        for task in office.open_tasks()
        for name in task.candidate_groups
        if task.process_id == "jd_training"
    }
    assert {name for _, name in groups} == {"gov_office_interp", "m_wg"}
