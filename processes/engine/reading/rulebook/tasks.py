"""Rules of activities, data, the dialect and expressions."""

from __future__ import annotations

from .rule import Rule

RULES = (
    Rule(
        "BPMN-unsupported", "checks.vocabulary.check", "引擎不执行的元素", "换成受支持的元素",
        "BPMN 2.0.2 §2.1",
    ),
    Rule(
        "BPMN-unsupported-extension", "checks.extensions.check", "引擎不支持的扩展元素，会被忽略",
        "删去它，或改用受支持的写法", "dialect",
    ),
    Rule(
        "BPMN-quantity", "checks.loops.check", "数量不是允许范围内的整数", "改正数值", "BPMN 2.0.2 §10.3"
    ),
    Rule(
        "BPMN-loop", "checks.loops.check", "循环既没有条件也没有次数上限", "给循环一个条件或上限",
        "BPMN 2.0.2 §13.3.6",
    ),
    Rule(
        "BPMN-multi-instance", "checks.loops.check", "多实例没有恰好一个集合或次数",
        "填写输入集合（inputCollection）", "BPMN 2.0.2 §13.3.7",
    ),
    Rule("BPMN-form", "checks.tasks.check", "表单定义没有 formId", "填写表单标识", "dialect"),
    Rule(
        "BPMN-unknown-form", "checks.tasks.check", "表单不在部署中", "把表单放进同一次部署，或改正标识",
        "dialect",
    ),
    Rule(
        "BPMN-no-job-type", "checks.tasks.check", "服务任务没有作业类型",
        "填写任务定义的类型（zeebe:taskDefinition）", "dialect",
    ),
    Rule(
        "BPMN-script", "checks.tasks.check", "脚本任务没有 FEEL 表达式，或写了程序代码",
        "填写表达式和结果变量（zeebe:script）", "dialect",
    ),
    Rule(
        "BPMN-decision", "checks.tasks.check", "业务规则任务缺少决策标识或结果变量",
        "填写 zeebe:calledDecision", "dialect",
    ),
    Rule(
        "BPMN-unknown-decision", "checks.tasks.check", "决策不在部署中",
        "把决策表放进同一次部署，或改正标识", "dialect",
    ),
    Rule(
        "BPMN-unknown-process", "checks.tasks.check", "被调用的流程没有写，或不在部署中",
        "把它放进同一次部署，或改正标识", "BPMN 2.0.2 §10.3.6",
    ),
    Rule(
        "BPMN-call-expression", "checks.tasks.check", "被调用的流程由表达式给出",
        "写固定的流程标识，用网关分支", "engine",
    ),
    Rule(
        "BPMN-variable-name", "checks.expressions.check", "变量名缺少或不合写法",
        "换一个变量名：以文字开头，只含文字、数字和下划线", "dialect",
    ),
    Rule(
        "FEEL-syntax", "checks.expressions.check", "表达式语法错误，或调用不存在的函数",
        "按提示改正表达式", "DMN 1.5 §10.3",
    ),
)  # fmt: skip
