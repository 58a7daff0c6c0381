"""``Migrate``: a running instance goes on with another version of its process.

Tokens keep their ids, data, assignees and, unless told otherwise, their due instants.  Boundary events and
event sub-processes that only the new version has begin to wait; those that it has no longer are withdrawn.
A message or signal of another name is waited for anew.  A user task gets form, name and lane of the new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from processes.errors import InvalidArgument, InvalidState
from processes.records import RecordType

from ..faults import Incident
from ..running import scopes
from ..running.instance import Instance
from ..running.tokens import Status, Token
from . import timers
from .assignment import due_from
from .counterparts import Counterparts, Obstacle, Plan
from .places import everything

if TYPE_CHECKING:
    from ..commands import Migrate
    from ..program import Program
    from .graph import ProcessSpec

#: In ``recompute``: every timer and due date.
ALL = "*"


class MigrationRefused(InvalidState):
    """The instance cannot go on with that version; ``problems`` say why, element by element."""

    def __init__(self, problems: list[Obstacle]) -> None:
        super().__init__("不能迁移：" + "；".join(problem.message for problem in problems))
        self.problems = problems


def migrate(instance: Instance, command: Migrate, target: Program | None) -> None:
    """Carry the instance over, or raise MigrationRefused."""
    if target is None or target.content_hash != command.content_hash:
        raise InvalidArgument("没有给出要迁移到的版本的定义", content_hash=command.content_hash)
    if instance.process_id not in target.processes:
        raise InvalidArgument(f"要迁移到的部署中没有流程“{instance.process_id}”")
    plan = Counterparts(instance, target, command.mapping).make()
    if plan.problems:
        raise MigrationRefused(plan.problems)
    told = {"deployment_id": command.deployment_id, "version": command.version}
    instance.emit(
        RecordType.INSTANCE_MIGRATED, instance.root, **told, content_hash=target.content_hash,
        previous=instance.program.content_hash, mapping=dict(command.mapping), reason=command.reason,
    )  # fmt: skip
    try:
        _Move(instance, target, plan, frozenset(command.recompute)).carry_out()
    except Incident as incident:
        problem = Obstacle(code="MIGRATION-expression", message=str(incident), element_id=None)
        raise MigrationRefused([problem]) from incident


class _Move:
    """The carrying out of one plan."""

    def __init__(self, instance: Instance, target: Program, plan: Plan, recompute: frozenset[str]) -> None:
        self.instance, self.target, self.plan, self.recompute = instance, target, plan, recompute

    def carry_out(self) -> None:
        """Listeners that go are withdrawn first, with the words of the old version."""
        instance = self.instance
        for token in self.plan.dropped:
            instance.remove(token)
        tokens = list(everything(instance.root))
        renewed = [token for token in tokens if self._listens_for_another(token)]
        for token in renewed:
            token.spec.withdraw(token)
        self._exchange(tokens)
        for token in renewed:
            token.spec.arm(token, token.spec.plan(instance, self._watched(token)))
        for token in tokens:
            if "task" in token.internal and self._asked(token):
                self._due(token)
            if token not in renewed and token.internal.get("timers") and self._asked(token):
                self._timers(token)
        for token in tokens:
            self._listen(token)
        instance.stirred.all = True
        instance.taken = {place: [] for place in instance.taken}  # they may wait for other events now

    def _asked(self, token: Token) -> bool:
        return bool(self.recompute & {ALL, token.spec.bpmn_id})

    # -- the exchange itself

    def _exchange(self, tokens: list[Token]) -> None:
        instance = self.instance
        registered = {number for waiting in instance.listening.values() for number in waiting}
        registered |= set(instance.joins)
        registered |= {token.id for waiting in instance.arrivals.values() for token in waiting}
        for index in (instance.listening, instance.joins, instance.arrivals):
            index.clear()
        before = {token.id: (_words(token), token.via) for token in tokens}
        called = {number: instance.tokens[number].spec.body for number in self.plan.calls}
        instance.called.setdefault(instance.program.content_hash, instance.program)
        instance.program, instance.body = self.target, self.target.specs[instance.process_id]
        for token in tokens:
            token.spec = self.plan.specs[token.id]
            if token.id in self.plan.flows:
                token.via = self.plan.flows[token.id]
        for (number, name), value in self.plan.memory.items():
            instance.tokens[number].internal[name] = value
        for token in tokens:
            if token.id in registered:
                token.spec.register(token)
            self._tell(token, *before[token.id])
            if token.id in called:
                self._call(token, called[token.id])

    def _call(self, token: Token, before: ProcessSpec) -> None:
        """What an open call goes on with; told when nobody could tell it from the deployment around it."""
        body, version = self.plan.calls[token.id]
        same = body.program.content_hash == before.program.content_hash
        known = "told" in token.internal
        token.spec.keep(token)
        if same if known else version is None:
            return
        token.spec.tell(token, version)

    def _tell(self, token: Token, before: dict[str, Any], via: str | None) -> None:
        """``element_migrated``, where the place, the name, the form or the flow into a join is another."""
        now = _words(token)
        if token.scope is None or (now == before and token.via == via):
            return
        payload: dict[str, Any] = {"from": before, "kind": token.spec.kind, "name": token.spec.bpmn_name}
        if "task" in token.internal:
            payload["task"] = {
                "form_id": now["form_id"],
                "name": token.spec.bpmn_name,
                "lane": token.spec.lane,
            }
        if token.via != via:
            payload["flow"] = {"from": via, "to": token.via}
        if timers_ := token.internal.get("timers"):
            payload["timers"] = sorted(map(int, timers_))
        if names := _subscribed(token):
            payload["messages"] = names
        if "signal" in token.internal:
            payload["signals"] = sorted(set(token.internal["signal"]))
        self.instance.emit(RecordType.ELEMENT_MIGRATED, token, **payload)

    def _listens_for_another(self, token: Token) -> bool:
        """Whether a waiting token has to wait for a message or signal of another name."""
        new = self.plan.specs[token.id]
        if token.status is not Status.WAITING or not getattr(new, "kinds", ()):
            return False
        return _names(token.spec) != _names(new)

    # -- deadlines

    def _due(self, token: Token) -> None:
        work, text = token.internal["task"], token.spec.extensions.get("schedule", {}).get("dueDate")
        value = self.instance.evaluator.value(scopes.view(token), text) if text else None
        news, previous = due_from(self.instance, value), work.get("due")
        if news.at is None or news.at == previous:
            return
        work.pop("deadline", None)
        work.update(news.kept())
        self.instance.emit(
            RecordType.USER_TASK_RESCHEDULED, token, due=news.at, previous=previous, explanation=news.deadline
        )

    def _timers(self, token: Token) -> None:
        plan = token.spec.plan(self.instance, self._watched(token))
        for index, old in sorted(token.internal["timers"].items(), key=lambda item: int(item[0])):
            news: timers.Timer = plan.timers[int(index)]
            if news == old:
                continue
            token.internal["timers"][index] = news
            if "left" in news or "left" in old:
                self.instance.emit(RecordType.TIMER_CANCELED, token, index=int(index))
                self.instance.emit(RecordType.TIMER_CREATED, token, **timers.payload(int(index), news))
            else:
                told = {"due": news["due"], "previous": old["due"], "explanation": news.get("explanation")}
                self.instance.emit(RecordType.TIMER_RESCHEDULED, token, index=int(index), **told)

    def _watched(self, token: Token) -> scopes.View:
        return scopes.view(token.home() if token.passive else token)

    # -- listeners that are new

    def _listen(self, token: Token) -> None:
        if not token.alive or token.passive or token.status is Status.ARRIVED or _begins_anew(token):
            return
        here = {inner.spec for inner in token.inner.values() if inner.passive}
        for event in _missing(token, here):
            event.listen(token, event.plan(self.instance, scopes.view(token)))


def _missing(token: Token, here: set[Any]) -> Iterable[Any]:
    """What should listen inside the token and does not."""
    spec = token.spec
    if spec.kind == "eventBasedGateway":
        yield from (flow.target for flow in spec.outgoing if flow.target not in here)
        return
    if token.internal.get("active"):
        yield from (event for event in spec.boundaries if event not in here)
    if not spec.is_scope or token.status is not Status.OPEN:
        return
    interrupted = any(t.spec.is_handler and t.spec.trigger.interrupting for t in token.inner.values())
    for handler in () if interrupted else spec.body.event_subprocesses:
        if handler.trigger not in here and "compensation" not in handler.trigger.kinds:
            yield handler.trigger


def _begins_anew(token: Token) -> bool:
    return token.status is Status.PARKED and token.internal.get("stuck") == "enter"


def _words(token: Token) -> dict[str, Any]:
    """What records and tables say about the place of a token."""
    spec = token.spec
    words = {"process_id": spec.process.process_id, "element_id": spec.bpmn_id, "name": spec.bpmn_name}
    if "task" in token.internal:
        form = spec.extensions.get("form", {}).get("formId")
        value = token.instance.evaluator.value(scopes.view(token), form) if form else None
        words |= {"form_id": value, "lane": spec.lane}
    return words


def _names(spec: Any) -> list[str]:
    return [f"{kind}:{each.name}" for kind, each in spec.definitions if kind in ("message", "signal")]


def _subscribed(token: Token) -> list[str]:
    indexes = sorted(map(int, token.internal.get("messages", {})))
    return [token.spec.name_of(token, index) for index in indexes]
