"""Standard loops and multi-instance activities.  The body token is the scope.

Each round is a token inside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults as spiff

from processes.errors import InvalidArgument
from processes.records import RecordType

from ..faults import Incident
from ..running import scopes
from ..running.expressions import source_of
from ..running.tokens import Status, Token
from ..running.values import plain
from .behaviours import Behaviour
from .nodes import Change, FlowNode

#: A parallel body with more rounds keeps each of them apart, so that a step reads and writes only its own.
MANY = 16


class Loop(FlowNode):
    """What loops share: the node that is repeated."""

    task_spec: str
    first = 0  # ``loopCounter`` of the first round

    def child(self) -> Any:
        """The repeated node."""
        return self.process.task_specs[self.task_spec]

    @property
    def body(self) -> Any:
        """The body of a repeated sub-process or call."""
        return getattr(self.child(), "body", None)

    def start_round(self, token: Token, index: int, values: dict[str, Any]) -> Token:
        """One more instance with its own variables."""
        round_ = token.instance.arrive(self.child(), token)
        round_.internal["index"] = index
        if "output" in token.internal:
            round_.internal["output"] = token.internal["output"]
        scopes.declare(round_, {"loopCounter": index + self.first, **values})
        return round_

    def round_ended(self, token: Token) -> None:
        """A round was ended by hand."""


class StandardLoop(Loop, spiff.StandardLoopTask):
    """While (``testBefore``) or do-while, with an optional maximum."""

    kind = "loopBody"
    condition: str | None
    maximum: int | None
    test_before: bool

    def prepare(self, token: Token, scope: scopes.View) -> bool:
        return not self.test_before or self._again(token, 0)

    def execute(self, token: Token, plan: bool) -> None:
        token.status = Status.OPEN
        token.internal["rounds"] = 0
        if plan:
            self.start_round(token, 0, {})
        else:
            self.leave(token)

    def _again(self, token: Token, rounds: int) -> bool:
        if self.maximum is not None and rounds >= self.maximum:
            return False
        scope = scopes.view(token).over({"loopCounter": rounds})
        return self.condition is None or token.instance.evaluator.holds(scope, self.condition)

    def drained(self, token: Token) -> None:
        rounds = token.internal["rounds"] + 1
        if not self._again(token, rounds):
            self.leave(token)
            return
        token.internal["rounds"] = rounds
        self.start_round(token, rounds, {})


class MultiInstance(Loop):
    """One instance per item of a collection (``zeebe:loopCharacteristics``) or per number (BPMN 2.0.2
    §13.3.7).
    """

    kind = "multiInstanceBody"
    sequential = False
    collection: dict[str, str] | None = None  # zeebe:loopCharacteristics
    condition: str | None
    cardinality: str | None
    data_input: Any
    data_output: Any
    input_item: Any
    output_item: Any
    behaviours: Sequence[Behaviour] = ()

    @property
    def first(self) -> int:  # type: ignore[override]
        """Camunda 8 counts the rounds of a collection from 1; rounds by number count from 0."""
        return 0 if self.collection is None else 1

    def undoable(self, token: Token) -> bool:
        return "done" in token.internal

    def names(self) -> tuple[str | None, str | None, str | None]:
        """Variables: (item of a round, result of a round, collection of the results)."""
        if self.collection is not None:
            element = source_of(self.collection.get("outputElement"))
            result = element if element and re.fullmatch(r"\w+", element) else None
            return self.collection.get("inputElement"), result, self.collection.get("outputCollection")
        refs = (self.input_item, self.output_item, self.data_output)
        item, result, collected = (None if ref is None else ref.bpmn_id for ref in refs)
        return item, result, collected

    def prepare(self, token: Token, scope: scopes.View) -> list[Any]:
        if self.collection is not None:
            items = token.instance.evaluator.value(scope, self.collection["inputCollection"])
        elif self.data_input is not None:
            items = scope.get(self.data_input.bpmn_id)
        else:
            number = token.instance.evaluator.evaluate(
                scope, (self.cardinality or "").strip().removeprefix("=")
            )
            items = list(range(number)) if isinstance(number, int) and not isinstance(number, bool) else None
        if isinstance(items, dict):
            items = list(items.values())
        if not isinstance(items, list):
            raise Incident(
                "loop_collection",
                f"“{self.bpmn_name or self.bpmn_id}”的多实例集合应为列表，实际得到 {items!r}",
            )
        return list(items)

    def execute(self, token: Token, plan: list[Any]) -> None:
        token.status = Status.OPEN
        begun = plan[:1] if self.sequential else plan
        counters = {"numberOfInstances": len(plan), "numberOfActiveInstances": len(begun)}
        counters |= {"numberOfCompletedInstances": 0, "numberOfTerminatedInstances": 0}
        scopes.declare(token, counters)
        result = self.names()[1]
        token.internal.update(count=len(plan), next=0, results={}, **({"output": result} if result else {}))
        if self.sequential:
            token.kept["items"] = plan
        elif len(plan) > MANY:
            token.internal["apart"] = 0
        if not plan:
            self.finish(token)
        for item in begun:
            self.start_next(token, item)

    def start_next(self, token: Token, value: Any) -> Token:
        """Start the round of the next item, which has this value."""
        item, result, _ = self.names()
        index = token.internal["next"]
        token.internal["next"] += 1
        values: dict[str, Any] = {result: None} if result else {}
        if item:
            values[item] = value
        return self.start_round(token, index, values)

    def add_round(self, token: Token, values: dict[str, Any]) -> None:
        """加签: one more item; ``values`` are the variables of its round, the item among them."""
        item = self.names()[0]
        if item and item not in values:
            raise InvalidArgument(f"增加一轮须给出“{item}”的值", variable=item)
        value, counters = values.get(item) if item else None, token.variables or {}
        told = {"numberOfInstances": counters["numberOfInstances"] + 1}
        token.internal["count"] += 1
        if self.sequential:
            token.kept["items"] = [*plain(token.kept["items"]), value]
            scopes.declare(token, told)
        else:
            scopes.declare(token, told | {"numberOfActiveInstances": counters["numberOfActiveInstances"] + 1})
            round_ = self.start_next(token, value)
            token.instance.emit(RecordType.TOKEN_PLACED, round_)

    def round_ended(self, token: Token) -> None:
        counters = token.variables or {}
        active, ended = counters["numberOfActiveInstances"], counters["numberOfTerminatedInstances"]
        scopes.declare(
            token, {"numberOfActiveInstances": active - 1, "numberOfTerminatedInstances": ended + 1}
        )

    def inner_leaving(self, token: Token, inner: Token) -> Change:
        element = None if self.collection is None else self.collection.get("outputElement")
        result_name = self.names()[1]
        inside = scopes.view(inner, through=True)
        keep, result = False, None
        if element:
            keep, result = True, token.instance.evaluator.value(inside, element)
        elif result_name:
            keep, result = True, inside.get(result_name)
        variables = token.variables or {}
        counts = {
            "numberOfActiveInstances": variables["numberOfActiveInstances"] - 1,
            "numberOfCompletedInstances": variables["numberOfCompletedInstances"] + 1,
        }
        evaluator, around = token.instance.evaluator, inside.over(counts)
        enough = self.condition and evaluator.holds(around, self.condition)
        completed = counts["numberOfCompletedInstances"]
        told = [each for each in self.behaviours if each.concerns(completed, evaluator, around)]

        def commit() -> None:
            scopes.declare(token, counts | (self._rest(token) if enough else {}))
            if keep:
                token.internal["results"][str(inner.internal["index"])] = result
            if self.compensation is not None:
                self.remember(token, token.home())
            for each in told:
                each.throw(inner)
            if enough and token.alive:
                token.internal["next"] = token.internal["count"]
                token.instance.clear(token, spare=inner)

        return commit

    def _rest(self, token: Token) -> dict[str, int]:
        """The counters when the rounds still running are terminated."""
        terminated = (token.variables or {})["numberOfTerminatedInstances"] + token.active - 1
        return {"numberOfActiveInstances": 0, "numberOfTerminatedInstances": terminated}

    def drained(self, token: Token) -> None:
        index = token.internal["next"]
        if index < token.internal["count"]:
            scopes.declare(token, {"numberOfActiveInstances": 1})
            self.start_next(token, plain(token.kept["items"])[index])
        else:
            self.finish(token)

    def finish(self, token: Token) -> None:
        """All rounds are over: hand the collected results outwards, in the order of the items."""
        if self.compensation is not None:  # remembered once per round
            token.internal.pop("done", None)
        collected, results = self.names()[2], token.instance.results(token)
        if collected and self.collection is not None:  # as long as the input; null for what was not done
            values = [results.get(index) for index in range(token.internal["count"])]
            scopes.assign(token.home(), {collected: values})
        elif collected and (results or not token.internal["count"]):
            scopes.assign(token.home(), {collected: [results[index] for index in sorted(results)]})
        self.leave(token)


class ParallelMultiInstance(MultiInstance, spiff.ParallelMultiInstanceTask):
    """All rounds at once."""


class SequentialMultiInstance(MultiInstance, spiff.SequentialMultiInstanceTask):
    """One round after the other."""

    sequential = True
