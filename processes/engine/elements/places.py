"""Finding tokens and places by what an operator calls them: ids of elements and of element instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from processes.errors import InvalidArgument, InvalidState, NotFound

from ..program import Program
from ..running.instance import ROOT, Instance
from ..running.tokens import Status, Token
from .graph import ProcessSpec
from .loops import Loop, MultiInstance


@dataclass(frozen=True)
class Place:
    """Where a token shall begin: at ``node`` in the open ``scope``, within new scopes at ``create``.

    These come outermost first.  ``flow_id``: by which flow it comes to a join.
    """

    node: Any
    scope: Token
    create: tuple[Any, ...] = ()
    flow_id: str | None = None


def everything(token: Token) -> Iterator[Token]:
    """A token and all that live inside it, by the order of their ids at each level."""
    yield token
    for number in sorted(token.inner):
        yield from everything(token.inner[number])


def tokens(instance: Instance, number: Any, element_id: Any) -> list[Token]:
    """The tokens that an instruction means: one element instance, or all at an element (the outermost)."""
    if (number is None) == (element_id is None):
        raise InvalidArgument("应写明 element_instance_id 或 element_id 之一")
    if number is not None:
        return [_movable(instance, number)]
    found: list[Token] = []
    for token in everything(instance.root):
        if token.passive or token.scope is None or token.spec.bpmn_id != element_id:
            continue
        if not any(outer in found for outer in token.home().ancestors()):
            found.append(token)
    if not found:
        raise NotFound(f"没有进行中的元素“{element_id}”", element_id=element_id)
    return found


def _movable(instance: Instance, number: Any) -> Token:
    token = next((each for each in everything(instance.root) if each.id == number), None)
    if token is None:
        raise NotFound(f"没有进行中的元素实例 {number}", element_instance_id=number)
    if number == ROOT:
        raise InvalidArgument("不能移动或结束流程实例本身；要结束整个流程，请用“取消流程”")
    if token.passive:
        raise InvalidArgument(
            f"元素实例 {number}（{token.spec.bpmn_id}）是等待事件的监听，随它所在的元素结束"
        )
    return token


def find(
    instance: Instance,
    element_id: str,
    *,
    near: Token | None,
    within: Any,
    process_id: str | None,
    flow_id: str | None,
) -> Place:
    """The place that is meant: in the scope nearest to ``near``, else in the only one inside ``within``."""
    node = _node(instance, element_id, process_id, near)
    if within is not None:
        around = _around(instance, within)
        if isinstance(around.spec, Loop) and around.spec.bpmn_id == element_id:
            return _round(around, near)
    else:
        around = instance.root
    scope, create = _scope(instance, node.process, around, near, ())
    if create:
        create = (within_scope(create[0], scope), *create[1:])
    else:
        node = within_scope(node, scope)
    _startable(node, flow_id)
    return Place(node, scope, create, flow_id)


def within_scope(node: Any, scope: Token) -> Any:
    """The node of this id in the version that *scope* runs; raises InvalidState when it has none."""
    body: ProcessSpec = scope.spec.body
    if node.process is body:
        return node
    found = body.task_specs.get(node.name) if node.process.key == body.key else None
    if found is None:
        raise InvalidState(f"“{scope.spec.bpmn_id}”所用的“{body.key}”版本中没有元素“{node.bpmn_id}”")
    return found


def _around(instance: Instance, number: Any) -> Token:
    token = next((each for each in everything(instance.root) if each.id == number), None)
    if token is None or token.status is not Status.OPEN or token.passive:
        raise NotFound(f"没有进行中的范围 {number}", scope=number)
    return token


def _round(body: Token, near: Token | None) -> Place:
    if not isinstance(body.spec, MultiInstance) or near is not None:
        raise InvalidArgument(f"“{body.spec.bpmn_id}”不是可以增加一轮的多实例")
    return Place(body.spec.child(), body)


def _node(instance: Instance, element_id: str, process_id: str | None, near: Token | None) -> Any:
    found: dict[str, Any] = {}
    for body in _bodies(instance):
        node = body.task_specs.get(element_id)
        if node is not None and node.bpmn_id == element_id:
            found.setdefault(body.key, node)
    if not found:
        raise NotFound(f"流程图中没有元素“{element_id}”", element_id=element_id)
    wanted = [process_id] if process_id else []
    if not process_id:
        wanted = [near.spec.process.process_id] if near is not None else []
        wanted.append(instance.process_id)
    for process in wanted:
        for node in found.values():
            if node.process.process_id == process:
                return node
    if process_id or len(found) > 1:
        told = "、".join(sorted({node.process.process_id for node in found.values()}))
        raise InvalidArgument(f"元素“{element_id}”在流程 {told} 中，请用 process_id 指明是哪一个")
    return next(iter(found.values()))


def _bodies(instance: Instance) -> Iterator[ProcessSpec]:
    """Where an element may be meant to be: in what is open, as its version has it, before all others."""
    live = open_bodies(instance)
    for body in live:
        program: Program = body.program
        yield from (each for each in program.specs.values() if each.process_id == body.process_id)
    for program in dict.fromkeys((instance.program, *(body.program for body in live))):
        yield from program.specs.values()


def open_bodies(instance: Instance) -> list[ProcessSpec]:
    """The bodies that are being executed, the outer ones first."""
    scopes = [t for t in everything(instance.root) if t.spec.is_scope and t.status is Status.OPEN]
    return list(dict.fromkeys(token.spec.body for token in scopes))


def _startable(node: Any, flow_id: str | None) -> None:
    name = f"“{node.bpmn_name or node.bpmn_id}”"
    if node.boundary:
        raise InvalidArgument(f"不能从{name}开始：它是边界事件，只随它所在的活动等待")
    if node.kind == "startEvent":
        raise InvalidArgument(f"不能从{name}开始：请选开始事件之后的元素")
    if node.is_handler:
        raise InvalidArgument(f"不能从{name}开始：事件子流程由它的事件启动")
    if node.for_compensation:
        raise InvalidArgument(f"不能从{name}开始：它只在补偿时执行")
    if any(flow.source.kind == "eventBasedGateway" for flow in node.incoming):
        raise InvalidArgument(f"不能从{name}开始：请选它前面的事件网关")
    if flow_id is not None and (not node.joins or flow_id not in {flow.id for flow in node.incoming}):
        raise InvalidArgument(f"“{flow_id}”不是进入汇聚网关{name}的顺序流")


def startable(program: Program, process_id: str, live: Iterable[ProcessSpec] = ()) -> list[Any]:
    """The nodes at which a token may begin, in a process and in those that it may call; of what is open
    (*live*) as its version has it.
    """
    found: list[Any] = []
    seen: set[str] = set()
    todo = [*live, program.specs[process_id]]
    while todo:
        body = todo.pop(0)
        if body.key in seen:
            continue
        seen.add(body.key)
        nodes = list(body.task_specs.values())
        todo += [node.body for node in nodes if node.is_scope and node.body is not None]
        for node in nodes:
            try:
                _startable(node, None)
            except InvalidArgument:
                continue
            if not node.name.endswith(" [child]"):
                found.append(node)
    return found


def _scope(
    instance: Instance, body: ProcessSpec, around: Token, near: Token | None, inside: tuple[str, ...]
) -> tuple[Token, tuple[Any, ...]]:
    """The open scope in which to begin, and the scope nodes to begin in it, outermost first."""
    open_ = [
        token
        for token in everything(around)
        if token.spec.is_scope and token.status is Status.OPEN and token.spec.body.key == body.key
    ]
    nearest = [token for token in (near.home().ancestors() if near is not None else ()) if token in open_]
    if nearest:
        return nearest[0], ()
    if len(open_) > 1:
        told = "、".join(f"{token.id}（{token.spec.bpmn_id}）" for token in open_)
        raise InvalidArgument(f"有 {len(open_)} 个进行中的范围可以开始：{told}，请用 scope 指明是哪一个")
    if open_:
        return open_[0], ()
    ways = []
    refusals: list[InvalidState] = []
    for owner in _owners(instance, body):
        if owner.process.key in inside:
            continue
        try:
            scope, create = _scope(instance, owner.process, around, near, (*inside, body.key))
            ways.append((scope, (*create, _enterable(owner))))
        except InvalidState as refusal:
            refusals.append(refusal)
    if len(ways) > 1:
        told = "、".join(sorted({way[1][-1].bpmn_id for way in ways}))
        raise InvalidArgument(f"可以经由 {told} 进入，请先从其中一个活动开始，或用 scope 指明范围")
    if not ways:
        raise refusals[0] if refusals else InvalidState(f"元素所在的“{body.key}”不在进行中的范围之内")
    return ways[0]


def _owners(instance: Instance, body: ProcessSpec) -> list[Any]:
    """The nodes that have this body."""
    program: Program = body.program
    bodies = {each.key: each for each in (*program.specs.values(), *instance.program.specs.values())}
    return [
        node
        for each in bodies.values()
        for node in each.task_specs.values()
        if node.is_scope and node.body is not None and node.body.key == body.key
    ]


def _enterable(owner: Any) -> Any:
    if owner.is_handler:
        raise InvalidState(f"事件子流程“{owner.bpmn_id}”没有进行，不能在其中开始")
    if owner.name.endswith(" [child]"):
        raise InvalidState(
            f"“{owner.bpmn_id}”是没有进行的多实例（或循环），不能直接在其中开始；请从“{owner.bpmn_id}”本身开始"
        )
    return owner
