"""Rules of events, compensation and sub-processes."""

from __future__ import annotations

from .rule import Rule, warning

RULES = (
    Rule(
        "BPMN-event-kind", "checks.events.check", "事件在这里不能带这种定义，或缺少定义",
        "换一种事件", "BPMN 2.0.2 §10.5.4",
    ),
    Rule(
        "BPMN-event-mix", "checks.events.check", "这种定义不能与其他定义放在同一个事件上，或不能要求全部发生",
        "拆成几个事件", "BPMN 2.0.2 §10.5.4",
    ),
    Rule(
        "BPMN-interrupting", "checks.events.check", "错误、取消事件总是中断的", "改为中断",
        "BPMN 2.0.2 §10.5.4",
    ),
    Rule(
        "BPMN-instantiate", "checks.events.check", "启动流程的接收任务有流入，或不在流程的最外层",
        "改为普通接收任务，或用消息开始事件", "BPMN 2.0.2 §10.3.3",
    ),
    warning(
        "BPMN-no-code", "checks.events.check", "抛出的错误或升级没有代码，只有不限代码的处理者接得住",
        "选择带代码的错误或升级", "BPMN 2.0.2 §10.5.6",
    ),
    warning(
        "BPMN-no-correlation", "checks.events.check", "等待的消息没有关联键，会收到任何一条同名消息",
        "给消息填写关联键（zeebe:subscription）", "BPMN 2.0.2 §8.4.2",
    ),
    warning(
        "BPMN-timer-cycle", "checks.timers.check", "只发生一次的定时事件写了周期，只有第一次起作用",
        "改为时长，或改为不中断的边界事件", "BPMN 2.0.2 §10.5.5",
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
        "BPMN-compensation", "checks.compensation.check", "补偿边界事件没有用关联线连到恰好一个补偿活动",
        "连到一个标为补偿的活动", "BPMN 2.0.2 §10.7.1",
    ),
    Rule(
        "BPMN-compensation-flow", "checks.compensation.check", "补偿活动或补偿边界事件上有顺序流",
        "删去顺序流，用关联线连接", "BPMN 2.0.2 §10.7.1",
    ),
    Rule(
        "BPMN-compensation-ref", "checks.compensation.check", "补偿抛出事件所指的不是它能补偿的活动",
        "选择同一范围内的活动，或不写", "BPMN 2.0.2 §10.7.2",
    ),
    warning(
        "BPMN-compensation-none", "checks.compensation.check", "补偿抛出事件没有什么可补偿",
        "给活动画上补偿边界事件，或删去", "BPMN 2.0.2 §10.7.2",
    ),
    Rule(
        "BPMN-event-subprocess", "checks.subprocesses.check", "事件子流程上有顺序流、边界事件或循环",
        "删去它们：事件子流程由自己的开始事件启动", "BPMN 2.0.2 §10.3.5",
    ),
    Rule(
        "BPMN-ad-hoc", "checks.subprocesses.check", "自由子流程里有开始、结束事件，或没有活动",
        "只放活动和它们之间的顺序流", "BPMN 2.0.2 §10.3.5",
    ),
    Rule(
        "BPMN-event-subprocess-start", "checks.subprocesses.check",
        "事件子流程没有恰好一个带事件的开始事件", "给事件子流程画一个定时、消息、错误等开始事件",
        "BPMN 2.0.2 §10.3.5",
    ),
    Rule(
        "BPMN-link", "checks.links.check",
        "链接事件没有名称、没有同名的捕获事件或有两个，或在该断开处有顺序流",
        "每个链接名在同一范围内应有且只有一个捕获事件", "BPMN 2.0.2 §10.5.5",
    ),
)  # fmt: skip
