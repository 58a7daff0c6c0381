"""How moments, people and kinds of elements are written in Chinese sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from processes.calendar import BEIJING

#: What an element without a name is called, by its BPMN tag.
KINDS = {
    "startEvent": "开始事件",
    "endEvent": "结束事件",
    "intermediateCatchEvent": "中间捕获事件",
    "intermediateThrowEvent": "中间抛出事件",
    "boundaryEvent": "边界事件",
    "exclusiveGateway": "排他网关",
    "parallelGateway": "并行网关",
    "inclusiveGateway": "包容网关",
    "complexGateway": "复杂网关",
    "eventBasedGateway": "事件网关",
    "task": "任务",
    "userTask": "用户任务",
    "serviceTask": "服务任务",
    "sendTask": "发送任务",
    "receiveTask": "接收任务",
    "scriptTask": "脚本任务",
    "businessRuleTask": "决策任务",
    "manualTask": "手工任务",
    "callActivity": "调用活动",
    "subProcess": "子流程",
    "adHocSubProcess": "特别子流程",
    "transaction": "事务子流程",
}
#: What a job does, by its type.
JOBS = {"notify": "发送通知", "link_check": "检查双向链接"}


def when(moment: datetime | None) -> str:
    """``2026年1月27日 10:05``, in Beijing time."""
    if moment is None:
        return "未知时间"
    local = moment.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def acting_name(name: str, acting_for: str | None) -> str:
    """``张三（代李四）``: who did it and for whom, or in which post, if not in his own name (S1-29)."""
    return f"{name}（代{acting_for}）" if acting_for else name


def told_by(accepted: Mapping[str, Any], actor: str) -> str:
    """The same from the payload of a ``command_accepted``; *actor* where it names nobody."""
    return acting_name(str(accepted.get("actor_name") or actor), accepted.get("acting_for"))


def person(name: str | None, user_id: str | None) -> str:
    """``张三（zhang3）``, or what is known of it."""
    if name and user_id and name != user_id:
        return f"{name}（{user_id}）"
    return name or user_id or "未知人员"
