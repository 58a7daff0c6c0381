"""Documents to begin with: empty ones, and copies under a new id."""

from __future__ import annotations

import json

from lxml import etree

from processes.errors import InvalidArgument

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:jiedu="http://jiedu.gov.example/schema/1.0"
    id="new_process_definitions" targetNamespace="http://jiedu.gov.example/processes">
  <bpmn:process id="new_process" name="新流程" isExecutable="true">
    <bpmn:startEvent id="start" name="开始" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="new_process">
      <bpmndi:BPMNShape id="start_shape" bpmnElement="start">
        <dc:Bounds x="180" y="160" width="36" height="36" />
      </bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""

DECISION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
    xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    id="new_decision_definitions" name="新决策" namespace="http://jiedu.gov.example/decisions">
  <decision id="new_decision" name="新决策">
    <decisionTable id="new_decision_table" hitPolicy="UNIQUE">
      <input id="input_1" label="条件">
        <inputExpression id="input_1_expression" typeRef="string"><text></text></inputExpression>
      </input>
      <output id="output_1" label="结果" name="result" typeRef="string" />
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="diagram">
      <dmndi:DMNShape id="shape" dmnElementRef="new_decision">
        <dc:Bounds height="80" width="180" x="160" y="100" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""

_REFERENCES = {"id", "bpmnElement", "processRef", "dmnElementRef", "href"}

FORM = {
    "type": "default",
    "id": "new_form",
    "schemaVersion": 19,
    "exporter": {"name": "jiedu", "version": "1"},
    "properties": {"name": "新表单"},
    "components": [
        {"type": "group", "id": "new_form_root", "label": "新表单", "path": "entry", "components": []},
    ],
}


def document(kind: str) -> bytes:
    """An empty process, form or decision."""
    if kind == "form":
        return json.dumps(FORM, ensure_ascii=False, indent=2).encode()
    return (PROCESS if kind == "process" else DECISION).encode()


def copy_of(kind: str, content: bytes) -> bytes:
    """The document with ``_copy`` behind its id, so that it does not replace its original."""
    if kind == "form":
        form = json.loads(content)
        form["id"] = f"{form.get('id', 'form')}_copy"
        return json.dumps(form, ensure_ascii=False, indent=2).encode()
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    tag = "process" if kind == "process" else "decision"
    named = [node for node in root if etree.QName(node).localname == tag]
    if not named:
        raise InvalidArgument("文件里没有可以复制的流程或决策")
    renamed = {str(node.get("id")): f"{node.get('id')}_copy" for node in named}
    for node in root.iter():
        for name, value in ((str(key), str(text)) for key, text in node.attrib.items()):
            mark = "#" if value.startswith("#") else ""
            if name in _REFERENCES and value.removeprefix("#") in renamed:
                node.set(name, mark + renamed[value.removeprefix("#")])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
