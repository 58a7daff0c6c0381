"""Rules of sequence flows and gateways."""

from __future__ import annotations

from .rule import Rule, warning

RULES = (
    Rule(
        "BPMN-flow-scope", "checks.flows.check", "顺序流跨越了流程或子流程的边界",
        "在各自范围内连线；范围之间用事件", "BPMN 2.0.2 §7.6.1",
    ),
    Rule(
        "BPMN-flow-ends", "checks.flows.check", "顺序流从结束事件出发，或进入开始事件、边界事件",
        "改连到其他元素", "BPMN 2.0.2 §7.6.1",
    ),
    warning(
        "BPMN-empty", "checks.paths.check", "流程或子流程里没有元素", "画上元素，或删去", "BPMN 2.0.2 §10.3.5"
    ),
    warning(
        "BPMN-no-start", "checks.paths.check", "画了结束事件，却没有开始事件", "画一个开始事件",
        "BPMN 2.0.2 §10.5.2",
    ),
    warning(
        "BPMN-several-starts", "checks.paths.check", "有几个空开始事件，启动时会同时走",
        "只留一个，其余改为消息、定时等开始事件", "BPMN 2.0.2 §10.5.2",
    ),
    warning(
        "BPMN-unreachable", "checks.paths.check", "元素从开始处走不到，永远不会执行", "连上顺序流，或删去",
        "BPMN 2.0.2 §13.2",
    ),
    warning(
        "BPMN-endless", "checks.paths.check", "从这里走不到任何终点，流程永远不会结束",
        "给循环画一条出路", "BPMN 2.0.2 §13.5.6",
    ),
    warning(
        "BPMN-join-never", "checks.joins.check", "并行网关的几条流入不可能都来到令牌，永远等不齐",
        "换成排他网关合并，或从并行网关分出这些分支", "BPMN 2.0.2 §13.4.1",
    ),
    warning(
        "BPMN-silent-end", "checks.paths.check", "画了结束事件，路径却停在活动或网关上",
        "连到下一个元素；确实到此为止的，连到一个结束事件", "BPMN 2.0.2 §10.5.3",
    ),
    Rule(
        "BPMN-default-flow", "checks.gateways.check", "默认流不是该元素流出的顺序流", "重新设置默认流",
        "BPMN 2.0.2 §10.6.2",
    ),
    Rule(
        "BPMN-missing-conditions", "checks.gateways.check", "网关的流出都没有条件，也没有默认流",
        "给每条流写条件，并设一条默认流", "BPMN 2.0.2 §13.4.2",
    ),
    warning(
        "BPMN-always-taken", "checks.gateways.check", "排他网关的一条流没有条件，总会被选中",
        "写条件，或设为默认流", "BPMN 2.0.2 §13.4.2",
    ),
    Rule(
        "BPMN-no-way-out", "checks.gateways.check", "网关的条件都不可能成立，又没有默认流",
        "改正条件，或设一条默认流", "BPMN 2.0.2 §13.4.2",
    ),
    warning(
        "BPMN-no-default", "checks.gateways.check", "没有默认流：条件都不成立时会停下成为事故",
        "设一条默认流", "BPMN 2.0.2 §13.4.2",
    ),
    warning(
        "BPMN-ignored-condition", "checks.gateways.check", "默认流、并行网关和事件网关后面的条件不起作用",
        "删去条件", "BPMN 2.0.2 §13.4.1",
    ),
    warning(
        "BPMN-gateway-direction", "checks.gateways.check", "网关声明的方向与顺序流不符",
        "改正 gatewayDirection，或删去", "BPMN 2.0.2 §10.6.1",
    ),
    Rule(
        "BPMN-event-gateway", "checks.gateways.check",
        "事件网关之后不是只由它进入的捕获事件或接收任务，或带有循环、边界事件",
        "换成捕获事件，并断开其他流入", "BPMN 2.0.2 §10.6.6",
    ),
)  # fmt: skip
