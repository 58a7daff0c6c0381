"""Namespaces of the standard, of our dialect and of the dialects that are imported."""

from __future__ import annotations

BPMN_NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE_NAMESPACE = "http://camunda.org/schema/zeebe/1.0"
BPMN = f"{{{BPMN_NAMESPACE}}}"
ZEEBE = f"{{{ZEEBE_NAMESPACE}}}"

#: Engines whose expressions are JUEL: Camunda 7 and its descendants, Activiti and Flowable.
JUEL_DIALECTS = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://operaton.org/schema/1.0/bpmn": "operaton",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
}
#: SpiffWorkflow: expressions are Python.
PYTHON_DIALECTS = {"http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow"}
DIALECTS = {**JUEL_DIALECTS, **PYTHON_DIALECTS}
#: Extensions that people know; everything else under ``extensionElements`` belongs to some tool.
KNOWN = frozenset({
    ZEEBE_NAMESPACE, "http://jiedu.gov.example/schema/1.0", "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0", BPMN_NAMESPACE,
})  # fmt: skip
#: What Flowable's designer keeps for itself.
DESIGN_NAMESPACE = "http://flowable.org/design"
#: Marks that only tell a modeller which engine a document is for.
MODELER_NAMESPACE = "http://camunda.org/schema/modeler/1.0"


def split(name: str) -> tuple[str, str]:
    """``{namespace}local`` as (namespace, local)."""
    namespace, _, local = name.rpartition("}")
    return namespace.removeprefix("{"), local


def foreign(name: str) -> str | None:
    """The local name of an element or attribute of an imported dialect; ``None`` for any other."""
    namespace, local = split(name)
    return local if namespace in DIALECTS else None


def shown(name: str) -> str:
    """``camunda:assignee``: how a foreign name is written in documents."""
    namespace, local = split(name)
    prefix = DIALECTS.get(namespace)
    return f"{prefix}:{local}" if prefix else local
