"""The page that leads a beginner through a first case is true: its rows, in their order, by its accounts."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from processes.calendar import default_calendar
from processes.sandbox.view import UserTask
from processes.store import UNIT_GROUPS
from service.offices import demo_office
from tests import artefacts
from tests.scenarios import runs
from tests.scenarios.heard import moved

PAGE = (runs.ROOT / "docs" / "how-to" / "first-case.md").read_text(encoding="utf8")
CASE = artefacts.told(runs.ROOT / "tests" / "case_a" / "data.yaml")["forms"]
ROW = re.compile(r"^\| \d+ \| ([\w、-]+) \| (.+?) \| ", re.MULTILINE)
START = "**发起事项** → 政策解读总流程（区级）；"
#: The task of a row by its name on the page: which data of case A are entered there.
DATA: Mapping[str, list[str]] = {
    "起草政策性文件": ["F01-document/default"],
    "撰写文字解读材料": ["F03/default"],
    "制作多形式解读材料（两件）": ["F03-product/infographic", "F03-product/video"],
    "起草配套政策问答": ["F16/default"],
    "一审一校": ["F04/stage1_return", "F04/stage1", "F04/video_stage1"],
    "修改后重新送审": ["F03/revised"],
    "二审二校": ["F04/stage2", "F04/video_stage2"],
    "三审三校": ["F04/stage3", "F04/video_stage3"],
    "三件一并报区政府办": ["F06/first"],
    "退文（填写退文单）": ["F07/default"],
    "签署解读方案": ["F02-sign/default"],
    "补正后重新上报": ["F06/corrected"],
    "领导审签": ["F06-sign/gov_office_leader", "F06-sign/district_leader"],
    "区政府办印发登记": ["F08-issue/default"],
    "发布政策性文件": ["F08/document"],
    "发布文字解读": ["F08/text"],
    "发布解读产品（政府网站，图表图解）": ["F08/infographic"],
    "发布解读产品（微信公众号）": ["F08/wechat"],
    "提交须审核的成品": ["F03-product/video_finished"],
    "发布解读产品（政府网站，视频）": ["F08/video"],
}


@cache
def groups_of(account: str) -> frozenset[str]:
    """The groups of a demo account, with their units."""
    office = demo_office()
    scopes = {group.code: group.scope for group in office.groups}
    [person] = [person for person in office.people if person.id == account]
    return frozenset(
        f"{seat.group}@{seat.unit}" if scopes[seat.group] == "unit" else seat.group for seat in person.seats
    )


def rows() -> Iterator[tuple[str, str]]:
    """(account, task) of every row; a row with several accounts has as many tasks."""
    for accounts, tasks in ROW.findall(PAGE):
        names = tasks.removeprefix(START).split("、") if "、" in accounts else [tasks.removeprefix(START)]
        yield from zip(accounts.split("、"), names, strict=True)


class Beginner:
    """Who does what the page says, in a sandbox with checked forms."""

    def __init__(self) -> None:
        units = [{"value": unit.id, "label": unit.name} for unit in demo_office().units]
        now = datetime.fromisoformat("2026-03-02T09:00+08:00")
        unit = {"id": "zjw", "name": "区住房城乡建委", "groups": ["interp_office"]}
        office = {"units": units, "unit": unit}
        self.box = runs.FormSandbox(default_calendar(), now, unit_groups=UNIT_GROUPS, office=office)
        self.box.deploy(artefacts.shipped())
        self.box.arm(())
        self.matter = self.box.start("jd_main_district", actor="zjw-chengban", unit="zjw")
        self.used: dict[str, int] = {}

    def do(self, account: str, name: str) -> None:
        """The row: every task of this name that the account finds, in the order of the data."""
        for data in self.entered(account, name):
            task = self.find(account, name)
            self.box.complete(task, moved(data, self.box.now), actor=account)
            for job in [job for job in self.box.jobs() if job.waits and job.type == "link_check"]:
                self.box.complete_job(job, {"links": {"ok": True, "problems": []}})
            for job in [job for job in self.box.jobs() if job.waits and job.type == "compare_channels"]:
                same = {"sim_text": 1, "key_facts_equal": True, "differences": []}
                self.box.complete_job(job, {"comparison": same})

    def find(self, account: str, name: str) -> UserTask:
        plain = re.sub(r"（.*", "", name)
        mine = [
            task
            for task in self.box.user_tasks()
            if task.instance is self.matter
            and (task.name or "").startswith(plain)
            and set(task.candidate_groups) & groups_of(account)
            and account not in task.excluded_users
        ]
        assert mine, (account, name, [(t.name, t.candidate_groups) for t in self.box.user_tasks()])
        return mine[0]

    def entered(self, account: str, name: str) -> list[dict[str, Any]]:
        """What is entered: data of case A, with what the page says otherwise."""
        if name == "登记拟发文件与责任单位":
            return [self.registration()]
        if name == "编制解读方案":
            return [self.plan()]
        if name == "配合单位会商":
            return [self.data(f"F04-coop/{account[:3]}")]
        if name == "新闻办审核方案、材料":
            data = self.data("F05/press_office")
            data["office_review"]["exception_decision"] = "同意"
            return [data]
        kinds = DATA[name]
        if "两件" in name:
            return [self.data(kind) for kind in kinds]
        number = self.used.get(name, 0)
        self.used[name] = number + 1
        return [self.data(kinds[number])]

    @staticmethod
    def data(kind: str) -> dict[str, Any]:
        form, case = kind.split("/")
        found: dict[str, Any] = copy.deepcopy(CASE[form][case])
        return found

    def registration(self) -> dict[str, Any]:
        data = self.data("F01/default")
        unticked = ("policy_major", "must_consult", "market_entity_related", "flag_attention")
        data["registration"] |= dict.fromkeys(unticked, False)
        return data

    def plan(self) -> dict[str, Any]:
        data = self.data("F02/default")
        plan = data["plan"]
        plan["forms"], plan["channels"] = plan["forms"][:2], ["政府网站", "政务微信公众号"]
        plan["channel_names"] = {key: plan["channel_names"][key] for key in ("gov_site", "wechat")}
        plan["star_exception"] = {"press_release": "试办，不发通稿", "news_media": "试办，不经媒体"}
        plan["publish_time"] = "无特定要求"
        plan.pop("publish_date", None)
        return data


def test_the_page_leads_to_the_end() -> None:
    beginner = Beginner()
    for account, name in rows():
        beginner.do(account, name)
    assert beginner.matter.state == "completed", [task.name for task in beginner.box.user_tasks()]
    assert beginner.matter.end_events == ["E3"]
    started = {instance.process_id for instance in beginner.box.instances()}
    assert started == {"jd_main_district", "jd_monitoring", "jd_qa_upkeep", "jd_doc_lifecycle"}
