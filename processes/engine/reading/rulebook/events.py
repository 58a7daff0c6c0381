"""Rules of events, compensation and sub-processes."""

from __future__ import annotations

from .rule import Rule, warning

RULES = (
    Rule(
        "BPMN-event-kind", "checks.events.check", "事件在这里不能带这种定义，或缺少定义",
        "换一种事件", "BPMN 2.0.2 §10.5.4",
    ),
    Rule(
        "BPMN-no-name", "checks.events.check", "没有选择消息、信号，或它没有名称，无法投递",
        "在属性面板中选择或新建，并填写名称", "BPMN 2.0.2 §10.5.5",
    ),
    Rule(
        "BPMN-timer", "checks.timers.check", "定时器没有恰好一个值，或值不是 ISO 8601 写法",
        "例如 2026-03-12T18:00:00+08:00、P20D、R3/P1D 或 = deadline_plan", "BPMN 2.0.2 §10.5.5",
    ),
    Rule(
        "BPMN-condition", "checks.events.check", "条件事件没有条件", "填写条件表达式", "BPMN 2.0.2 §10.5.5"
    ),
    Rule(
        "BPMN-cancel", "checks.events.check", "取消事件不属于事务子流程", "换成错误或终止事件，或改用事务",
        "BPMN 2.0.2 §10.5.5",
    ),
    Rule(
        "BPMN-boundary-host", "checks.boundary.check", "边界事件没有附着在同一范围的活动上",
        "把边界事件拖到活动的边上", "BPMN 2.0.2 §10.5.4",
    ),
    warning(
        "BPMN-boundary-flow", "checks.boundary.check", "边界事件后面没有顺序流", "连到处理它的元素",
        "BPMN 2.0.2 §10.5.4",
    ),
    Rule(
        "BPMN-compensation", "checks.boundary.check", "补偿边界事件没有用关联线连到一个补偿活动",
        "连到一个标为补偿的活动", "BPMN 2.0.2 §10.7.2",
    ),
    Rule(
        "BPMN-event-subprocess-start", "checks.subprocesses.check",
        "事件子流程没有恰好一个带事件的开始事件", "给事件子流程画一个定时、消息、错误等开始事件",
        "BPMN 2.0.2 §10.3.5",
    ),
    Rule(
        "BPMN-link", "checks.links.check", "链接事件没有同名的捕获事件，或有两个",
        "每个链接名在同一范围内应有且只有一个捕获事件", "BPMN 2.0.2 §10.5.5",
    ),
)  # fmt: skip
