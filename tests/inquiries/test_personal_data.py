"""Name and number of whoever asks: in one table, nowhere else, and after their erasure nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import structlog
from flask import Flask
from sqlalchemy import inspect, text

from processes import proof, reexecution, store
from processes.commands import retention
from processes.errors import InvalidState
from processes.store import PersonalDatum
from service import create_app, state_of
from service.identity.tables import JournalEntry
from tests.case_a.walk import PASSWORD
from tests.inquiries.office import DOC, Desk
from tests.service.conftest import Browser

#: Nobody else is called so; the two matters have different people.
WEB = {"asker": "欧阳溪石", "contact": "13971508842"}
DESK = {"asker": "万俟云帆", "contact": "yunfan.4417@mail.example"}
SECRETS = (*WEB.values(), *DESK.values())
_NONE = {"match": "none", "needs_unit": False, "to_opinion": False, "policy_ref": DOC["doc_no"]}
_REPLY = {"verdict": "答复", "answer": "由规划部门审批。", "policy_ref": DOC["doc_no"], "clause": "第十条"}


@dataclass
class Walked:
    """Two inquiries at their end, one of the website and one of the desk, and what was seen on the way."""

    desk: Desk
    app: Flask
    web: int
    own: int
    shown: dict[str, str]
    logged: str


@pytest.fixture
def walked(
    database_url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[Walked]:
    desk = Desk.on(database_url, "2026-02-10T16:00+08:00", "127.0.0.1:1")
    desk.furnish()
    app = create_app(desk.state.settings)
    clerk, drafter = Browser(app.test_client()), Browser(app.test_client())
    assert clerk.login("zwb-jingban", PASSWORD).status_code == 302
    assert drafter.login("zjw-chengban", PASSWORD).status_code == 302
    told = {"question": "占用绿地要谁批准？", **WEB}
    assert app.test_client().post("/public/api/inquiries", json=told).status_code == 201
    web = desk.newest("jd_inquiry")
    clerk.post("/start/jd_inquiry")
    own, ref = desk.newest("jd_inquiry"), desk.open_ref("jd_inquiry", "T0")
    asked = {"channel": "电话", "received_at": "2026-02-10T15:50:00+08:00", "question": "哪里申请？"}
    answer = clerk.complete(str(ref), {"inquiry": {**asked, "reply_by": "电话", **DESK}})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    desk.settle()
    with desk.state.sessions.begin() as session:  # else the worker erases at the end of the matter
        for matter in (web, own):
            retention.place_hold(session, matter, "行政复议", by="anquan", now=desk.clock())
    shown = {}
    for matter, person in ((web, WEB), (own, DESK)):
        shown |= {
            f"{person['asker']} {name}": page for name, page in _answered(desk, matter, drafter).items()
        }
    logged = "".join(capfd.readouterr()) + caplog.text
    yield Walked(desk, app, web, own, shown, logged)
    desk.state.engine.dispose()
    state_of(app).engine.dispose()
    structlog.reset_defaults()


def _answered(desk: Desk, matter: int, drafter: Browser) -> dict[str, str]:
    """Walk a matter to its end; what the drafter saw before and after claiming the last task."""
    desk.does("zwb-jingban", "jd_inquiry.T1", {"triage": {**_NONE, "drafting_unit": "zjw"}}, matter)
    desk.does("zwb-jingban", "jd_inquiry.T3", {"dispatch": {"unit": "zjw"}}, matter)
    drafted = str(desk.open_ref("jd_inquiry", "T4", matter))
    drafter.post(f"/tasks/{drafted}/claim")
    shown = {"drafting": drafter.text(f"/tasks/{drafted}")}
    reply = {**_REPLY, "method": "电话", "to_library": True, "keywords": "绿地"}
    desk.does("zjw-chengban", "jd_inquiry.T4", {"reply": reply}, matter)
    passed = {"decision": "pass", "accurate": True, "no_privacy": True}
    desk.does("zjw-keshi", "jd_inquiry.T5", {"reply_review": passed}, matter)
    last = str(desk.open_ref("jd_inquiry", "T7", matter))
    shown["unclaimed"] = drafter.text(f"/tasks/{last}")
    drafter.post(f"/tasks/{last}/claim")
    shown["claimed"] = drafter.text(f"/tasks/{last}")
    shown["api"] = str(drafter.get(f"/api/v1/user-tasks/{last}").get_json())
    done = {"delivery": {"replied_at": "2026-02-10T16:00:00+08:00", "satisfaction": "满意"}}
    assert drafter.complete(last, done).status_code == 302
    desk.settle()
    return shown


def _holders(desk: Desk) -> set[str]:
    """The tables in which a clear value stands."""
    found = set()
    with desk.state.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                told = " ".join(
                    str(bytes(each), "utf8", "replace") if isinstance(each, bytes | memoryview) else str(each)
                    for each in row
                )
                if any(secret in told for secret in SECRETS):
                    found.add(table)
    return found


def _sound(desk: Desk, *matters: int) -> None:
    with desk.state.sessions.begin() as session:
        assert proof.verify(session) == []
        assert [reexecution.reexecute(session, matter) for matter in matters] == [[] for _ in matters]
        before = session.get_one(store.Instance, matters[0]).title
        store.rebuild(session)
        session.expire_all()
        assert session.get_one(store.Instance, matters[0]).title == before
        assert proof.verify(session) == []


def test_personal_data_lie_in_one_table_and_can_be_erased(walked: Walked) -> None:
    desk = walked.desk
    for person in (WEB, DESK):
        seen = {
            name.partition(" ")[2]: page for name, page in walked.shown.items() if person["asker"] in name
        }
        for page in ("claimed", "api"):
            assert person["asker"] in seen[page]
            assert person["contact"] in seen[page]
        for page in ("drafting", "unclaimed"):
            assert [secret for secret in SECRETS if secret in seen[page]] == [], page
    assert "139****8842" in walked.shown["欧阳溪石 unclaimed"]
    assert "欧***" in walked.shown["欧阳溪石 unclaimed"]
    assert not any(secret in walked.logged for secret in SECRETS)
    assert _holders(desk) == {"personal_datum"}
    with desk.state.readers() as session:
        assert {row.instance_id for row in session.query(PersonalDatum)} >= {walked.web, walked.own}
        noted = [entry for entry in session.query(JournalEntry) if entry.kind == "personal_data_read"]
    assert {(entry.who, entry.what) for entry in noted} == {
        ("zjw-chengban", str(walked.web)),
        ("zjw-chengban", str(walked.own)),
    }
    _sound(desk, walked.web, walked.own)

    with desk.state.sessions.begin() as session:
        with pytest.raises(InvalidState, match="行政复议"):
            retention.erase_personal_data(session, walked.own, "本人要求", by="anquan", now=desk.clock())
        for matter in (walked.web, walked.own):
            retention.lift_hold(session, matter, "复议终结", by="anquan", now=desk.clock())
        retention.erase_personal_data(session, walked.own, "本人要求", by="anquan", now=desk.clock())
    assert _holders(desk) == {"personal_datum"}
    desk.settle()

    assert _holders(desk) == set()
    _sound(desk, walked.web, walked.own)
    browser = Browser(walked.app.test_client())
    browser.login("zwb-jingban", PASSWORD)
    for matter in (walked.web, walked.own):
        for page in (f"/instances/{matter}", f"/instances/{matter}/replay/"):
            assert "已删除" in browser.text(page), page
        assert "已删除" in str(browser.get(f"/api/v1/process-instances/{matter}/history").get_json())
