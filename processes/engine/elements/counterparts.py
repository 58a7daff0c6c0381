"""Where each live token of an instance stands in another version of its process, and what forbids the move.

Nothing is changed here.  Ids are the same in both versions unless the mapping says otherwise.  What may not
be lost: a live token, a token that waits at a join, and what compensation remembers.  Listeners may go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..faults import Incident
from ..program import Program
from ..running.instance import Instance
from ..running.programs import body_of, reference_to
from ..running.tokens import Status, Token
from .binding import Called, called
from .calls import CallActivity
from .places import everything

_CHILD = " [child]"
_LOST = {
    "missing": ("在新版本中没有对应的元素", "在映射中写明对应的元素"),
    "scope": ("在新版本中处在另一个范围", "先把令牌移到别处再迁移"),
    "called": ("在新版本中没有可以调用的流程，或换了指明流程的写法", "先部署它，或先结束这次调用"),
}


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Why an instance cannot migrate; ``code`` is stable (``MIGRATION-join``), the texts are Chinese."""

    code: str
    message: str
    element_id: str | None
    remedy: str | None = None

    def to_plain(self) -> dict[str, Any]:
        """The obstacle as JSON data."""
        return asdict(self)


@dataclass
class Plan:
    """``specs``: the new node of every token that stays; ``dropped``: listeners without counterpart.

    ``calls``: what each open call goes on with.  ``flows``: the flow by which a token came to the join where
    it waits; ``memory``: what compensation remembers, by (token, name in its notes).  With ``problems`` the
    move is refused.
    """

    specs: dict[int, Any] = field(default_factory=dict)
    calls: dict[int, Called] = field(default_factory=dict)
    dropped: list[Token] = field(default_factory=list)
    flows: dict[int, str | None] = field(default_factory=dict)
    memory: dict[tuple[int, str], Any] = field(default_factory=dict)
    problems: list[Obstacle] = field(default_factory=list)


class Counterparts:
    """Makes the plan of one instance."""

    def __init__(self, instance: Instance, target: Program, mapping: Mapping[str, str]) -> None:
        self.instance, self.target, self.mapping = instance, target, mapping
        self.plan = Plan()
        self.bodies: dict[Any, Any] = {}  # old body -> new body

    def make(self) -> Plan:
        """Look at every token, the outer ones first."""
        tokens = list(everything(self.instance.root))
        self._known_ids(tokens)
        for token in tokens:
            if token.scope is not None and token.scope.id not in self.plan.specs:
                continue  # its scope has no place; that is told once
            self._place(token)
        placed = [token for token in tokens if token.id in self.plan.specs]
        for token in placed:
            self._notes(token)
            if token.spec.joins and not token.spec.kinds:
                self._join(token)
        return self.plan

    def _known_ids(self, tokens: list[Token]) -> None:
        programs = {self.instance.program, *(token.spec.process.program for token in tokens)}
        ids = {id_ for program in programs for body in program.specs.values() for id_ in body.task_specs}
        for old in sorted(set(self.mapping) - ids):
            self._problem("unknown", f"映射中的“{old}”不是原流程图的元素", old, "改正映射")

    def _problem(self, code: str, message: str, element_id: str | None, remedy: str | None = None) -> None:
        self.plan.problems.append(
            Obstacle(code=f"MIGRATION-{code}", message=message, element_id=element_id, remedy=remedy)
        )

    # -- nodes

    def _place(self, token: Token) -> None:
        new, code = self._find(token)
        if new is not None:
            new, code = self._bound(token, new), "called"
        reason = None if new is None else _other_kind(token, new)
        if new is not None and reason is None:
            self.plan.specs[token.id] = new
            if new.is_scope and token.spec.body is not None:
                self.bodies[token.spec.body] = new.body
        elif _dispensable(token):
            self.plan.dropped.append(token)
        elif reason is not None:
            self._problem("kind", f"“{_called(token)}”{reason}", token.spec.bpmn_id, "映射到同类的元素")
        else:
            why, remedy = _LOST[code]
            self._problem(code, f"“{_called(token)}”{why}", token.spec.bpmn_id, remedy)

    def _bound(self, token: Token, new: Any) -> Any:
        """An open call goes on with the version that it would call now; a call by expression stays with the
        process that it has called.
        """
        old, begun = token.spec, Status.OPEN in (token.status, token.internal.get("was"))
        if not begun or not isinstance(new, CallActivity) or type(old) is not type(new):
            return new
        if (old.target is None) != (new.target is None):
            return None
        try:
            found = called(self.instance, new, new.spec if new.target is None else old.body.process_id)
        except Incident:
            return None
        self.plan.calls[token.id] = found
        return new.bound(found.body)

    def _find(self, token: Token) -> tuple[Any, str]:
        old, name = token.spec, self._name(token.spec.name)
        if token.scope is None:
            body = self.target.specs.get(self.instance.process_id)
            return (None if body is None else body.root), "missing"
        around = self.plan.specs[token.scope.id]
        if token.passive and old.boundary:
            return next((each for each in around.boundaries if each.name == name), None), "missing"
        if token.passive and getattr(old, "event_subprocess", None) is not None:
            handler = around.body.task_specs.get(self._name(old.event_subprocess.name))
            return getattr(handler, "trigger", None), "missing"
        if token.passive and token.home().spec.kind == "eventBasedGateway":
            return next((f.target for f in around.outgoing if f.target.name == name), None), "missing"
        body = self._body(token, around)
        if name in body.task_specs:
            return body.task_specs[name], ""
        elsewhere = any(name in each.task_specs for each in self.target.specs.values())
        return None, "scope" if elsewhere else "missing"

    def _body(self, token: Token, around: Any) -> Any:
        scope: Any = token.home().spec
        normal = scope.body if scope.is_scope else scope.process
        if token.spec.process is normal:
            return around.body if around.is_scope else around.process
        return self._known_body(token.spec.process) or around.process

    def _known_body(self, old: Any) -> Any:
        """The counterpart of a body; a body of another version is its own, unless its call goes on with
        another one.
        """
        if self._foreign(old):
            return self.bodies.get(old, old)
        return self.bodies.get(old) or self.target.specs.get(old.key)

    def _foreign(self, body: Any) -> bool:
        return bool(body.program.content_hash != self.instance.program.content_hash)

    def _name(self, old: str) -> str:
        base, child = (old.removesuffix(_CHILD), _CHILD) if old.endswith(_CHILD) else (old, "")
        return self.mapping.get(base, base) + child

    # -- joins

    def _join(self, token: Token) -> None:
        if token.status is not Status.WAITING and token.internal.get("stuck") not in ("enter", "try_fire"):
            return
        new = self.plan.specs[token.id]
        if "fired" in token.internal:
            fired = [self._flow(token.spec, new, flow) for flow in token.internal["fired"]]
            self.plan.memory[token.id, "fired"] = fired
            lost = None in fired
        else:
            self.plan.flows[token.id] = self._flow(token.spec, new, token.via)
            lost = self.plan.flows[token.id] is None and token.via is not None
        if lost or len(new.incoming) < 2:
            self._problem(
                "join", f"在“{_called(token)}”等待汇聚的令牌在新版本中没有对应的入口", token.spec.bpmn_id,
                "先把令牌移过汇聚再迁移",
            )  # fmt: skip
        elif missing := self._unreachable(token, new):
            self._problem(
                "join", f"“{_called(token)}”在新版本中还要等顺序流 {'、'.join(missing)}，而没有令牌会到那里",
                token.spec.bpmn_id, "先把令牌移过汇聚再迁移",
            )  # fmt: skip

    def _flow(self, old: Any, new: Any, flow_id: str | None) -> str | None:
        """The flow of the new join for one of the old: that with its id, else that from the same node."""
        if any(flow.id == flow_id for flow in new.incoming):
            return flow_id
        source = next((self._name(flow.source.name) for flow in old.incoming if flow.id == flow_id), None)
        same = [flow.id for flow in new.incoming if flow.source.name == source]
        return same[0] if len(same) == 1 else None

    def _unreachable(self, token: Token, new: Any) -> list[str]:
        """Flows that only the new join has and that no token of the scope can come to."""
        if new.kind != "parallelGateway":
            return []
        old = {self._flow(token.spec, new, flow.id) for flow in token.spec.incoming}
        reached: set[str] = set()
        for other in token.home().inner.values():
            spec = self.plan.specs.get(other.id)
            if spec is not None and not other.passive and spec is not new:
                reached |= {flow.id for flow in new.process.reach(spec, new)}
        return [flow.id for flow in new.incoming if flow.id not in old and flow.id not in reached]

    # -- what tokens remember

    def _notes(self, token: Token) -> None:
        for name in ("done", "undo", "undoing"):
            if name in token.internal:
                entries = token.internal[name]
                self.plan.memory[token.id, name] = [self._remembered(entry) for entry in entries]
        if "queue" in token.internal:
            queue = [self._name(name) for name in token.internal["queue"]]
            self.plan.memory[token.id, "queue"] = queue
            for name in queue:
                if name not in self.plan.specs[token.id].body.task_specs:
                    self._problem("missing", f"“{_called(token)}”中排队的“{name}”在新版本中没有", name)

    def _remembered(self, entry: list[Any]) -> list[Any]:
        key, name, nested, *called = entry
        home = body_of(self.instance, key)
        body, old = self._known_body(home), home.task_specs[name]
        new: Any = None if body is None else body.task_specs.get(self._name(name))
        if isinstance(old, CallActivity) and isinstance(new, CallActivity):
            old = old.bound(body_of(self.instance, called[0])) if called else old
            if self._foreign(old.body):  # what another version has done is undone by that version
                return [reference_to(self.target, new.process), new.name, *self._kept(entry)[2:]]
            new, called = self._as_called(old.body, new)
        if new is None or type(new) is not type(old) or (_undone_by(old) and not _undone_by(new)):
            self._problem(
                "compensation", f"已完成的“{old.bpmn_name or old.bpmn_id}”在新版本中无法补偿", old.bpmn_id,
                "在映射中写明对应的活动，或保留它的补偿处理",
            )  # fmt: skip
            return entry
        if getattr(old, "body", None) is not None:
            self.bodies.setdefault(old.body, new.body)
        inside = None if nested is None else [self._remembered(each) for each in nested]
        return [reference_to(self.target, new.process), new.name, inside, *called]

    def _as_called(self, old: Any, new: CallActivity) -> tuple[Any, list[str]]:
        """The new node bound to the body that was called, and how the state names that."""
        body = self._known_body(old) if new.target is not None or new.body is None else new.body
        if body is None:
            return None, []
        bound = new.bound(body)
        return bound, [] if bound is new else [reference_to(self.target, body)]

    def _kept(self, entry: list[Any]) -> list[Any]:
        """The same entry, as a state of the target names its bodies."""
        key, name, nested, *called = entry
        inside = None if nested is None else [self._kept(each) for each in nested]
        places = [reference_to(self.target, body_of(self.instance, each)) for each in (key, *called)]
        return [places[0], name, inside, *places[1:]]


def _undone_by(spec: Any) -> bool:
    body = getattr(spec, "body", None)
    return spec.compensation is not None or (body is not None and body.compensation_handler() is not None)


def _dispensable(token: Token) -> bool:
    """A listener may go; the marker of a complex gateway is a memory and may not."""
    return token.passive and not token.spec.joins


def _called(token: Token) -> str:
    return str(token.spec.bpmn_name or token.spec.bpmn_id)


def _other_kind(token: Token, new: Any) -> str | None:
    """Why the new node cannot take the token; ``None`` if it can."""
    old = token.spec
    if type(old) is not type(new):
        return f"在新版本中换了种类（{old.kind} → {new.kind}）"
    if [kind for kind, _ in getattr(old, "definitions", ())] != [
        kind for kind, _ in getattr(new, "definitions", ())
    ]:
        return "在新版本中等待另一种事件"
    if "job" in token.internal and "job" not in new.extensions:
        return "在新版本中不再由后台办理"
    return None
