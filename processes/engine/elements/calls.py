"""Call activities: another process of the deployment as a scope of the same instance (BPMN 2.0.2 §13.3.3)."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Self

from SpiffWorkflow.bpmn.specs import defaults as spiff

from ..faults import Incident
from ..running import scopes
from ..running.tokens import Token
from .bodies import Opening, Scope

if TYPE_CHECKING:
    from .graph import ProcessSpec

#: The node bound to the called process, what it copies, how it begins.
Call = tuple["CallActivity", dict[str, Token], Opening]


class CallActivity(Scope, spiff.CallActivity):
    """A called process is a scope of the same instance: one state, one stream of records."""

    isolates = True
    target: str | None = None  # the FEEL expression that names the called process

    def bound(self, body: ProcessSpec) -> Self:
        """The same node, calling one process: what a token is at while the call lasts."""
        if body.key not in self._bound:
            twin = copy.copy(self)
            twin.body = body
            self._bound[body.key] = twin
        return self._bound[body.key]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bound: dict[str, Self] = {}

    def prepare(self, token: Token, scope: scopes.View) -> Call:
        spec = self if self.target is None else self.bound(self._called(token, scope, self.target))
        return spec, *spec.plan_call(token, scope)

    def _called(self, token: Token, scope: scopes.View, target: str) -> ProcessSpec:
        """The process that the expression names, of the same deployment; Incident if there is none."""
        name, program = token.instance.evaluator.evaluate(scope, target), token.instance.program
        known = program.processes.get(name) if isinstance(name, str) else None
        if known is None or not known.executable:
            raise Incident("missing_process", f"部署中没有可执行的流程 {name!r}（= {target}）")
        body: ProcessSpec = program.specs[known.id]
        if not body.entries:
            raise Incident("missing_process", f"流程“{known.id}”没有空开始事件，不能调用")
        return body

    def plan_call(self, token: Token, scope: scopes.View) -> tuple[dict[str, Token], Opening]:
        """What the called process copies (name -> the scope that holds it) and its event sub-processes."""
        io = self.body.io_specification
        holders = scopes.holders_of_names(token)
        copied: dict[str, Token] = {}
        if io is not None and io.data_inputs:
            wanted = [data.bpmn_id for data in io.data_inputs]
            self._require(wanted, scope, "输入")
            copied = {name: holders[name] for name in wanted}
        elif self.extensions.get("called", {}).get("all_in", True):
            copied = {name: h for name, h in holders.items() if not name.startswith("numberOf")}
        # input mappings and loop variables are its own already
        own = dict(token.variables or {})
        for _, inputs in token.pending:
            own |= inputs
        copied = {name: holder for name, holder in copied.items() if name not in own}
        inside = scopes.View([own, {name: (holder.variables or {})[name] for name, holder in copied.items()}])
        return copied, self.opening(token, inside)

    def remember(self, token: Token, scope: Token) -> None:
        super().remember(token, scope)
        if self.target is not None:
            scope.internal["done"][-1].append(self.body.key)

    def execute(self, token: Token, plan: Call) -> None:
        token.spec, copied, handlers = plan
        if self.target is not None:
            token.internal["called"] = token.spec.body.key
        token.internal["own"] = sorted(token.variables or {})
        scopes.copy(token, copied)
        token.spec.open(token, handlers)

    def drained(self, token: Token) -> None:
        io, result = self.body.io_specification, scopes.View([token.variables or {}])
        written, own = token.internal.get("written", []), token.internal.get("own", [])
        if io is not None and io.data_outputs:
            wanted = [data.bpmn_id for data in io.data_outputs]
            self._require(wanted, result, "输出")
            scopes.assign(token.home(), {name: result[name] for name in wanted})
        elif not self.extensions.get("outputs") and self.extensions.get("called", {}).get("all_out", True):
            scopes.assign(token.home(), {name: result[name] for name in written if name not in own})
        self.leave(token)

    def _require(self, wanted: list[str], scope: scopes.View, what: str) -> None:
        missing = [name for name in wanted if name not in scope]
        if missing:
            raise Incident(
                "missing_data", f"调用“{self.bpmn_name or self.bpmn_id}”缺少{what}数据：{'、'.join(missing)}"
            )
