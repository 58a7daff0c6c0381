"""A decision model: the door of this package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from processes.decisions.analysis import Analysis, analyse, report
from processes.decisions.errors import DecisionError
from processes.decisions.graph import Graph
from processes.decisions.loading import Loader
from processes.decisions.requirements import DecisionPart, InputData, Module, Part, Service
from processes.decisions.rulebook import RULES, TOLERATED
from processes.decisions.run import DecisionRun, Fault, Use
from processes.decisions.tables import DecisionTable
from processes.errors import InvalidDefinition, NotFound, Problem
from processes.feel import Environment, LimitExceeded, Value, to_plain
from processes.feel.environment import DEFAULT_ENVIRONMENT


@dataclass(frozen=True)
class Decision:
    """A decision somebody may ask for."""

    id: str
    name: str


@dataclass(frozen=True)
class Outcome:
    """An answer and why.

    ``result`` is plain data.  ``matched`` lists the rules of the asked table that fired: ``{"rule": id,
    "index": from 1}``.  ``inputs`` are the plain values the table's input clauses had, by label; of a literal
    expression the variables it read.  ``trace`` lists every rule that fired on the way, required decisions
    included: ``{"table": id, "rule": id, "index": from 1}``.  ``required`` lists what was evaluated on the
    way, in order: ``{"decision": id, "name", "inputs", "result"}``, of tables also ``table`` and ``matched``;
    at most ``MAX_USES``.  ``warnings`` say in Chinese why something became null.
    """

    result: Any
    matched: list[dict[str, Any]]
    inputs: dict[str, Any]
    trace: list[dict[str, Any]] = field(default_factory=list)
    required: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Model:
    """An immutable, checked decision file (DMN 1.2–1.5)."""

    def __init__(
        self, module: Module, parts: Mapping[str, Part], problems: Sequence[Problem], file: str | None
    ) -> None:
        self._module = module
        self._parts = dict(parts)
        self._file = file
        #: What is wrong with it, of a model that was not loaded strictly.
        self.problems = tuple(problem for problem in problems if RULES[problem.code].stage == "load")
        self._notes = tuple(problem for problem in problems if RULES[problem.code].stage == "deploy")
        # By id and by name: the file itself comes before what it imports, the first before others.
        own = [part for part in self._parts.values() if part.module is module]
        known = (*reversed(self._parts.values()), *reversed(own))
        asked = [part for part in known if not isinstance(part, InputData)]
        self._by_id = {part.id: part for part in asked}
        self._by_name = {part.name: part for part in asked}
        self.decisions = {
            part.id: Decision(part.id, part.name)
            for part in self._parts.values()
            if isinstance(part, DecisionPart) and part.module is module
        }

    @property
    def tables(self) -> tuple[DecisionTable, ...]:
        """The decision tables of the file itself, however deep they are boxed."""
        return tuple(self._module.tables)

    @classmethod
    def load(
        cls,
        xml: bytes | str,
        *,
        imports: Mapping[str, bytes | str] | None = None,
        file: str | None = None,
        strict: bool = False,
    ) -> Model:
        """Read a decision file.

        ``imports`` gives the files it may import by namespace or ``locationURI``; ``file`` is named in the
        problems.  Raises ``InvalidDefinition`` with every problem; but where only an expression or a clause
        is broken, or an imported file missing (``TOLERATED``), that is null and its problem listed, unless
        ``strict``: deployments are.
        """
        loader = Loader(imports or {}, file)
        module = loader.load(xml)
        loader.check()
        faults = [problem for problem in loader.problems if RULES[problem.code].stage == "load"]
        if module is None or any(strict or problem.code not in TOLERATED for problem in faults):
            raise InvalidDefinition(f"决策文件有 {len(faults)} 处问题：{faults[0].message}", faults)
        return cls(module, loader.parts, loader.problems, file)

    @cached_property
    def analyses(self) -> tuple[Analysis, ...]:
        """What can be said about each of ``tables`` without running it; made when it is first asked for."""
        return tuple(map(analyse, self.tables))

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """What a deployment must tell besides: constructs that are not executed, and the analysis of tables.

        A problem of severity ``error`` refuses the deployment, others do not.
        """
        found = (problem for each in self.analyses for problem in report(each, self._file))
        return (*self._notes, *found)

    def evaluate(
        self, decision: str, inputs: Mapping[str, Any], environment: Environment | None = None
    ) -> Value:
        """The FEEL value of a decision, decision service or business knowledge model, by id or name.

        What DMN calls an error, such as two rules of a UNIQUE table, is null.  Raises ``NotFound``,
        ``LimitExceeded``.
        """
        part = self._find(decision)
        graph, _ = self._start(inputs, environment)
        try:
            if isinstance(part, Service):
                return graph.serve(part, self._arguments(part, inputs, graph))
            return graph.value(part.key)
        except RecursionError:
            raise LimitExceeded("决策嵌套过深", limit="depth") from None

    def decide(
        self, decision: str, inputs: Mapping[str, Any], environment: Environment | None = None
    ) -> Outcome:
        """Evaluate for the record.

        Raises ``DecisionError`` when the data contradict a table: several rules where one may apply, a value
        of the wrong type or not allowed; ``NotFound`` and ``LimitExceeded`` as ``evaluate``.  No rule at all
        is not an error: the result is null, of a table that collects an empty list.
        """
        part = self._find(decision)
        graph, run = self._start(inputs, environment)
        try:
            value = graph.value(part.key)
        except RecursionError:
            raise LimitExceeded("决策嵌套过深", limit="depth") from None
        if run.faults:
            raise _error(part, run.faults)
        own = _own_use(part, run)
        matches = () if own is None else own.matches
        return Outcome(
            result=to_plain(value),
            matched=[{"rule": m.rule, "index": m.index} for m in matches],
            inputs={} if own is None else to_plain(dict(own.inputs)),
            trace=[
                {"table": m.table, "rule": m.rule, "index": m.index} for use in run.uses for m in use.matches
            ],
            required=[use.to_plain() for use in run.uses if use is not own],
            warnings=list(run.notices),
        )

    def _start(self, inputs: Mapping[str, Any], environment: Environment | None) -> tuple[Graph, DecisionRun]:
        run = DecisionRun(environment or DEFAULT_ENVIRONMENT, self._module.types)
        return Graph(self._parts, self._module.namespace, inputs, run), run

    def _find(self, decision: str) -> Part:
        found = self._by_id.get(decision) or self._by_name.get(decision)
        if found is not None:
            return found
        raise NotFound(f"决策文件中没有“{decision}”", decision=decision)

    def _arguments(self, service: Service, inputs: Mapping[str, Any], graph: Graph) -> list[Value] | None:
        """The arguments of a service by name; None when an input decision is missing."""
        needed = [self._parts[key] for key in service.input_decisions if key in self._parts]
        if any(part.name not in inputs for part in needed):
            return None
        return [graph.given(self._parts[key]) for key in service.parameters if key in self._parts]


def _own_use(part: Part, run: DecisionRun) -> Use | None:
    """The evaluation of what was asked for, among those of the run."""
    table = part.logic if isinstance(part, DecisionPart) else None
    own = run.latest.get(table.id) if isinstance(table, DecisionTable) else None
    return own or next((use for use in reversed(run.uses) if use.id == part.id), None)


def _error(part: Part, faults: Sequence[Fault]) -> DecisionError:
    """The first fault, and how many more there are."""
    first = faults[0]
    more = f"；另有 {len(faults) - 1} 处" if len(faults) > 1 else ""
    return DecisionError(
        f"{first}{more}",
        decision=part.id,
        table=first.place,
        rules=list(first.rules),
        indexes=list(first.rules.values()),
        inputs=to_plain(dict(first.inputs)),
    )
