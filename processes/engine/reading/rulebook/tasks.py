"""Rules of activities, data, the dialect and expressions."""

from __future__ import annotations

from .rule import Rule, warning

RULES = (
    Rule(
        "BPMN-unknown-element", "checks.vocabulary.check", "BPMN 2.0 没有这个元素", "改正元素名，或删去",
        "BPMN 2.0.2 §15.3",
    ),
    Rule(
        "BPMN-unknown-attribute", "checks.vocabulary.check", "BPMN 2.0 的这个元素没有这个属性",
        "改正属性名，或删去", "BPMN 2.0.2 §15.3",
    ),
    Rule(
        "BPMN-bad-value", "checks.vocabulary.check", "属性值不属于它的类型", "按提示改正值",
        "BPMN 2.0.2 §15.3",
    ),
    Rule(
        "BPMN-misplaced", "checks.vocabulary.check", "元素放在了不能放的地方，会被忽略",
        "移到它所属的元素里（扩展元素放进 extensionElements），或删去", "BPMN 2.0.2 §15.3",
    ),
    warning(
        "BPMN-performer", "checks.vocabulary.check", "标准写法的人员分配不起作用",
        "用 zeebe:assignmentDefinition 指定办理人、候选组", "BPMN 2.0.2 §10.3.1",
    ),
    Rule(
        "BPMN-expression-language", "checks.vocabulary.check", "表达式声明的语言不是 FEEL",
        "改写为 FEEL，删去 language", "BPMN 2.0.2 §8.4.6",
    ),
    warning(
        "BPMN-default-language", "checks.vocabulary.check", "文件声明的表达式语言不是 FEEL",
        "表达式一律按 FEEL 读；核对后删去 expressionLanguage", "BPMN 2.0.2 §8.2.1",
    ),
    Rule(
        "BPMN-unsupported", "checks.vocabulary.check", "引擎不执行的元素", "换成受支持的元素",
        "BPMN 2.0.2 §2.1",
    ),
    Rule(
        "BPMN-unsupported-extension", "checks.extensions.check", "引擎不支持的扩展元素，会被忽略",
        "删去它，或改用受支持的写法", "dialect",
    ),
    Rule(
        "BPMN-extension-attribute", "checks.extensions.check", "方言的元素没有这个属性，会被忽略",
        "改正属性名，或删去", "dialect",
    ),
    Rule(
        "BPMN-extension-value", "checks.extensions.check", "扩展属性的值不合规定", "按提示改正值", "dialect"
    ),
    Rule(
        "BPMN-extension-place", "checks.extensions.check", "扩展元素放在了它不起作用的元素上",
        "移到它所属的元素上，或删去", "dialect",
    ),
    Rule(
        "BPMN-extension-doubled", "checks.extensions.check", "同一扩展元素写了两次", "只留一个", "dialect"
    ),
    warning(
        "BPMN-binding", "checks.extensions.check", "表单或决策绑定“latest”：引擎总是用同一次部署中的",
        "写 bindingType=\"deployment\"，或不写", "dialect",
    ),
    Rule(
        "BPMN-other-engine", "checks.extensions.check", "用了其他引擎的扩展",
        "用 jiedu import 转换后再部署", "dialect",
    ),
    warning(
        "BPMN-foreign-extension", "checks.extensions.check", "不认识的扩展，不起作用", "不需要时删去",
        "BPMN 2.0.2 §8.3.3",
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
    Rule(
        "BPMN-lane", "checks.lanes.check", "一个元素画在两个泳道里", "只留在一个泳道里", "BPMN 2.0.2 §10.8"
    ),
    warning(
        "BPMN-lane-ref", "checks.lanes.check", "泳道里列的元素不存在，或不属于这个流程", "从泳道里删去",
        "BPMN 2.0.2 §10.8",
    ),
    Rule(
        "BPMN-data-association", "checks.references.check", "数据关联没有恰好一个来源和一个去向",
        "一条数据关联连一个来源和一个去向", "BPMN 2.0.2 §10.4.2",
    ),
    Rule(
        "BPMN-two-workers", "checks.tasks.check", "一个任务既有表达式或决策，又有作业类型", "只留一种",
        "dialect",
    ),
    Rule(
        "BPMN-call-twice", "checks.tasks.check", "calledElement 与 zeebe:calledElement 写了不同的流程",
        "只留 zeebe:calledElement", "dialect",
    ),
    warning(
        "BPMN-call-start", "checks.tasks.check", "被调用的流程没有空开始事件，调用后要等到事件发生",
        "给被调用的流程画一个空开始事件", "BPMN 2.0.2 §10.3.6",
    ),
    Rule(
        "BPMN-call-version", "checks.tasks.check", "调用绑定版本标签，却没有写标签",
        "填写 versionTag，或改用其他绑定", "dialect",
    ),
    warning(
        "BPMN-call-later", "checks.tasks.check", "到调用时才找的流程（或版本标签）还没有部署过",
        "在调用开始之前部署它，或改正标识、标签", "dialect",
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
        "BPMN-unknown-process", "checks.tasks.check", "被调用的流程没有写，或绑定 deployment 而不在部署中",
        "把它放进同一次部署，或改正标识", "BPMN 2.0.2 §10.3.6",
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
