"""Scenarios beside a diagram: YAML stimuli under a virtual clock, and what must then be so.

A document is a list of scenarios (or one)::

    - id: p05.return            # unique name
      title: 科室负责人退回后重新送审
      files: [../../bpmn/P05.bpmn, ../../forms/F04.form]   # relative to the YAML file; globs allowed
      process: P05              # what `start` starts
      now: 2026-02-06T09:00+08:00          # where the clock stands (default 2026-01-07T09:00+08:00)
      unit_groups: [drafter, section_head] # candidate groups that exist once per unit
      office: {units: [...], owner_unit: zfb}  # variables of every instance that is not started with others
      settings: {profile: municipal}       # entries that differ from the deployed decision `settings`
      checked_forms: true       # tasks take what their forms accept (default: any variables)
      timer_starts: [P23]       # what the clock starts (default: process; all if there is none)
      steps: [...]              # or runs: [{name, steps}]: several runs, each in an empty sandbox

Stimuli (one per step; ``at: INSTANT`` beside any of them moves the clock there first)::

    deploy: FILE | [FILE …]                               # a further version; files of the same name replace
    start: {process?, data?, actor?, unit?, event?}
    complete: ELEMENT | {task, data?, actor?, index?}     # index picks among several with the same element id
    assign: {task, to, actor?}                            # claim, transfer; to: null puts back
    message: NAME | {name, correlation?, data?, taken?, ttl?, id?}   # taken: true/false demands (no) receiver
                                                          # ttl: kept so long; id: the same one only once
    signal: NAME | {name, data?}
    job: ELEMENT | {complete: ELEMENT, data?} | {fail: ELEMENT, message?, retries?} | {error: ELEMENT, code}
    resolve: ELEMENT | {element, data?}                   # an incident, with repaired variables
    return: {from, to, reason?, actor?}                   # 退回
    cancel: REASON | {reason?}
    advance: PT1H | {by: P20D | to: INSTANT, jump?}       # jump: the worker was down meanwhile
    at: INSTANT

A step with ``refused: CODE`` (``forbidden``, ``invalid_state`` …) must be refused with that code.

Expectations: ``expect:`` with any of the keys described in ``processes.scenarios.checks``.  An incident
that is not expected fails the step.
"""

from __future__ import annotations

from processes.scenarios.runner import Scenario, ScenarioFailed, load, read, run

__all__ = ["Scenario", "ScenarioFailed", "load", "read", "run"]
