"""The extension elements of the dialect: where each may stand, with which attributes.

``zeebe:`` as Camunda 8 defines it, ``jiedu:`` for what it has no word for; ``extensions`` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .extensions import JIEDU, ZEEBE

TASKS = (
    "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask",
    "businessRuleTask", "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask",
    "globalBusinessRuleTask",
)  # fmt: skip
CATCHING = ("startEvent", "intermediateCatchEvent", "boundaryEvent")
THROWING = ("intermediateThrowEvent", "endEvent")
SCOPES = ("subProcess", "transaction", "adHocSubProcess", "callActivity")
PEOPLE = ("userTask", "globalUserTask")
#: Elements whose work a job worker may do (events only with a message definition).
WORKERS = (
    "serviceTask", "sendTask", "scriptTask", "businessRuleTask", "globalScriptTask",
    "globalBusinessRuleTask", *THROWING,
)  # fmt: skip


@dataclass(frozen=True)
class Word:
    """An extension element.

    ``places``: BPMN names of the elements that may carry it, or the extension element around it; empty for
    anywhere.  ``attributes``: the kind of their literal values: text, boolean, integer, moment, binding,
    call-binding.
    ``many``: whether it may stand more than once.
    """

    places: frozenset[str]
    attributes: dict[str, str] = field(default_factory=dict)
    many: bool = False


def _word(places: tuple[str, ...], attributes: str = "", *, many: bool = False) -> Word:
    pairs = (each.partition(":") for each in attributes.split())
    return Word(frozenset(places), {name: kind or "text" for name, _, kind in pairs}, many)


_ZEEBE = {
    "userTask": _word(PEOPLE),
    "assignmentDefinition": _word(
        (*PEOPLE, "manualTask", "globalManualTask"), "assignee candidateGroups candidateUsers"
    ),
    "formDefinition": _word(PEOPLE, "formId bindingType:binding"),
    "taskSchedule": _word(PEOPLE, "dueDate:moment followUpDate:moment"),
    "priorityDefinition": _word(PEOPLE, "priority:integer"),
    "taskDefinition": _word(WORKERS, "type retries:integer"),
    "taskHeaders": _word(WORKERS),
    "header": _word((f"{ZEEBE}taskHeaders",), "id key value", many=True),
    "ioMapping": _word((*TASKS, *CATCHING, *THROWING, *SCOPES)),
    "input": _word((f"{ZEEBE}ioMapping",), "source target", many=True),
    "output": _word((f"{ZEEBE}ioMapping",), "source target", many=True),
    "script": _word(("scriptTask", "globalScriptTask"), "expression resultVariable"),
    "calledDecision": _word(
        ("businessRuleTask", "globalBusinessRuleTask"), "decisionId resultVariable bindingType:binding"
    ),
    "calledElement": _word(
        ("callActivity",),
        "processId propagateAllChildVariables:boolean propagateAllParentVariables:boolean "
        "bindingType:call-binding versionTag",
    ),
    "loopCharacteristics": _word(
        ("multiInstanceLoopCharacteristics",),
        "inputCollection inputElement outputCollection outputElement",
    ),
    "adHoc": _word(("adHocSubProcess",), "activeElementsCollection"),
    "subscription": _word(("message",), "correlationKey"),
    "properties": _word(()),
    "property": _word((f"{ZEEBE}properties",), "name value", many=True),
    "versionTag": _word(("process",), "value"),
}
_JIEDU = {
    "segregation": _word(PEOPLE, "excluded once"),
    "rule": _word((), "ids"),
    "deadline": _word(CATCHING, "rule"),
    "verbs": _word(PEOPLE, "allow"),
    "starter": _word(("startEvent",), "groups"),
    "personal": _word(("process",), "paths"),
    "retention": _word(("process",), "years:integer personalDays:integer"),
}
DIALECT: dict[str, Word] = {
    **{f"{ZEEBE}{name}": word for name, word in _ZEEBE.items()},
    **{f"{JIEDU}{name}": word for name, word in _JIEDU.items()},
}
#: Attributes of the dialect that modelling tools put on BPMN elements; they name the template only.
MARKS = frozenset(
    f"{ZEEBE}{name}" for name in ("modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon")
)
#: Extensions of other engines, which ``jiedu import`` translates.
OTHER_ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://operaton.org/schema/1.0/bpmn": "Operaton",
    "http://flowable.org/bpmn": "Flowable",
    "http://activiti.org/bpmn": "Activiti",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
}
#: Extensions that only say how things look or which tool drew them.
DECORATION = frozenset(
    {
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://www.w3.org/XML/1998/namespace",
        "http://camunda.org/schema/modeler/1.0",
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    }
)
