"""Gateways that choose: exclusive and event-based."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs import defaults as spiff

from processes.records import RecordType

from ..faults import Incident
from ..running import scopes
from ..running.tokens import Status, Token
from .catching import Subscription
from .nodes import Choice, FlowNode


def default_choice(spec: FlowNode, token: Token) -> Choice:
    """The default flow, with the conditions that did not hold; Incident if there is none."""
    if spec.default is None:
        tried = "；".join(f"{flow.id}：{flow.condition}" for flow in spec.outgoing)
        raise Incident(
            "no_matching_flow", f"网关“{spec.bpmn_name or spec.bpmn_id}”没有条件成立，也没有默认流（{tried}）"
        )
    return spec.default, spec.rejections(token)


class ExclusiveGateway(FlowNode, spiff.ExclusiveGateway):
    """The first flow whose condition holds, in the order of the document (BPMN 2.0.2 §13.4.2)."""

    def choose(self, token: Token) -> list[Choice]:
        if not self.outgoing:
            return []
        for flow in self.outgoing:
            if flow is self.default:
                continue
            if flow.condition is None:
                return [(flow, {})]
            found = self.test(token, flow)
            if found is not None:
                return [(flow, found)]
        return [default_choice(self, token)]


class EventBasedGateway(FlowNode, spiff.EventBasedGateway):
    """The event that happens first decides (BPMN 2.0.2 §13.4.5)."""

    parallel = False  # at the beginning of a process only

    def prepare(self, token: Token, scope: scopes.View) -> list[Subscription]:
        return [flow.target.plan(token.instance, scope) for flow in self.outgoing]

    def execute(self, token: Token, plan: list[Subscription]) -> None:
        token.status = Status.WAITING
        for flow, subscription in zip(self.outgoing, plan, strict=True):
            flow.target.listen(token, subscription)

    def won(self, token: Token, winner: Token) -> Token:
        """The race is over; the token with which the winning event goes on."""
        instance, scope = token.instance, token.home()
        flow = next(f for f in self.outgoing if f.target is winner.spec)
        happened = Token(instance, winner.spec, scope, Status.READY, via=flow.id)
        self.completed(token)
        instance.remove(token)
        instance.emit(RecordType.SEQUENCE_FLOW_TAKEN, token, flow_id=flow.id)
        instance.activated(happened)
        return happened
