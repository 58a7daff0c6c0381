"""The same work done by SpiffWorkflow as it comes: its own task tree, script engine and serializer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from statistics import median
from time import process_time
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

MILLI = 1000.0


def _spec(document: bytes) -> tuple[Any, Any]:
    parser = SpiffBpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(document)), "model.bpmn")
    process_id = next(iter(parser.get_process_ids())) if len(parser.get_process_ids()) == 1 else "policy"
    return parser.get_spec(process_id), parser.get_subprocess_specs(process_id)


def _begin(spec: Any, called: Any, **variables: Any) -> Any:
    workflow = BpmnWorkflow(spec, called)
    workflow.data.update(variables)
    workflow.do_engine_steps()
    return workflow


def _step(workflow: Any, number: int, again: bool) -> None:
    task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
    values = {"decision": "ok", "comment": "同意" * 5, "at": "2026-11-21T09:00:00+08:00", "again": again}
    values |= {f"field_{number % 8}": f"value {number}", "handler": f"user{number % 7}", "seq": number}
    task.data.update(values)
    task.run()
    workflow.do_engine_steps()


def fresh_step(document: bytes) -> float:
    """Milliseconds of CPU a step of fresh instances run to their end, in memory."""
    spec, called = _spec(document)
    took = []
    for _ in range(15):
        workflow, number = _begin(spec, called), 0
        begun = process_time()
        while not workflow.is_completed():
            _step(workflow, number, again=False)
            number += 1
        took.append((process_time() - begun) / number * MILLI)
    return median(took)


def saved_steps(document: bytes, history: int) -> Iterator[float]:
    """Milliseconds of CPU, fifteen times, to load, step and save an instance after *history* steps."""
    spec, called = _spec(document)
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
    workflow = _begin(spec, called)
    for number in range(history):
        _step(workflow, number, again=True)
    text = serializer.serialize_json(workflow)
    for _ in range(15):
        begun = process_time()
        loaded = serializer.deserialize_json(text)
        _step(loaded, history, again=True)
        serializer.serialize_json(loaded)
        yield (process_time() - begun) * MILLI


def start(document: bytes) -> float:
    """Milliseconds of CPU to start an instance."""
    spec, called = _spec(document)
    begun = process_time()
    _begin(spec, called)
    return (process_time() - begun) * MILLI
