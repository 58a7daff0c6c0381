"""Rule packs (解读制度的版本): from which day one may start by the deployed rules, and until which.

``rule_pack`` is the result of the decision of that id (``bpmn/rule_pack.dmn``): name, number and basis of the
rules that the diagrams carry out, the first day on which they hold (``effective_from``: 自印发之日起施行,
S1-49, S2-94) and, once their successor is known, the day from which they do not (``closed_from``: 同时废止,
S2-95).  Instances keep what they started with: a day that comes later changes nothing for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from processes.decisions import context_of
from processes.engine import Program
from processes.engine.running.instants import OFFICE_ZONE
from processes.errors import InvalidState
from processes.feel import Environment

#: The decision, and the variable that holds its result.
RULE_PACK = "rule_pack"


@dataclass(frozen=True, kw_only=True)
class RulePack:
    """A version of the rules.  ``always`` are the processes that change rules: they start on any day."""

    id: str
    title: str
    effective_from: date | None
    closed_from: date | None
    always: frozenset[str]

    def refusal(self, process_id: str, day: date) -> str | None:
        """Why *process_id* may not start by these rules on *day*, in Chinese; None when it may."""
        if process_id in self.always:
            return None
        if self.effective_from is not None and day < self.effective_from:
            return f"《{self.title}》自 {self.effective_from} 起施行，现在还不能按它发起事项"
        if self.closed_from is not None and day >= self.closed_from:
            return f"《{self.title}》自 {self.closed_from} 起废止，不能再按它发起事项；请部署新的规则"
        return None


def with_pack(program: Program, process_id: str, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """*given* and the rule pack of *program*, which must hold on the day of *now* in Beijing.

    Without such a decision *given* is unchanged.  Raises InvalidState: not yet or no longer in force, or the
    decision does not give a pack.
    """
    told = decided(program, given, now)
    if told is None:
        return dict(given)
    refusal = _read(told).refusal(process_id, _day(now))
    if refusal is not None:
        raise InvalidState(refusal, rule_pack=told.get("id"), process_id=process_id)
    return {**given, RULE_PACK: told}


def decided(program: Program, given: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
    """What the decision of *program* says (it sees *given*); None when there is no such decision."""
    words = ("规则包", "编号（id）等各项")
    found = context_of(program.decisions, RULE_PACK, given, Environment(now=now), *words)
    if found is not None and not isinstance(found.get("id"), str):
        raise InvalidState(f"{words[0]}（决策 {RULE_PACK}）应得出{words[1]}，实际为 {str(found)[:80]}")
    return found


def _read(told: Mapping[str, Any]) -> RulePack:
    return RulePack(
        id=told["id"],
        title=str(told.get("title") or told["id"]),
        effective_from=_date(told, "effective_from"),
        closed_from=_date(told, "closed_from"),
        always=frozenset(told.get("always") or ()),
    )


def _date(told: Mapping[str, Any], key: str) -> date | None:
    value = told.get(key)
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        message = f"规则包（决策 {RULE_PACK}）的 {key} 应为日期，如 2021-11-24，实际为 {str(value)[:40]}"
        raise InvalidState(message) from error


def _day(now: datetime) -> date:
    return now.astimezone(OFFICE_ZONE).date()
