"""Call activities: another process as a scope of the same instance (BPMN 2.0.2 §13.3.3)."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Self

from SpiffWorkflow.bpmn.specs import defaults as spiff

from processes.records import RecordType

from ..faults import Incident
from ..running import scopes
from ..running.programs import reference_to
from ..running.tokens import Token
from .binding import called
from .bodies import Opening, Scope

if TYPE_CHECKING:
    from ..context import Version
    from .graph import ProcessSpec

#: The node bound to the called process, its version if it is of another deployment, what it copies, how it
#: begins.
Call = tuple["CallActivity", "Version | None", dict[str, Token], Opening]
_TWINS = 8  # bodies that a node is kept bound to: old versions go


class CallActivity(Scope, spiff.CallActivity):
    """A called process is a scope of the same instance: one state, one stream of records.

    ``body`` is the process of its own deployment, if the diagram names one that is there.
    """

    isolates = True
    target: str | None = None  # the FEEL expression that names the called process
    binding = "deployment"
    tag: str | None = None

    def bound(self, body: ProcessSpec) -> Self:
        """The same node, calling one process: what a token is at while the call lasts."""
        if body is self.body:
            return self
        key = reference_to(self.process.program, body)
        twin = self._bound.get(key)
        if twin is None or twin.body is not body:
            twin = copy.copy(self)
            twin.body = body
            if len(self._bound) >= _TWINS:
                self._bound.pop(next(iter(self._bound)), None)
            self._bound[key] = twin
        return twin

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bound: dict[str, Self] = {}

    def prepare(self, token: Token, scope: scopes.View) -> Call:
        spec, version = self, None
        if self.target is not None or self.binding != "deployment":
            found = called(token.instance, self, self._name(token, scope))
            spec, version = self.bound(found.body), found.version
        return spec, version, *spec.plan_call(token, scope)

    def _name(self, token: Token, scope: scopes.View) -> Any:
        return self.spec if self.target is None else token.instance.evaluator.evaluate(scope, self.target)

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
        if "called" in token.internal:
            scope.internal["done"][-1].append(token.internal["called"])

    def execute(self, token: Token, plan: Call) -> None:
        token.spec, version, copied, handlers = plan
        token.spec.keep(token)
        if version is not None:
            token.spec.tell(token, version)
        token.internal["own"] = sorted(token.variables or {})
        scopes.copy(token, copied)
        token.spec.open(token, handlers)

    def keep(self, token: Token) -> None:
        """Remember what is called, if the diagram and the deployment do not say it."""
        token.internal.pop("called", None)
        if self.process.task_specs[self.name] is not self:
            token.internal["called"] = reference_to(token.instance.program, self.body)

    def tell(self, token: Token, version: Version | None) -> None:
        """Record the version that is called; ``None``: that of the deployment of the call."""
        told = {} if version is None else {"deployment_id": version.deployment_id, "version": version.version}
        token.internal["told"] = True
        hashed = self.body.program.content_hash
        token.instance.emit(
            RecordType.PROCESS_CALLED, token, process_id=self.body.process_id, content_hash=hashed, **told
        )

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
