"""Our own small documents in the dialects of other engines, each with everything that is mapped."""

from __future__ import annotations

from pathlib import Path

_DOCUMENTS = Path(__file__).parent / "documents"
#: A request is registered, rated by a table, countersigned by several, checked by a called process.
CAMUNDA = (_DOCUMENTS / "camunda.bpmn").read_bytes()
#: Leave: asked for, decided with functions, sent back, mailed.
FLOWABLE = (_DOCUMENTS / "flowable.bpmn").read_bytes()
#: The ancestor of both, with what its editor writes.
ACTIVITI = (_DOCUMENTS / "activiti.bpmn").read_bytes()
#: Scripts, an operator, lanes, messages with correlation, in Python.
SPIFF = (_DOCUMENTS / "spiffworkflow.bpmn").read_bytes()
