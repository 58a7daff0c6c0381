"""``Modify``: an operator moves, ends and begins tokens of a running instance.

An instruction is plain data with a ``type``:

* ``cancel``: end ``element_instance_id``, or every token at ``element_id``;
* ``activate``: begin ``element_id``;
* ``move``: both, from ``element_instance_id`` or ``element_id`` to ``target``.

Where something begins, ``scope`` (an element instance) chooses among several open scopes around it,
``process_id`` among equal ids of called processes; ``flow_id`` says by which flow a join is reached (without
it the token is put behind the join); ``variables`` are given by element id to the scopes that begin, under
``""`` to the instance.  A multi-instance body as ``scope`` of its own activity gets one more round.

Sub-processes and called processes around the target begin as well, with their input mappings and listeners
but without what they normally start with.  A scope that is left empty ends with what was in it.

Everything is looked up and checked before anything changes; a refusal names the instruction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from processes.errors import InvalidArgument, InvalidState, NotFound
from processes.records import RecordType

from ..faults import Incident
from ..running import scopes
from ..running.instance import Instance
from ..running.tokens import Token
from . import places
from .loops import Loop, MultiInstance

_KNOWN = {
    "cancel": {"type", "element_instance_id", "element_id"},
    "activate": {"type", "element_id", "scope", "process_id", "flow_id", "variables"},
    "move": {
        "type", "element_instance_id", "element_id", "target", "scope", "process_id", "flow_id", "variables",
    },
}  # fmt: skip


@dataclass
class Plan:
    """What one instruction does: the tokens that end, and for each place where one begins its way there."""

    number: int
    instruction: Mapping[str, Any]
    ends: list[Token] = field(default_factory=list)
    begins: list[places.Place] = field(default_factory=list)


def modify(instance: Instance, instructions: list[dict[str, Any]], reason: str) -> None:
    """Carry out the instructions, or none of them.

    Raises InvalidArgument or NotFound for an instruction that says nothing possible, InvalidState when
    nothing would be left to do.
    """
    if not reason.strip():
        raise InvalidArgument("修改流程实例须写明原因")
    if not instructions:
        raise InvalidArgument("没有给出修改指令")
    plans = [_plan(instance, number, each) for number, each in enumerate(instructions, 1)]
    _check(plans)
    instance.emit(
        RecordType.INSTANCE_MODIFIED, instance.root, reason=reason, changes=[_told(plan) for plan in plans]
    )
    opened: dict[tuple[int, str], Token] = {}
    for plan in plans:
        for place in plan.begins:
            _begin(plan, place, opened)
    for plan in plans:
        for token in plan.ends:
            end(token)
    if instance.root.active == 0:
        raise InvalidState("这样修改以后流程里没有进行中的元素；要结束整个流程，请用“取消流程”")


def _plan(instance: Instance, number: int, instruction: Mapping[str, Any]) -> Plan:
    kind = instruction.get("type")
    if kind not in _KNOWN:
        raise InvalidArgument(f"第 {number} 条指令的 type 应为 {'、'.join(_KNOWN)}，实际为 {kind!r}")
    if unknown := sorted(set(instruction) - _KNOWN[kind]):
        raise InvalidArgument(f"第 {number} 条指令（{kind}）没有参数 {'、'.join(unknown)}")
    plan = Plan(number, instruction)
    try:
        if kind != "activate":
            plan.ends = places.tokens(
                instance, instruction.get("element_instance_id"), instruction.get("element_id")
            )
        for source in plan.ends if kind == "move" else [None] if kind == "activate" else []:
            plan.begins.append(_place(instance, instruction, source))
    except (InvalidArgument, InvalidState, NotFound) as error:
        raise type(error)(f"第 {number} 条指令：{error}", instruction=dict(instruction)) from error
    return plan


def _place(instance: Instance, instruction: Mapping[str, Any], source: Token | None) -> places.Place:
    target = instruction.get("target" if source is not None else "element_id")
    if not isinstance(target, str) or not target:
        raise InvalidArgument("没有写明从哪个元素开始")
    place = places.find(
        instance,
        target,
        near=source,
        within=instruction.get("scope"),
        process_id=instruction.get("process_id"),
        flow_id=instruction.get("flow_id"),
    )
    variables = instruction.get("variables") or {}
    begun = {"", place.node.bpmn_id, *(node.bpmn_id for node in place.create)}
    if unknown := sorted(set(variables) - begun):
        told = "、".join(sorted(begun - {""}))
        raise InvalidArgument(f"变量只能给流程（空名）和新开始的元素（{told}），不能给 {'、'.join(unknown)}")
    if any(not isinstance(values, Mapping) for values in variables.values()):
        raise InvalidArgument("变量应按元素写成键值表")
    return place


def _check(plans: list[Plan]) -> None:
    """No token ends twice, and nothing begins in what ends."""
    ends: dict[int, Token] = {}
    for plan in plans:
        for token in plan.ends:
            if token.id in ends:
                raise InvalidArgument(f"第 {plan.number} 条指令：元素实例 {token.id} 已在另一条指令中结束")
            ends[token.id] = token
    for plan in plans:
        for place in plan.begins:
            inside = next((t for t in place.scope.ancestors() if t.id in ends), None)
            if inside is not None:
                raise InvalidArgument(
                    f"第 {plan.number} 条指令：“{place.node.bpmn_id}”要在元素实例 {inside.id}"
                    f"（{inside.spec.bpmn_id}）中开始，而它同时被结束"
                )


def _told(plan: Plan) -> dict[str, Any]:
    told: dict[str, Any] = {"type": plan.instruction["type"]}
    if plan.ends:
        told["ended"] = [
            {"element_instance_id": token.id, "element_id": token.spec.bpmn_id} for token in plan.ends
        ]
    if plan.begins:
        told["begun"] = plan.begins[0].node.bpmn_id
    return told


def _begin(plan: Plan, place: places.Place, opened: dict[tuple[int, str], Token]) -> None:
    variables: Mapping[str, Mapping[str, Any]] = plan.instruction.get("variables") or {}
    instance, scope = place.scope.instance, place.scope
    if variables.get(""):
        scopes.assign(instance.root, variables[""])
    if isinstance(scope.spec, MultiInstance):
        scope.spec.add_round(scope, dict(variables.get(place.node.bpmn_id) or {}))
        return
    for wanted in place.create:
        node = places.within_scope(wanted, scope)
        key = (scope.id, node.name)
        if key not in opened:
            opened[key] = _open(node, scope, variables.get(node.bpmn_id))
        scope = opened[key]
    node = places.within_scope(place.node, scope)
    token = instance.arrive(node, scope, place.flow_id)
    told = {} if place.flow_id is None else {"flow_id": place.flow_id}
    instance.emit(RecordType.TOKEN_PLACED, token, **told)
    token.internal["gathered"] = True
    if node.joins and place.flow_id is None:
        token.internal["by_hand"] = True
    if variables.get(node.bpmn_id):
        scopes.declare(token, variables[node.bpmn_id])


def _open(node: Any, scope: Token, variables: Mapping[str, Any] | None) -> Token:
    """Begin a scope with nothing in it."""
    token = Token(scope.instance, node, scope)
    token.internal.update(gathered=True, by_hand=True)
    try:
        node.enter(token)
    except Incident as incident:
        raise InvalidState(f"不能开始“{node.bpmn_name or node.bpmn_id}”：{incident}") from incident
    if variables:
        scopes.declare(token, variables)
    return token


def end(token: Token) -> None:
    """End a token, and the scopes that are empty without it."""
    while token.alive and token.scope is not None:
        scope = token.scope
        token.instance.kill(token)
        if isinstance(scope.spec, Loop):
            scope.spec.round_ended(scope)
        if scope.active or scope.scope is None:
            return
        if scope.internal.get("undoing"):  # not empty: there is more to undo
            token.instance.undoing.append(scope)
            return
        token = scope
