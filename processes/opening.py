"""What every instance starts with, beside what its starter gives: the office's own data and its settings.

``settings`` is the result of the decision of that id (``bpmn/settings.dmn``): the readings of the rules that
an office may choose (catalogue §1.3).  As a decision of the deployment it has versions like every diagram, so
an instance keeps the readings of its start (``S1-49``, ``S2-94``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from processes import rule_packs
from processes.calendar import WorkingCalendar
from processes.calendar.functions import feel_functions
from processes.decisions import context_of
from processes.engine import Program
from processes.feel import Environment

#: The decision, and the variable that holds its result.
SETTINGS = "settings"


def opening(
    program: Program,
    given: Mapping[str, Any],
    now: datetime,
    calendar: WorkingCalendar,
    changed: Mapping[str, Any] = MappingProxyType({}),
    process_id: str = "",
) -> dict[str, Any]:
    """*given* with the settings and the rule pack of the deployment, which win over values of these names.

    *changed* entries take the place of the deployed ones (a sandbox asks what if).

    The decision sees *given* (``owner_unit``, ``profile`` …): a unit may read a rule differently.  Without
    such a decision *given* is unchanged.  Raises InvalidState when it has no context as its result, or when
    *process_id* may not start by the rule pack today (``rule_packs``).
    """
    return rule_packs.with_pack(program, process_id, _set(program, given, now, calendar, changed), now)


def _set(
    program: Program,
    given: Mapping[str, Any],
    now: datetime,
    calendar: WorkingCalendar,
    changed: Mapping[str, Any],
) -> dict[str, Any]:
    environment = Environment(now=now, functions=feel_functions(calendar))
    found = context_of(program.decisions, SETTINGS, given, environment, "规则设置", "一组设置")
    if found is None and not changed:
        return dict(given)
    return {**given, SETTINGS: {**(found or {}), **changed}}
