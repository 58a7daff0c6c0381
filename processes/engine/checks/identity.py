"""Checks of identities: processes of a set, elements of a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from processes.errors import Problem

from ..reading import rulebook
from ..reading.document import FLOW_NODES, Document, Surroundings
from ..reading.extensions import BPMN
from ..reading.normalise import GLOBAL_TASKS

#: What nothing can be told of without an id.
NAMED = FLOW_NODES | {"process", *(tag.removeprefix(BPMN) for tag in GLOBAL_TASKS)}


_BAD = re.compile(r"[\s#'\"]")


def process_ids(surroundings: Surroundings) -> Iterator[Problem]:
    """Every process id is there once in the set, and something is executable."""
    seen: dict[str, str] = {}
    executable = 0
    for name, root in surroundings.roots.items():
        document = Document(name, root, surroundings)
        for process in root.iter(f"{BPMN}process"):
            process_id = process.get("id", "")
            executable += process.get("isExecutable", "true") == "true"
            if process_id in seen:
                where = f"流程标识“{process_id}”与 {seen[process_id]} 中的重复"
                yield document.problem("BPMN-duplicate-process", process, where)
            seen[process_id] = name
    if surroundings.roots and not executable:
        yield rulebook.problem("BPMN-no-process", "部署中没有可执行的流程（isExecutable）")


def check(document: Document) -> Iterator[Problem]:
    """Ids are unique in the file, and flow nodes have one."""
    counted = Counter(e.get("id") for e in document.model_elements() if e.get("id"))
    for element in document.model_elements():
        element_id = element.get("id")
        if element_id and (len(element_id) > 200 or _BAD.search(element_id)):
            message = f"标识“{element_id[:60]}”里有空白、引号、“#”或超过 200 个字符"
            yield document.problem("BPMN-bad-id", element, message)
        if element_id and counted[element_id] > 1:
            counted[element_id] = 0
            yield document.problem("BPMN-duplicate-id", element, f"标识“{element_id}”在文件中重复")
        elif not element_id and document.tag(element) in NAMED:
            yield document.problem("BPMN-no-id", element, f"{document.tag(element)} 没有标识")
