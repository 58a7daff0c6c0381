"""By which rules one may start when: 自印发之日起施行 and 同时废止, and instances that keep their rules."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, history, queries, store
from processes.errors import InvalidState
from processes.jobs.rule_pack import rule_pack
from processes.jobs.settings import WorkerSettings
from processes.jobs.work import Work
from processes.sandbox import Sandbox
from tests.processes.conftest import BEIJING, DRAFTER
from tests.processes.diagrams import diagram, flow, user_task

Sessions = sessionmaker[Session]
ROOT = Path(__file__).parents[2]
DEPLOYED = (ROOT / "bpmn" / "rule_pack.dmn").read_bytes()
SETTINGS = (ROOT / "bpmn" / "settings.dmn").read_bytes()
PROCESS = diagram(
    "interpret",
    "解读",
    '<startEvent id="s"/>' + user_task("work", "办理") + '<businessRuleTask id="span"><extensionElements>'
    '<zeebe:calledDecision decisionId="days" resultVariable="days"/></extensionElements></businessRuleTask>'
    '<endEvent id="e"/>' + flow("s", "work") + flow("work", "span") + flow("span", "e"),
)
RULE_CHANGE = PROCESS.replace(b'id="interpret"', b'id="jd_rule_change"')
_DMN = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="%s_d" name="d" namespace="%s">'


def literal(decision: str, text: str) -> bytes:
    """A decision that is one expression."""
    body = (
        f'<decision id="{decision}" name="{decision}"><variable id="{decision}_v" name="{decision}"/>'
        f'<literalExpression id="{decision}_e"><text>{text}</text></literalExpression></decision>'
    )
    return f"{_DMN % (decision, decision)}{body}</definitions>".encode()


def pack(name: str, effective: str, closed: str = "null") -> bytes:
    """A rule pack with its first day, and the day from which it is closed."""
    context = f'{{id: "{name}", title: "{name}", effective_from: {effective}, closed_from: {closed}}}'
    return literal("rule_pack", context)


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00").replace(tzinfo=BEIJING)


def started(today: str, content: bytes, process: str = "interpret") -> dict[str, Any]:
    sandbox = Sandbox(now=day(today))
    sandbox.deploy({"p.bpmn": PROCESS, "c.bpmn": RULE_CHANGE, "days.dmn": literal("days", "20")})
    sandbox.deploy({"rule_pack.dmn": content, "settings.dmn": SETTINGS})
    return dict(sandbox.start(process).variables)


@pytest.mark.rule("S2-94", "S1-49")
def test_the_deployed_rules_hold_from_their_first_day() -> None:
    with pytest.raises(InvalidState, match="自 2021-11-24 起施行"):
        started("2021-11-23", DEPLOYED)
    told = started("2021-11-24", DEPLOYED)["rule_pack"]
    assert (told["id"], told["repeals"]) == ("yuzhong-2021", ["政府办白头〔2020〕227号"])
    assert (told["basis"], told["interpreter"]) == ("渝府办发〔2021〕101号", "区政府办公室")


@pytest.mark.rule("S2-95")
def test_rules_that_are_repealed_start_nothing() -> None:
    old = pack("旧制度", '"2021-01-01"', '"2021-11-24"')
    assert started("2021-11-23", old)["rule_pack"]
    with pytest.raises(InvalidState, match="自 2021-11-24 起废止，不能再按它发起事项"):
        started("2021-11-24", old)


def test_the_change_of_rules_itself_starts_on_any_day() -> None:
    assert started("2021-11-01", DEPLOYED, "jd_rule_change")["rule_pack"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (literal("rule_pack", "1"), "应得出编号"),
        (pack("甲", '"明天"'), "应为日期，如 2021-11-24，实际为 明天"),
    ],
)
def test_a_pack_that_cannot_be_read_refuses_the_start(content: bytes, told: str) -> None:
    with pytest.raises(InvalidState, match=told):
        started("2026-01-07", content)


def deploy(sessions: Sessions, today: str, **files: bytes) -> int:
    named = {name.replace("_dmn", ".dmn").replace("_bpmn", ".bpmn"): body for name, body in files.items()}
    with sessions.begin() as session:
        return commands.deploy(session, named, "", actor=DRAFTER, now=day(today)).id


def start(sessions: Sessions, today: str) -> int:
    with sessions.begin() as session:
        return commands.start_instance(session, "interpret", {}, actor=DRAFTER, now=day(today)).id


def held(sessions: Sessions, number: int) -> dict[str, Any]:
    """The variables of an instance, as its records tell them."""
    with sessions() as session:
        return dict(history.fold(store.entries(session, number)).variables[history.ROOT])


def finish(sessions: Sessions, number: int, today: str) -> dict[str, Any]:
    """Complete the task; what the instance then holds."""
    with sessions.begin() as session:
        [task] = [item for item in queries.worklist(session, DRAFTER).items if item.ref.instance_id == number]
        commands.complete_user_task(session, task.ref, {}, actor=DRAFTER, now=day(today))
    return held(sessions, number)


@pytest.mark.rule("S1-49", "S2-94", "S2-95")
def test_an_instance_keeps_the_rules_of_its_start(sessions: Sessions) -> None:
    """Old rules until the day, then refused; new rules from the day; what runs goes on by the old ones."""
    old, new = '"2021-11-24"', '"2027-01-01"'
    deploy(
        sessions,
        "2026-12-01",
        p_bpmn=PROCESS,
        days_dmn=literal("days", "20"),
        rule_pack_dmn=pack("旧", old),
    )
    before = start(sessions, "2026-12-01")
    deploy(sessions, "2026-12-20", rule_pack_dmn=pack("旧", old, new))
    assert start(sessions, "2026-12-31")
    with pytest.raises(InvalidState, match="自 2027-01-01 起废止"):
        start(sessions, "2027-01-01")
    deploy(sessions, "2027-01-01", days_dmn=literal("days", "15"), rule_pack_dmn=pack("新", new))
    after = start(sessions, "2027-01-01")

    found = [finish(sessions, number, "2027-01-05") for number in (before, after)]
    assert [(each["rule_pack"]["id"], each["days"]) for each in found] == [("旧", 20), ("新", 15)]


@pytest.mark.rule("S2-94")
def test_changed_settings_alone_reach_new_instances(sessions: Sessions) -> None:
    files = {"p_bpmn": PROCESS, "days_dmn": literal("days", "20")}
    deploy(sessions, "2026-12-01", **files, settings_dmn=literal("settings", "{inquiry_wd: 5}"))
    before = start(sessions, "2026-12-01")
    deploy(sessions, "2026-12-02", settings_dmn=literal("settings", "{inquiry_wd: 3}"))
    after = start(sessions, "2026-12-02")
    found = [held(sessions, number)["settings"] for number in (before, after)]
    assert found == [{"inquiry_wd": 5}, {"inquiry_wd": 3}]


@pytest.mark.rule("S2-94", "S2-95")
def test_what_was_deployed_is_compared_with_what_was_to_be(sessions: Sessions) -> None:
    deploy(sessions, "2026-12-01", p_bpmn=PROCESS, days_dmn=literal("days", "20"))

    def check() -> str | None:
        wanted = {"pack_id": "新", "effective_from": "2027-01-01", "profile": "district"}
        work = Work(1, 1, 1, 1, 1, 3, "rule_pack", True, {}, wanted, None, day("2027-01-01"))
        found = rule_pack(work, WorkerSettings(), sessions)["pack_check"]
        assert found["deployment"] == newest
        problem: str | None = found["problem"]
        return problem

    newest = 1
    assert check() == "最近一次部署的规则包编号是 （无），应为 新"
    newest = deploy(sessions, "2026-12-02", rule_pack_dmn=pack("新", '"2027-02-01"'))
    assert check() == "最近一次部署的施行日期是 2027-02-01，应为 2027-01-01"
    newest = deploy(sessions, "2026-12-03", rule_pack_dmn=pack("新", '"2027-01-01"', '"2028-01-01"'))
    assert check() == "最近一次部署的规则包自 2028-01-01 起停用，新规则不应有停用日期"
    newest = deploy(sessions, "2026-12-04", rule_pack_dmn=literal("rule_pack", "1"))
    assert "应得出编号" in str(check())
    newest = deploy(sessions, "2027-01-01", rule_pack_dmn=pack("新", '"2027-01-01"'))
    assert check() is None


@pytest.mark.rule("S1-49")
def test_the_municipal_office_has_a_pack_of_its_own() -> None:
    sandbox = Sandbox(now=day("2026-01-07"), settings={"profile": "municipal"})
    sandbox.deploy({"p.bpmn": PROCESS, "days.dmn": literal("days", "20")})
    sandbox.deploy({"rule_pack.dmn": DEPLOYED, "settings.dmn": SETTINGS})
    told = sandbox.start("interpret").variables["rule_pack"]
    assert (told["id"], told["interpreter"], told["effective_from"]) == ("municipal-plan", "市政府办", None)
