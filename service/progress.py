"""Where an instance stands, drawn: the data that the diagram viewer paints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from processes.history import View
from service.diagrams import Diagram

Painted = dict[str, dict[str, Any]]
#: Which state shows when an element has been entered several times.
_ORDER = ("terminated", "done", "active", "incident")


def paint(view: View, process_ids: Iterable[str]) -> list[dict[str, Any]]:
    """Elements and flows of each process at the moment of *view*: ``{process_id, elements, flows}``."""
    return [
        {"process_id": process_id, "elements": _elements(view, process_id), "flows": _flows(view, process_id)}
        for process_id in process_ids
    ]


def with_diagrams(painted: Iterable[dict[str, Any]], drawn: Mapping[str, Diagram]) -> list[dict[str, Any]]:
    """The painted processes together with their names and BPMN documents."""
    return [
        {**item, "name": drawn[item["process_id"]].name, "xml": drawn[item["process_id"]].xml}
        for item in painted
        if item["process_id"] in drawn
    ]


def touched(view: View, main: str) -> list[str]:
    """The processes that the instance has entered, its own first."""
    seen = {key[0] for counter in (view.finished, view.terminated) for key in counter}
    seen |= {element.process_id for element in view.active.values()}
    return [main, *sorted(process_id for process_id in seen if process_id and process_id != main)]


def _elements(view: View, process_id: str) -> Painted:
    found: Painted = {}
    for state, counter in (("terminated", view.terminated), ("done", view.finished)):
        for (process, element_id), count in counter.items():
            if process == process_id and element_id:
                _mark(found, element_id, state, count)
    incidents = set(view.incidents)
    for number, element in view.active.items():
        if element.process_id == process_id and element.element_id:
            _mark(found, element.element_id, "incident" if number in incidents else "active", 1)
    return found


def _mark(found: Painted, element_id: str, state: str, count: int) -> None:
    known = found.setdefault(element_id, {"state": state, "count": 0})
    known["count"] += count
    known["state"] = max(known["state"], state, key=_ORDER.index)


def _flows(view: View, process_id: str) -> dict[str, int]:
    return {str(flow): count for (process, flow), count in view.flows.items() if process == process_id}
