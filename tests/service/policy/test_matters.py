"""Who sees which instance, as the table of ``service.policy.matters`` says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from processes import commands
from processes.commands import SYSTEM
from processes.errors import Forbidden
from service.identity.people import find_person
from service.policy import matters
from service.state import State
from tests.service.conftest import SAMPLES, Browser

Login = Callable[[str], Browser]
API = "/api/v1"
ALL = {"drafted", "handed", "done"}
SEEN = {
    "lin": ALL,  # started them
    "xu": ALL,  # of the owning unit
    "zhou": ALL,
    "fang": set(),  # of another unit
    "lu": {"handed", "done"},  # of the district office that has or had a task
    "wen": {"handed", "done"},  # his colleague in another post
    "shi": set(),  # of a district office that had none
    "du": ALL,  # the competent office
    "cheng": ALL,  # the auditor
}
NOT_THEIRS = ("bi", "wu")  # designer and administrator keep the system, not the matters


@pytest.fixture
def numbers(deployed: None, state: State, as_user: Login) -> dict[str, int]:
    """Three instances of 住建委: still a draft; to be reviewed by 政府办; reviewed there."""
    text = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8")
    files = {"drafting.bpmn": text.replace('"section_head"', '"press_office"').encode()}
    with state.sessions.begin() as session:
        commands.deploy(session, files, "由新闻办审核", actor=SYSTEM, now=state.now())
    lin, found = as_user("lin"), {}
    for name in ("drafted", "handed", "done"):
        ref = lin.post("/start/drafting").location.removeprefix("/tasks/")
        found[name] = int(ref.partition("-")[0])
        if name != "drafted":
            lin.complete(ref, {"material": {"title": "问答"}})
    lu = as_user("lu")
    last = lu.get(f"{API}/user-tasks/?box=group").json["items"]
    review = next(task["id"] for task in last if task["instance_id"] == found["done"])
    assert lu.complete(review, {"review": {"decision": "pass"}}).status_code == 302
    return found


@pytest.mark.parametrize("user", SEEN)
@pytest.mark.rule("S2-04", "S2-07")
def test_pages_and_lists_show_the_same(numbers: dict[str, int], as_user: Login, user: str) -> None:
    browser = as_user(user)
    pages = {
        name for name, number in numbers.items() if browser.get(f"/instances/{number}").status_code == 200
    }
    tasks = {name for name, number in numbers.items() if browser.get(f"/tasks/{number}-2").status_code == 200}
    listed = {item["id"] for item in browser.get(f"{API}/process-instances/").json["items"]}

    assert pages == tasks == SEEN[user]
    assert listed == {numbers[name] for name in SEEN[user]}


@pytest.mark.parametrize("user", NOT_THEIRS)
def test_who_keeps_the_system_reads_no_matters(numbers: dict[str, int], as_user: Login, user: str) -> None:
    browser = as_user(user)
    urls = ("/instances/", f"/instances/{numbers['done']}", f"/tasks/{numbers['done']}-2")

    assert {browser.get(url).status_code for url in (*urls, f"{API}/process-instances/")} == {403}


def test_nobody_without_a_unit_sees_what_no_unit_owns(deployed: None, state: State, as_user: Login) -> None:
    with state.sessions.begin() as session:
        instance = commands.start_instance(session, "drafting", {}, actor=SYSTEM, now=state.now())
        number = instance.id

    assert as_user("lin").get(f"/instances/{number}").status_code == 403
    assert as_user("cheng").get(f"/instances/{number}").status_code == 200


def test_a_refusal_says_why(numbers: dict[str, int], as_user: Login) -> None:
    url = f"/instances/{numbers['done']}"

    assert "其他单位的事项" in as_user("fang").get(url).get_data(as_text=True)
    assert "此处只对业务人员、审计员开放" in as_user("wu").get(url).get_data(as_text=True)


def test_what_somebody_does_for_another_unit_stays_with_him(
    deployed: None, state: State, as_user: Login
) -> None:
    """周启明 reviews a matter of 卫健委: his district office would see it then, his unit does not."""
    text = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8")
    files = {"drafting.bpmn": text.replace('candidateGroups="section_head"', 'candidateUsers="zhou"')}
    with state.sessions.begin() as session:
        content = {name: each.encode() for name, each in files.items()}
        commands.deploy(session, content, "由指定的人审核", actor=SYSTEM, now=state.now())
    fang = as_user("fang")
    ref = fang.post("/start/drafting").location.removeprefix("/tasks/")
    fang.complete(ref, {"material": {"title": "问答"}})
    number = ref.partition("-")[0]
    review = as_user("zhou").get(f"{API}/user-tasks/?box=group").json["items"][0]["id"]
    assert as_user("zhou").complete(review, {"review": {"decision": "pass"}}).status_code == 302
    seen = {user: as_user(user).get(f"/instances/{number}").status_code for user in ("zhou", "xu", "luo")}

    assert seen == {"zhou": 200, "xu": 403, "luo": 403}


def test_a_task_of_a_designer_opens_no_history(deployed: None, state: State, as_user: Login) -> None:
    """毕图 has a task in the matter, so he is involved; its records stay with those who handle matters."""
    text = (SAMPLES / "drafting.bpmn").read_text(encoding="utf8")
    files = {"drafting.bpmn": text.replace('candidateGroups="drafter"', 'candidateGroups="designer"')}
    with state.sessions.begin() as session:
        content = {name: each.encode() for name, each in files.items()}
        commands.deploy(session, content, "由设计员起草", actor=SYSTEM, now=state.now())
        number = commands.start_instance(session, "drafting", {}, actor=SYSTEM, now=state.now()).id
    with state.readers() as session:
        bi = find_person(session, "bi", state.now().date())
        assert bi is not None
        task = matters.open_task(session, f"{number}-2", bi)
        assert task.refusal is None
        assert matters.may_replay(session, task.instance, bi)
        with pytest.raises(Forbidden, match="您的岗位不办理事项"):
            matters.open_history(session, number, bi)
