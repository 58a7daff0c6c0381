"""The verdict on every element of the BPMN schema, by its name."""

from __future__ import annotations

from .verdict import Verdict, described, executed, refused, warned

_EXECUTED = {
    "§8.2.1": "definitions",
    "§8.3.3：方言的扩展元素，见流程图写法参考": "extensionElements",
    "§8.4.2 消息关联": "correlationKey correlationProperty correlationPropertyRef "
    "correlationPropertyRetrievalExpression messagePath",
    "§8.4.11": "message",
    "§8.4.1、§10.7.2：连接补偿边界事件与补偿活动；其他关联线只作说明": "association",
    "§8.4.13": "sequenceFlow conditionExpression",
    "§10.2.1": "process",
    "§10.3.3": "task serviceTask sendTask receiveTask userTask manualTask scriptTask businessRuleTask",
    "§10.3.7：可被调用活动调用": "globalTask globalUserTask globalManualTask globalScriptTask "
    "globalBusinessRuleTask",
    "§10.3.5、§13.3.4": "subProcess transaction",
    "§13.3.5": "adHocSubProcess",
    "§13.3.5、§13.3.7": "completionCondition",
    "§10.3.6、§13.3.3": "callActivity",
    "§10.3.8 表 10.30：多实例的行为事件，信号或升级": "complexBehaviorDefinition event",
    "§13.3.6": "standardLoopCharacteristics loopCondition",
    "§13.3.7": "multiInstanceLoopCharacteristics loopCardinality loopDataInputRef loopDataOutputRef "
    "inputDataItem outputDataItem",
    "§10.4.1：一个变量": "dataObject dataObjectReference",
    "§10.4.2：把数据对象的值带入局部变量，或把变量写回数据对象": "dataInputAssociation "
    "dataOutputAssociation sourceRef targetRef",
    "§10.4.2：写在被调用的流程里时，只有列出的变量进出": "ioSpecification dataInput dataOutput",
    "§10.5.2": "startEvent",
    "§10.5.3": "endEvent",
    "§10.5.4": "intermediateCatchEvent intermediateThrowEvent boundaryEvent",
    "§10.5.5": "messageEventDefinition signalEventDefinition timerEventDefinition "
    "conditionalEventDefinition errorEventDefinition escalationEventDefinition linkEventDefinition "
    "cancelEventDefinition compensateEventDefinition terminateEventDefinition timeDate timeDuration "
    "timeCycle condition",
    "§10.5.5：文件内共用的定义": "eventDefinitionRef",
    "§8.4.3、§8.4.4、§10.5.5": "error escalation signal",
    "§10.6.2、§13.4.2": "exclusiveGateway",
    "§10.6.3、§13.4.3": "inclusiveGateway",
    "§10.6.4、§13.4.1": "parallelGateway",
    "§10.6.5、§13.4.5": "complexGateway activationCondition",
    "§10.6.6、§13.4.4": "eventBasedGateway",
    "§10.8：最内层泳道的名称写在任务上": "laneSet lane flowNodeRef childLaneSet",
}
_DESCRIBED = {
    "§8.2.2：文件之间不互相引用，部署的是一组文件": "import",
    "§8.3.4：元素之间的说明性关系": "relationship source target",
    "§8.3.2": "documentation",
    "§8.3.3：只说用了什么扩展；必懂的（mustUnderstand）拒绝": "extension",
    "§8.4.1 图上的注记与分组": "textAnnotation text group category categoryValue categoryValueRef",
    "§8.4.10：变量没有声明的类型": "itemDefinition",
    "§8.5 服务接口：怎样调用由 zeebe:taskDefinition 说明": "interface operation inMessageRef "
    "outMessageRef errorRef operationRef interfaceRef supportedInterfaceRef ioBinding endPoint endPointRef",
    "§9 协作与会话：谁与谁通信由消息名和关联键决定": "collaboration participant participantRef "
    "participantMultiplicity participantAssociation innerParticipantRef outerParticipantRef messageFlow "
    "messageFlowRef messageFlowAssociation partnerEntity partnerRole conversation subConversation "
    "callConversation conversationAssociation conversationLink globalConversation",
    "§11 编排：与流程同在一个文件时只作说明（§2.1，流程执行一致性不含编排）": "choreography choreographyRef "
    "globalChoreographyTask",
    "§10.10、§10.11：留给工具的空位，本身没有内容": "auditing monitoring",
    "§10.2.1 公开流程与其实现的关系": "supports",
    "§10.3.3：表单由 zeebe:formDefinition 指定": "rendering",
    "§8.4.12：资源目录；人员分配由 zeebe:assignmentDefinition 说明": "resource resourceParameter",
    "§10.4.1：变量不需要声明": "property",
    "§10.4.1：状态只是标注": "dataState",
    "§10.4.1：数据存储在系统之外，只画不读写": "dataStore dataStoreReference",
    "§10.4.2：列出的数据都是必需的，集合本身不另起作用": "inputSet outputSet dataInputRefs dataOutputRefs "
    "inputSetRefs outputSetRefs",
    "§8.4.13：与顺序流的起点、终点重复，以顺序流为准": "incoming outgoing",
    "§10.8：泳道代表什么": "partitionElement",
}
_PERFORMERS = "§10.3.1、§10.3.2：人员分配不按标准写法执行，请用 zeebe:assignmentDefinition"
_REFUSED = {
    "§10.5.1：只用于多实例的行为事件": "implicitThrowEvent",
    "§11：编排的活动不能在流程里执行": "choreographyTask subChoreography callChoreography",
    "§10.4.2：数据关联中的赋值与转换，请用 zeebe:ioMapping": "assignment from to transformation",
    "§10.4.2：可缺少的、执行中的数据": "optionalInputRefs optionalOutputRefs whileExecutingInputRefs "
    "whileExecutingOutputRefs",
    "§8.4.2：按上下文关联，请用消息的 zeebe:subscription": "correlationSubscription "
    "correlationPropertyBinding dataPath",
}


def _spread(groups: dict[str, str], make: object) -> dict[str, Verdict]:
    return {name: make(note) for note, names in groups.items() for name in names.split()}  # type: ignore[operator]


ELEMENTS: dict[str, Verdict] = {
    **_spread(_EXECUTED, executed),
    **_spread(_DESCRIBED, described),
    **_spread(_REFUSED, refused),
    **dict.fromkeys(
        (
            "resourceRole", "performer", "humanPerformer", "potentialOwner", "resourceRef",
            "resourceAssignmentExpression", "resourceParameterBinding", "expression", "formalExpression",
        ),
        warned(_PERFORMERS, code="BPMN-performer"),
    ),
    "script": refused("§10.3.3：不执行程序代码，请用 zeebe:script 写 FEEL 表达式", code="BPMN-script"),
}  # fmt: skip
