"""Changes that keep a document close to BPMN, so that most of it is still accepted and executed."""

from __future__ import annotations

import random
from collections.abc import Callable

from lxml import etree

from processes.engine.reading.document import ACTIVITIES, BODIES, FLOW_NODES
from processes.engine.reading.extensions import BPMN
from processes.engine.reading.schema import schema

TYPES = {name: kind for (_, name), kind in schema().walk().items()}
DEFINITIONS = (
    "<errorEventDefinition/>",
    "<escalationEventDefinition/>",
    "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>",
    "<conditionalEventDefinition><condition>= x = 2</condition></conditionalEventDefinition>",
    "<compensateEventDefinition/>",
    "<terminateEventDefinition/>",
    "<cancelEventDefinition/>",
)
LOOPS = (
    '<standardLoopCharacteristics loopMaximum="2"/>',
    "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>",
    '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>2</loopCardinality>'
    "<completionCondition>= numberOfCompletedInstances = 1</completionCondition>"
    "</multiInstanceLoopCharacteristics>",
)
EXPRESSIONS = ("= true", "= false", "= x > 1", "= null", "= [1]", "= 5", "= nowhere.to.be.found", '= "a"')


def _made(text: str) -> etree._Element:
    return etree.fromstring(f'<x xmlns="{BPMN[1:-1]}">{text}</x>')[0]


def _nodes(body: etree._Element) -> list[etree._Element]:
    return [e for e in body.iterchildren(etree.Element) if _tag(e) in FLOW_NODES and e.get("id")]


def _tag(element: etree._Element) -> str:
    return str(element.tag).removeprefix(BPMN)


def flow(body: etree._Element, drawn: random.Random) -> None:
    """One more sequence flow."""
    ends = [drawn.choice(_nodes(body)).get("id") for _ in "ab"]
    body.append(
        _made(f'<sequenceFlow id="new{drawn.randrange(10**6)}" sourceRef="{ends[0]}" targetRef="{ends[1]}"/>')
    )


def turn(body: etree._Element, drawn: random.Random) -> None:
    """A sequence flow leads elsewhere."""
    flows = list(body.iterchildren(f"{BPMN}sequenceFlow"))
    if flows:
        drawn.choice(flows).set(
            drawn.choice(["sourceRef", "targetRef"]), drawn.choice(_nodes(body)).get("id")
        )


def become(body: etree._Element, drawn: random.Random) -> None:
    """A node becomes one of another kind."""
    drawn.choice(_nodes(body)).tag = BPMN + drawn.choice(sorted(FLOW_NODES))


def attach(body: etree._Element, drawn: random.Random) -> None:
    """A boundary event, with a way out."""
    host, target = drawn.choice(_nodes(body)), drawn.choice(_nodes(body))
    name, kept = f"new{drawn.randrange(10**6)}", drawn.choice(["true", "false"])
    body.append(
        _made(
            f'<boundaryEvent id="{name}" attachedToRef="{host.get("id")}" cancelActivity="{kept}">'
            f"{drawn.choice(DEFINITIONS)}</boundaryEvent>"
        )
    )
    flow_ = f'<sequenceFlow id="{name}f" sourceRef="{name}" targetRef="{target.get("id")}"/>'
    body.append(_made(flow_))


def repeat(body: etree._Element, drawn: random.Random) -> None:
    """An activity is repeated."""
    activities = [node for node in _nodes(body) if _tag(node) in ACTIVITIES]
    if activities:
        drawn.choice(activities).append(_made(drawn.choice(LOOPS)))


def define(body: etree._Element, drawn: random.Random) -> None:
    """An event has a definition more, or another one."""
    events = [node for node in _nodes(body) if _tag(node).endswith("Event")]
    if events:
        event = drawn.choice(events)
        for old in [e for e in event if _tag(e).endswith("EventDefinition")][: drawn.randint(0, 1)]:
            event.remove(old)
        event.append(_made(drawn.choice(DEFINITIONS)))


def mark(body: etree._Element, drawn: random.Random) -> None:
    """An attribute that the schema allows, with a value that it allows."""
    node = drawn.choice(_nodes(body))
    known = schema().attributes(TYPES[_tag(node)])
    name = drawn.choice(sorted(set(known) - {"id"}))
    kind = known[name].kind
    values = {"boolean": ["true", "false"], "integer": ["1", "2"], "text": ["x", node.get("id", "")]}
    node.set(name, drawn.choice(values[kind] if isinstance(kind, str) else sorted(kind)))


def say(body: etree._Element, drawn: random.Random) -> None:
    """Another expression."""
    found = [e for e in body.iter(etree.Element) if (e.text or "").strip().startswith("=")]
    attributes = [(e, k) for e in body.iter(etree.Element) for k, v in e.attrib.items() if str(v)[:1] == "="]
    if found and (not attributes or drawn.random() < 0.5):
        drawn.choice(found).text = drawn.choice(EXPRESSIONS)
    elif attributes:
        element, key = drawn.choice(attributes)
        element.set(key, drawn.choice(EXPRESSIONS))


def drop(body: etree._Element, drawn: random.Random) -> None:
    """Something is taken away."""
    inner = list(body.iterdescendants(etree.Element))
    gone = drawn.choice(inner)
    gone.getparent().remove(gone)  # type: ignore[union-attr]


WAYS: tuple[Callable[[etree._Element, random.Random], None], ...] = (
    flow, turn, become, attach, repeat, define, mark, say, drop,
)  # fmt: skip


def alter(root: etree._Element, drawn: random.Random) -> None:
    """One change in one body."""
    bodies = [b for b in root.iter(*(BPMN + tag for tag in BODIES)) if _nodes(b)]
    if bodies:
        drawn.choice(WAYS)(drawn.choice(bodies), drawn)
