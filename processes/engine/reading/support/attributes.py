"""The verdict on every attribute of the BPMN schema, by the type that declares it."""

from __future__ import annotations

from .verdict import Verdict, described, executed, refused, warned

FEEL = (
    "",
    "feel",
    "FEEL",
    "https://www.omg.org/spec/DMN/20191111/FEEL/",
    "https://www.omg.org/spec/DMN/20211108/FEEL/",
    "https://www.omg.org/spec/DMN/20230324/FEEL/",
    "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "http://www.omg.org/spec/FEEL/20140401",
)
_EXECUTED = {
    "§8.3.1": "tBaseElement.id",
    "§8.4.2": "tCorrelationKey.name tCorrelationProperty.name "
    "tCorrelationPropertyRetrievalExpression.messageRef",
    "§8.4.1、§10.7.2": "tAssociation.sourceRef tAssociation.targetRef",
    "§8.3.1：任务清单、记录和页面上的名称": "tFlowElement.name tCallableElement.name",
    "§8.4.11：消息按名称投递": "tMessage.name",
    "§10.5.5：信号按名称广播": "tSignal.name",
    "§8.4.3、§8.4.4：处理者按代码选择": "tError.errorCode tEscalation.escalationCode",
    "§8.4.3：没有处理者时写进事故": "tError.name",
    "§8.4.13": "tSequenceFlow.sourceRef tSequenceFlow.targetRef",
    "§10.2.1：缺省视为 true": "tProcess.isExecutable",
    "§10.3 表 10.3": "tActivity.isForCompensation tActivity.startQuantity tActivity.completionQuantity "
    "tActivity.default",
    "§10.3.3": "tReceiveTask.instantiate tReceiveTask.messageRef tSendTask.messageRef",
    "§10.3.5": "tSubProcess.triggeredByEvent",
    "§13.3.5": "tAdHocSubProcess.cancelRemainingInstances tAdHocSubProcess.ordering",
    "§10.3.6": "tCallActivity.calledElement",
    "§13.3.6": "tStandardLoopCharacteristics.loopMaximum tStandardLoopCharacteristics.testBefore",
    "§13.3.7": "tMultiInstanceLoopCharacteristics.isSequential",
    "§10.3.8 表 10.29：由多实例活动的边界事件捕获": "tMultiInstanceLoopCharacteristics.behavior "
    "tMultiInstanceLoopCharacteristics.oneBehaviorEventRef "
    "tMultiInstanceLoopCharacteristics.noneBehaviorEventRef",
    "§10.6.6": "tEventBasedGateway.instantiate tEventBasedGateway.eventGatewayType",
    "§10.4.1": "tDataObjectReference.dataObjectRef",
    "§10.5.4": "tBoundaryEvent.attachedToRef tBoundaryEvent.cancelActivity tCatchEvent.parallelMultiple",
    "§10.5.2": "tStartEvent.isInterrupting",
    "§10.5.5": "tCompensateEventDefinition.activityRef tErrorEventDefinition.errorRef "
    "tEscalationEventDefinition.escalationRef tMessageEventDefinition.messageRef "
    "tSignalEventDefinition.signalRef tLinkEventDefinition.name",
    "§10.6": "tExclusiveGateway.default tInclusiveGateway.default tComplexGateway.default",
    "§10.8": "tLane.name",
}
_DESCRIBED = {
    "§8.2.1、§8.2.2：文件从哪里来": "tDefinitions.id tDefinitions.name tDefinitions.targetNamespace "
    "tDefinitions.exporter tDefinitions.exporterVersion tDefinitions.typeLanguage tImport.importType "
    "tImport.location tImport.namespace",
    "§8.3.3": "tExtension.definition",
    "§8.4.6：没有东西引用表达式": "tBaseElementWithMixedContent.id",
    "§8.3.4": "tRelationship.type tRelationship.direction",
    "§8.3.2、§8.4.1": "tDocumentation.id tDocumentation.textFormat tTextAnnotation.textFormat tCategory.name "
    "tCategoryValue.value tGroup.categoryValueRef tAssociation.associationDirection",
    "§8.4.10：变量没有声明的类型": "tItemDefinition.structureRef tItemDefinition.isCollection "
    "tItemDefinition.itemKind tMessage.itemRef tSignal.structureRef tError.structureRef "
    "tEscalation.structureRef tCorrelationProperty.type tFormalExpression.evaluatesToTypeRef "
    "tDataInput.itemSubjectRef tDataInput.isCollection tDataOutput.itemSubjectRef tDataOutput.isCollection "
    "tDataObject.itemSubjectRef tDataObject.isCollection tDataObjectReference.itemSubjectRef "
    "tProperty.itemSubjectRef tResourceParameter.type tDataStore.itemSubjectRef "
    "tDataStoreReference.itemSubjectRef",
    "§8.4.4：升级按代码处理": "tEscalation.name",
    "§8.5：怎样调用由 zeebe:taskDefinition 说明": "tInterface.name tInterface.implementationRef "
    "tOperation.name tOperation.implementationRef tServiceTask.operationRef tSendTask.operationRef "
    "tReceiveTask.operationRef tServiceTask.implementation tSendTask.implementation "
    "tReceiveTask.implementation tUserTask.implementation tBusinessRuleTask.implementation "
    "tGlobalUserTask.implementation tGlobalBusinessRuleTask.implementation tInputOutputBinding.operationRef "
    "tInputOutputBinding.inputDataRef tInputOutputBinding.outputDataRef",
    "§8.4.13：只对不执行的流程有意义": "tSequenceFlow.isImmediate",
    "§9 协作与会话": "tCollaboration.name tCollaboration.isClosed tParticipant.name tParticipant.processRef "
    "tParticipantMultiplicity.minimum tParticipantMultiplicity.maximum tPartnerEntity.name "
    "tPartnerRole.name tMessageFlow.name tMessageFlow.sourceRef tMessageFlow.targetRef "
    "tMessageFlow.messageRef tMessageFlowAssociation.innerMessageFlowRef "
    "tMessageFlowAssociation.outerMessageFlowRef tConversationNode.name "
    "tCallConversation.calledCollaborationRef tConversationAssociation.innerConversationNodeRef "
    "tConversationAssociation.outerConversationNodeRef tConversationLink.name tConversationLink.sourceRef "
    "tConversationLink.targetRef",
    "§11 编排": "tGlobalChoreographyTask.initiatingParticipantRef "
    "tChoreographyActivity.initiatingParticipantRef tChoreographyActivity.loopType "
    "tCallChoreography.calledChoreographyRef",
    "§10.2.1 流程与协作的关系": "tProcess.processType tProcess.isClosed "
    "tProcess.definitionalCollaborationRef",
    "§8.4.12、§10.3.1：所在元素有提示或只作说明": "tResource.name tResourceParameter.name "
    "tResourceParameter.isRequired tResourceRole.name tResourceParameterBinding.parameterRef",
    "§10.3.3：脚本只有 FEEL 一种（zeebe:script）": "tScriptTask.scriptFormat "
    "tGlobalScriptTask.scriptLanguage",
    "§10.4：数据按标识引用": "tDataInput.name tDataOutput.name tProperty.name tDataState.name "
    "tInputSet.name tOutputSet.name tDataStore.name tDataStore.capacity tDataStore.isUnlimited "
    "tDataStoreReference.dataStoreRef",
    "§8.4.2：所在元素拒绝": "tCorrelationPropertyBinding.correlationPropertyRef "
    "tCorrelationSubscription.correlationKeyRef",
    "§10.8": "tLaneSet.name tLane.partitionElementRef",
}
_LANGUAGE = "§8.4.6：表达式一律是 FEEL"

ATTRIBUTES: dict[str, Verdict] = {
    **{name: executed(note) for note, names in _EXECUTED.items() for name in names.split()},
    **{name: described(note) for note, names in _DESCRIBED.items() for name in names.split()},
    "tExtension.mustUnderstand": refused("§8.3.3：不认识的必懂扩展", "false"),
    "tFormalExpression.language": refused(_LANGUAGE, *FEEL, code="BPMN-expression-language"),
    "tDefinitions.expressionLanguage": warned(_LANGUAGE, *FEEL, code="BPMN-default-language"),
    "tGateway.gatewayDirection": warned(
        "§10.6.1：方向由顺序流决定，与之矛盾时提示", "Unspecified", "Mixed", "Converging", "Diverging",
        code="BPMN-gateway-direction",
    ),
    "tCompensateEventDefinition.waitForCompletion": refused("§10.5.5：总是等补偿做完", "true"),
    "tTransaction.method": refused("§10.3.5：事务只有补偿一种做法", "##Compensate", "compensate"),
}  # fmt: skip
