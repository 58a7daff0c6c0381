"""What no rule has taken: removed from the document, and told with what it meant."""

from __future__ import annotations

from lxml import etree

from .draft import Draft, Element
from .expressions import has_template
from .names import (
    BPMN,
    DESIGN_NAMESPACE,
    DIALECTS,
    KNOWN,
    MODELER_NAMESPACE,
    ZEEBE,
    foreign,
    shown,
    split,
)
from .notes import Kind

_TRANSACTIONS = "每一步本来就在自己的事务里"
_DROPPED = {
    "asyncBefore": _TRANSACTIONS,
    "asyncAfter": _TRANSACTIONS,
    "async": _TRANSACTIONS,
    "asyncLeave": _TRANSACTIONS,
    "asyncMultiInstanceLeave": _TRANSACTIONS,
    "asyncComplete": _TRANSACTIONS,
    "completeAsync": _TRANSACTIONS,
    "exclusive": "同一个实例的步骤本来就不会同时执行",
    "jobPriority": "作业按先后处理",
    "taskPriority": "作业按先后处理",
    "historyTimeToLive": "历史保留期限由机构设置决定",
    "isStartableInTasklist": "能否发起由岗位权限决定",
    "diagramRelationId": "建模器的内部标记",
    "modelerTemplate": "元素模板只供原建模器使用",
    "modelerTemplateVersion": "元素模板只供原建模器使用",
    "modelerTemplateIcon": "元素模板只供原建模器使用",
    "calledElementTenantId": "没有租户之分",
    "decisionRefTenantId": "没有租户之分",
    "isEagerExecutionFetch": "只影响原引擎读数据的方式",
    "inheritBusinessKey": "被调用流程与本流程是同一个实例",
    "businessKey": "被调用流程与本流程是同一个实例",
    "fallbackToDefaultTenant": "没有租户之分",
    "calledElementType": "总是按流程标识调用",
    "unitTests": "脚本的单元测试请改写成流程场景",
    "category": "没有分类",
    "formFieldValidation": "表单总是校验",
    "scriptsOnInstances": "多实例的每一轮都有自己的映射",
    "elementType": "只供原建模器使用",
    "dataType": "只供原建模器显示",
    "text": "只供原建模器显示",
}
_UNMAPPED = {
    "executionListener": "执行监听器不支持：请改成流程里的脚本任务、服务任务或输入输出映射",
    "taskListener": "任务监听器不支持：请改成任务前后的脚本任务、服务任务或输入输出映射",
    "formData": "生成的表单不能转换：请在本平台设计含有这些字段的表单",
    "formProperty": "表单字段不能转换：请在本平台设计含有此字段的表单",
    "candidateStarterGroups": "谁能发起由岗位权限决定，不写在流程图里",
    "candidateStarterUsers": "谁能发起由岗位权限决定，不写在流程图里",
    "potentialStarter": "谁能发起由岗位权限决定，不写在流程图里",
    "skipExpression": "跳过条件不支持：请用网关绕过任务",
    "errorCodeVariable": "错误代码不写入变量：请按代码分成几个边界事件",
    "errorMessageVariable": "错误信息不写入变量",
    "escalationCodeVariable": "升级代码不写入变量：请按代码分成几个边界事件",
    "errorEventDefinition": "作业错误由处理作业的程序报告错误代码，不写条件",
    "caseRef": "案例（CMMN）不支持",
    "variableMappingClass": "变量映射由 Java 程序完成：请写成输入输出映射",
    "variableMappingDelegateExpression": "变量映射由 Java 程序完成：请写成输入输出映射",
    "variableName": "条件事件随任何变量变化重新判断；任务和事件的数据写入哪个变量由表单或映射决定",
    "variableEvents": "条件事件随任何变量变化重新判断，不能限定变化种类",
    "formKey": "启动表单不写在流程图里，由发起页面决定",
    "formRef": "启动表单不写在流程图里，由发起页面决定",
    "triggerable": "等待回调：请改用接收任务或作业",
    "messageVariable": "收到的内容各项直接成为变量，不装进一个变量",
    "messagePayload": "消息内容请用抛出方的输入映射给出",
    "processVariableCorrelation": "请在消息上填写关联键（zeebe:subscription correlationKey）",
    "isMatchingCorrelation": "请在消息上填写关联键（zeebe:subscription correlationKey）",
    "payloadExpression": "事件内容请用抛出方的输入映射给出",
    "terminateAll": "终止事件只终止它所在的流程或子流程",
    "scope": "信号总是发给所有实例",
    "taskMetadataValues": "任务元数据没有对应",
}


def convert(draft: Draft) -> None:
    """Remove and tell everything foreign that is left; then the marks of the other modeller."""
    _properties(draft)
    _version_tags(draft)
    _names(draft)
    _strangers(draft)
    for element in list(draft.root.iter(etree.Element)):
        if foreign(str(element.tag)) is not None:
            _element(draft, element)
    for element in list(draft.root.iter(etree.Element)):
        for key in [str(key) for key in element.attrib if foreign(str(key)) is not None]:
            _tell(draft, element, key, str(element.attrib.pop(key)))
    _marks(draft)
    for box in draft.elements("extensionElements"):
        parent = box.getparent()
        if parent is not None and not len(box) and not (box.text or "").strip():
            parent.remove(box)


def _properties(draft: Draft) -> None:
    """``camunda:properties``: described things, described also here."""
    for box in draft.elements("extensionElements"):
        owner = box.getparent()
        if owner is None:
            continue
        for holder in draft.take_elements(owner, "properties"):
            for each in holder.iterchildren(etree.Element):
                name, value = each.get("name", ""), each.get("value", "")
                made = draft.extension(owner, "properties")
                etree.SubElement(made, f"{ZEEBE}property", name=name, value=value)
                draft.mapped(owner, f"property {name}", value, "zeebe:property")


def _version_tags(draft: Draft) -> None:
    for process in draft.elements("process"):
        tag = draft.take(process, "versionTag")
        if tag is not None:
            draft.extension(process, "versionTag").set("value", tag)
            draft.mapped(process, "versionTag", tag, f"zeebe:versionTag {tag}")


def _names(draft: Draft) -> None:
    """Names are plain text here, also those that other engines compute."""
    for element in draft.root.iter(etree.Element):
        name = element.get("name") or ""
        if not str(element.tag).startswith(BPMN) or not has_template(name):
            continue
        if str(element.tag) in (f"{BPMN}message", f"{BPMN}signal"):
            message = "名称是固定文字，不会计算：请改成固定名称，用关联键（消息）区分实例"
        else:
            message = "名称是固定文字，其中的表达式照样显示"
        draft.unmapped(element, "name", message, name)


def _strangers(draft: Draft) -> None:
    """Extensions of tools that nobody here knows, in documents of other engines."""
    if not (draft.juel or draft.python):
        return
    for box in draft.elements("extensionElements"):
        for element in list(box.iterchildren(etree.Element)):
            namespace = split(str(element.tag))[0]
            if namespace in KNOWN or namespace in DIALECTS:
                continue
            told = "；".join(text for part in element.itertext() if (text := str(part).strip()))
            kind = Kind.DROPPED if namespace == DESIGN_NAMESPACE else Kind.UNMAPPED
            message = "只供原设计器使用" if kind is Kind.DROPPED else "不认识的扩展元素，已删去"
            prefix = f"{element.prefix}:" if element.prefix else ""
            draft.report.add(kind, box, prefix + split(str(element.tag))[1], message, told[:400])
            box.remove(element)
    for element in draft.root.iter(etree.Element):
        for key in [str(key) for key in element.attrib if split(str(key))[0] == DESIGN_NAMESPACE]:
            value = str(element.attrib.pop(key))
            draft.report.add(Kind.DROPPED, element, f"design:{split(key)[1]}", "只供原设计器使用", value)


def _element(draft: Draft, element: Element) -> None:
    parent = element.getparent()
    if parent is None or foreign(str(parent.tag)) is not None:
        return  # told with the one around it
    told = [f"{key!s}={value!s}" for key, value in element.attrib.items()]
    told += [text for part in element.itertext() if (text := str(part).strip())]
    told += [
        f"{child.get('id') or child.get('name')}"
        for child in element.iterchildren(etree.Element)
        if child.get("id") or child.get("name")
    ]
    _tell(draft, element, str(element.tag), "；".join(told)[:400])
    parent.remove(element)


def _tell(draft: Draft, element: Element, name: str, original: str) -> None:
    local = foreign(name) or name
    if local in _DROPPED:
        draft.report.add(Kind.DROPPED, element, shown(name), _DROPPED[local], original)
    else:
        message = _UNMAPPED.get(local, "没有对应的写法，已删去；如果需要请换一种方式表达")
        draft.report.add(Kind.UNMAPPED, element, shown(name), message, original)


def _marks(draft: Draft) -> None:
    """Marks for another modeller, and the language of expressions that are FEEL now."""
    root = draft.root
    if not (draft.juel or draft.python):
        return
    names = [key for key in map(str, root.attrib) if key.startswith(f"{{{MODELER_NAMESPACE}}}")]
    names += [key for key in ("expressionLanguage", "typeLanguage") if key in root.attrib]
    for key in names:
        value = str(root.attrib[key])
        del root.attrib[key]
        draft.report.add(Kind.DROPPED, root, key.rpartition("}")[2], "只说明原来的平台或表达式语言", value)
