"""Compiling a deployment.

A set of documents is checked as a whole and becomes a program, or is refused with every fault found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from processes.decisions import Model, namespaces_of
from processes.errors import InvalidDefinition, Problem
from processes.personal import Paths, paths

from .checks import rules
from .context import Resources
from .elements.graph import ProcessSpec
from .program import ProcessInfo, Program, content_hash
from .reading import documents, rulebook
from .reading.document import Surroundings
from .reading.extensions import BPMN, JIEDU
from .reading.linking import key_bodies, link, start_events
from .reading.parser import parse


def compile(resources: Resources) -> Program:
    """Compile a deployment.

    Raises InvalidDefinition whose ``problems`` list every fault with element, line and remedy.
    """
    problems: list[Problem] = []
    roots = documents.load(resources.bpmn, problems)
    decisions = load_decisions(resources.dmn, problems)
    forms, deployed = frozenset(resources.forms), resources.deployed
    surroundings = Surroundings(roots, forms, frozenset(decisions), deployed)
    problems += rules.check(surroundings)
    _refuse(problems)
    specs: dict[str, ProcessSpec] = {}
    for name, root in roots.items():
        specs.update(_parse(name, root, problems))
    _refuse(problems)
    link(specs)
    tags = surroundings.version_tags
    processes = {info.id: info for name, root in roots.items() for info in _processes(name, root, tags)}
    bodies = [body for key, body in specs.items() if key == body.process_id]
    program = Program(
        processes=processes,
        start_events=tuple(start for body in bodies for start in start_events(body)),
        decisions=decisions,
        forms=frozenset(resources.forms),
        content_hash=content_hash(resources),
        warnings=tuple(problems),
        specs=specs,
        personal=_personal(roots.values()),
        retention=_retention(roots.values()),
    )
    for body in specs.values():
        body.program = program
    return program


def _personal(roots: Iterable[etree._Element]) -> Paths:
    """What any process of the set declares: one that is called writes into the variables of its caller."""
    declared = (element for root in roots for element in root.iter(f"{JIEDU}personal"))
    return paths(path for element in declared for path in element.get("paths", "").split())


def _retention(roots: Iterable[etree._Element]) -> dict[str, dict[str, int]]:
    """``years`` and ``personalDays`` by process, whole numbers, where they are told."""
    found: dict[str, dict[str, int]] = {}
    for element in (element for root in roots for element in root.iter(f"{JIEDU}retention")):
        process = next(element.iterancestors(f"{BPMN}process"), None)
        told = {str(name): int(text) for name, text in element.items() if text.isascii() and text.isdigit()}
        if process is not None and told:
            found[process.get("id", "")] = told
    return found


def load_decisions(dmn: Mapping[str, bytes], problems: list[Problem]) -> dict[str, Model]:
    """The decision models of a set, by decision id; their faults and warnings are added to ``problems``."""
    found: dict[str, Model] = {}
    imports = namespaces_of(dmn.values())
    for name in sorted(dmn):
        try:
            model = Model.load(dmn[name], imports=imports, file=name, strict=True)
        except InvalidDefinition as error:
            problems += error.problems
            continue
        problems += model.warnings
        for decision_id in model.decisions:
            if decision_id in found:
                message = f"决策“{decision_id}”在部署中出现了两次"
                place = {"file": name, "element_id": decision_id}
                problems.append(rulebook.problem("DMN-duplicate", message, **place))
            found[decision_id] = model
    return found


def _parse(name: str, root: etree._Element, problems: list[Problem]) -> dict[str, ProcessSpec]:
    try:
        bodies, parents = parse(root, name)
    except ValidationException as error:
        problems.append(_unreadable(name, str(error), error.line_number))
    except (KeyError, ValueError, TypeError, AttributeError, AssertionError) as error:
        problems.append(_unreadable(name, f"{type(error).__name__}: {error}", None))
    else:
        return key_bodies(bodies, parents)
    return {}


def _unreadable(name: str, reason: str, line: int | None) -> Problem:
    return rulebook.problem("BPMN-unreadable", f"图无法读成可执行的流程：{reason}", file=name, line=line)


def _processes(name: str, root: etree._Element, tags: Mapping[str, str]) -> list[ProcessInfo]:
    found = []
    for element in root.iter(f"{BPMN}process"):
        process_id = element.get("id", "")
        executable = element.get("isExecutable", "true") == "true"
        told = (process_id, element.get("name") or process_id, name, executable, tags.get(process_id))
        found.append(ProcessInfo(*told))
    return found


def _refuse(problems: list[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        told = "；".join(problem.message for problem in errors[:3]) + ("……" if len(errors) > 3 else "")
        raise InvalidDefinition(f"部署有 {len(errors)} 处错误，未被接受：{told}", problems)
