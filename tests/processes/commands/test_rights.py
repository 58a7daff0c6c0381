"""Who may work on a task, urge and intervene: every part of the rule by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from processes import rights
from processes.engine import Resources, compile
from processes.rights import Capacity, Verdict, allowed_verbs, may_work_on
from tests.processes.diagrams import diagram, flow, user_task


@dataclass(frozen=True)
class Task:
    """An open task that nobody has claimed, for the section heads."""

    name: str = "审核"
    assignee: str | None = None
    candidate_groups: tuple[str, ...] = ("head",)
    candidate_users: tuple[str, ...] = ()
    excluded_users: tuple[str, ...] = ()
    once_users: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Worker:
    """Somebody with posts and capacities."""

    id: str = "li"
    groups: frozenset[str] = frozenset({"head"})
    capacities: tuple[Capacity, ...] = ()


TASK, LI = Task(), Worker()
FREE = Task(candidate_groups=())
#: 王's deputy for the posts of 王, for all of them, and who acts in the post of a head.
FOR_WANG = Capacity("王", frozenset({"head"}), person="wang")
FOR_ALL = replace(FOR_WANG, whole=True)
ACTING = Capacity("科长", frozenset({"head"}), post="head")
DEPUTY = Worker("qian", frozenset({"drafter"}), (FOR_WANG,))
WHOLE = replace(DEPUTY, capacities=(FOR_ALL,))
STAND_IN = Worker("qian", frozenset({"drafter", "head"}), (ACTING,))


@pytest.mark.parametrize(
    ("task", "worker", "acting"),
    [
        (TASK, LI, None),
        (replace(TASK, assignee="li"), LI, None),
        (Task(candidate_groups=(), candidate_users=("li",)), Worker(groups=frozenset()), None),
        (FREE, Worker("starter", frozenset()), None),
        (TASK, DEPUTY, FOR_WANG),
        (replace(TASK, assignee="wang"), DEPUTY, FOR_WANG),
        (Task(candidate_groups=(), candidate_users=("wang",)), WHOLE, FOR_ALL),
        (replace(FREE, assignee="wang"), WHOLE, FOR_ALL),
        (TASK, STAND_IN, ACTING),
        (replace(TASK, assignee="qian"), STAND_IN, ACTING),
        (replace(TASK, once_users=("li",)), replace(LI, capacities=(FOR_WANG,)), FOR_WANG),
        (replace(TASK, assignee="qian", candidate_groups=("other",)), STAND_IN, None),
        (replace(TASK, assignee="qian", candidate_users=("qian",)), STAND_IN, None),
    ],
)
def test_who_may(task: Task, worker: Worker, acting: Capacity | None) -> None:
    assert may_work_on(task, worker, "starter") == Verdict(acting=acting)


@pytest.mark.parametrize(
    ("task", "worker", "told"),
    [
        (TASK, Worker(groups=frozenset({"drafter"})), "您不在任务"),
        (replace(TASK, assignee="wu"), LI, "已由 wu 认领"),
        (TASK, Worker("starter", frozenset()), "您不在任务"),
        (FREE, LI, "您不在任务"),
        (Task(candidate_groups=(), candidate_users=("wu",)), Worker("starter", frozenset()), "您不在任务"),
        (replace(TASK, excluded_users=("li",)), LI, "您已参与本件的前序环节"),
        (replace(TASK, excluded_users=("li",), assignee="li"), LI, "您已参与本件的前序环节"),
        (replace(TASK, excluded_users=("wang",)), DEPUTY, "您代理的王已参与"),
        (replace(TASK, excluded_users=("qian",)), DEPUTY, "您已参与本件的前序环节"),
        (replace(TASK, once_users=("li",)), LI, "您已办理过本轮的另一环节"),
        (replace(TASK, once_users=("wang",)), DEPUTY, "王已办理过本轮"),
        (replace(TASK, once_users=("head",)), STAND_IN, "科长已办理过本轮"),
        (replace(TASK, assignee="wu"), DEPUTY, "已由 wu 认领"),
        (replace(TASK, assignee="wu"), STAND_IN, "已由 wu 认领"),
        (replace(TASK, assignee="wang"), STAND_IN, "已由 wang 认领"),
        (Task(candidate_groups=(), candidate_users=("wang",)), DEPUTY, "您不在任务"),
        (Task(candidate_groups=("other",)), WHOLE, "您不在任务"),
        (Task(candidate_groups=("other",), assignee="wang"), WHOLE, "已由 wang 认领"),
        (Task(candidate_groups=(), candidate_users=("wu",), assignee="wang"), WHOLE, "已由 wang 认领"),
        (FREE, WHOLE, "您不在任务"),
        (Task(candidate_groups=("other",)), STAND_IN, "您不在任务"),
        (Task(candidate_groups=(), candidate_users=("wang",)), STAND_IN, "您不在任务"),
    ],
)
@pytest.mark.rule("S1-10", "S2-42")
def test_who_may_not(task: Task, worker: Worker, told: str) -> None:
    verdict = may_work_on(task, worker, "starter")

    assert verdict.acting is None
    assert verdict.refusal is not None
    assert told in verdict.refusal


def test_what_nobody_is_named_for_goes_to_the_deputy_of_who_began_it() -> None:
    assert may_work_on(FREE, WHOLE, "wang") == Verdict(acting=FOR_ALL)
    assert may_work_on(FREE, DEPUTY, "wang").refusal is not None


def test_his_own_groups_are_those_that_he_does_not_act_in() -> None:
    assert rights.own_groups(STAND_IN) == {"drafter"}
    assert rights.own_groups(replace(LI, capacities=(FOR_WANG,))) == {"head"}


@pytest.mark.parametrize(
    ("groups", "may"),
    [
        ({"press_office"}, True),
        ({"interp_office@zjw"}, True),
        ({"interp_office@wjw"}, False),
        ({"drafter@zjw"}, False),
    ],
)
@pytest.mark.rule("S2-12")
def test_who_may_urge(groups: set[str], may: bool) -> None:
    assert rights.may_urge(groups, "zjw") is may


def test_who_may_intervene() -> None:
    assert rights.may_intervene({"sysadmin"}) is None
    assert "只有系统管理员" in (rights.may_intervene({"secadmin", "designer"}) or "")


RETURN = '<jiedu:verbs allow="return"/>'
EACH = (
    "<multiInstanceLoopCharacteristics><extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="each"/>'
    "</extensionElements></multiInstanceLoopCharacteristics>"
)


def one_check(process_id: str, verbs: str = "", loop: str = "") -> bytes:
    """A process with one task, called the same in all of them."""
    check = user_task("check", "审核", extra=verbs).replace("</userTask>", f"{loop}</userTask>")
    return diagram(process_id, "审核", f'<startEvent id="start"/>{check}{flow("start", "check")}')


@pytest.mark.parametrize(
    ("process_id", "element_id", "verbs"),
    [
        ("open", "check", {"return"}),
        ("plain", "check", set()),
        ("each", "check", {"return"}),
        ("deep", "check", {"return"}),
        ("open", "start", set()),
        ("open", "no_such", set()),
        ("no_such", "check", set()),
    ],
)
def test_a_task_allows_what_its_own_diagram_says(process_id: str, element_id: str, verbs: set[str]) -> None:
    """Also where another process of the deployment calls a task the same, in a loop, in a sub-process."""
    inner = '<startEvent id="begin"/>' + user_task("check", "审核", extra=RETURN) + flow("begin", "check")
    deep = f'<startEvent id="start"/><subProcess id="part">{inner}</subProcess>{flow("start", "part")}'
    files = {
        "plain": one_check("plain"),
        "open": one_check("open", RETURN),
        "each": one_check("each", RETURN, EACH),
        "deep": diagram("deep", "审核", deep),
    }
    program = compile(Resources({f"{name}.bpmn": content for name, content in files.items()}))

    assert allowed_verbs(program, process_id, element_id) == verbs
