"""What must have a case of its own: the constructs of BPMN 2.0.2 §13 and of the dialect, and the defects that
were found in stock SpiffWorkflow 3.2.0.  Cases name them in ``holds``; ``test_constructs`` holds that none is
without one, and that no case names anything else.
"""

from __future__ import annotations

_CONSTRUCTS = """
attribute.boolean compensation event.parallel-multiple task.global
flow.implicit flow.conditional flow.implicit-end start.none parse.ids parse.prefixes token.quantity
gateway.exclusive gateway.parallel gateway.inclusive gateway.inclusive-loop gateway.inclusive-call
gateway.event gateway.complex
subprocess terminate call call.expression call.latest call.deployment call.version-tag call.mapping
call.global
start.message start.signal start.timer start.receive start.event-gateway
boundary.timer boundary.message boundary.signal boundary.error boundary.escalation boundary.conditional
boundary.nonint
esub.message esub.signal esub.timer esub.error esub.escalation esub.conditional esub.compensation
message.catch message.throw message.end message.correlation message.buffered message.id
signal.catch signal.throw signal.end escalation.throw escalation.end conditional.catch conditional.boundary
event.name-expression event.multiple event.definition-ref link cancel transaction
compensation.boundary compensation.throw compensation.throw-one compensation.end compensation.order
compensation.nested compensation.event-subprocess compensation.multi-instance compensation.from-handler
compensation.transaction
mi.parallel mi.sequential mi.collection mi.cardinality mi.counters mi.completion-condition mi.subprocess
mi.call mi.nested mi.reentry mi.behavior mi.boundary loop.standard loop.maximum
adhoc adhoc.completion adhoc.ordering adhoc.active
timer.date timer.duration timer.cycle timer.cron
lanes data.scopes data.objects data.associations io.input io.output io.nested
task.none task.user task.manual task.script task.service task.send task.receive task.rule task.headers
task.form task.verbs
incident.failing-expression incident.failing-condition incident.failing-key incident.missing-calendar-year
incident.no-matching-flow incident.unhandled-error incident.exhausted-job incident.missing-process
incident.missing-decision incident.missing-form incident.rest-goes-on
"""
CONSTRUCTS = frozenset(_CONSTRUCTS.split())

#: Defects of stock SpiffWorkflow 3.2.0; docs/upstream.md tells of those that upstream would want to know.
DEFECTS = {
    "D1": "a parallel join in a loop fires early in round 2",
    "D2": "the same join merges data of earlier rounds",
    "D3": "deep task trees stop silently",
    "D4": "an inclusive join in a loop fires early",
    "D5": "an inclusive join does not see work inside a call activity",
    "D6": "a stale copy of a variable wins at a join",
    "D7": "lists are merged instead of replaced",
    "D8": "the data of completed tasks changes later",
    "D9": "an event sub-process neither interrupts nor lets its scope end",
    "D10": "attributes of ad-hoc sub-processes are ignored",
    "D11": "two timers behind an event gateway share a due date",
    "D12": "going back with a pending timer breaks the instance",
    "D13": "prediction grows exponentially with parallel blocks",
    "D14": "states with sub-processes cannot be brought to the next format",
    "D15": "a migration restarts timers",
    "D16": "hit policies of decision tables are ignored",
    "D17": "errors of service calls fail in their own handling",
    "F01": "several flows out of an activity",
    "F02": "flows without id are dropped",
    "F03": "the ids Start, End and Root clash",
    "F04": "references with a prefix",
    "F05": "implicit ends",
    "F06": "unconditional flows of a choosing gateway",
    "F07": "link events",
    "F08": "signal end events",
    "F09": "eventDefinitionRef",
    "F10": "compensation",
    "F11": "complex gateways",
    "F12": "global tasks",
    "F13": "instantiating receive tasks",
    "F14": "ad-hoc sub-processes without a completion condition",
    "F15": "token quantities",
    "F16": "invalid models are accepted",
    "F17": "source and target of data associations",
    "F18": "a data object two levels up hangs the parser",
    "F20": "event sub-processes",
    "F21": "interrupting boundary events take effect late",
    "F22": "several interrupting boundary events of one activity fire",
    "F23": "non-interrupting message and signal events happen once only",
    "F24": "an event gateway with two timers",
    "F25": "an interrupted multi-instance activity or call leaves orphans",
    "F26": "joins in a loop fire early",
    "F27": "joins count sources, not flows",
    "F28": "counters of multi-instance activities are missing",
    "F29": "order and re-entry of multi-instance results",
    "F30": "data is local to a branch",
    "F31": "lost updates at joins and loops",
    "F32": "an uncaught error goes on on the normal flow",
    "F33": "errors reach boundary events of other scopes",
    "F34": "a signal caught inside is not broadcast",
    "F35": "one message serves every catcher",
    "F36": "task trees deeper than 1000 hang",
    "F37": "an interrupting cycle timer never interrupts",
    "F38": "lanes are lost when several files are parsed",
}
