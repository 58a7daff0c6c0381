"""Changes that no cell of the matrix and no test can notice, by name, and why."""

from __future__ import annotations

_AUDITORS = "权限表只放审计员进来，而审计员能看每件事项的记录；事项不存在时两者都答“没有找到”"
EQUIVALENT: dict[str, str] = {
    "processes.rights.may_work_on 去掉条件 not own": "本人名义多试一次，结果不变",
    "processes.queries.involvement._stood_in_for 条件 not any((capacity.person for capacity in "
    "actor.capacities)) 恒为 False": "不代理任何人时，代理的任务是空集，加上空集结果不变；条件只是省一次查询",
    "processes.queries.involvement.visible_to 条件 people 恒为 True": "没有同事时 IN () 一行也不选，结果不变",
    "service.api.instances.archive 不经过 matters.open_history": _AUDITORS,
    "service.web.replay.archive 不经过 matters.open_history": _AUDITORS,
    "service.api.user_tasks.complete 不经过 matters.open_task": (
        "办结命令先查能否办理，字段有误时已经通过；能办理任务的人都能打开任务"
    ),
    **dict.fromkeys(
        (
            "processes.personal._compared 条件 next(places(before), None) is None 恒为 False",
            "service.personal.entries 条件 not values 恒为 False",
        ),
        "没有个人信息的，逐项比较或者替换以后原样不变；条件只是省时间",
    ),
}
