"""Decisions of a deployment that the system itself asks: settings, rule pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.decisions.model import Model
from processes.errors import InvalidState, ProcessError
from processes.feel import Environment


def context_of(
    decisions: Mapping[str, Model],
    decision_id: str,
    given: Mapping[str, Any],
    environment: Environment,
    title: str,
    wanted: str,
) -> dict[str, Any] | None:
    """The context that a decision gives for *given*; None when no such decision is deployed.

    Raises InvalidState, which calls it *title*, when it fails or gives something else than *wanted*.
    """
    model = decisions.get(decision_id)
    if model is None:
        return None
    try:
        result = model.decide(decision_id, given, environment).result
    except ProcessError as error:
        raise InvalidState(f"{title}（决策 {decision_id}）无法得出：{error}") from error
    if not isinstance(result, dict):
        raise InvalidState(f"{title}（决策 {decision_id}）应得出{wanted}，实际为 {str(result)[:80]}")
    return result
