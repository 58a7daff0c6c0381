"""DMN decisions on FEEL: tables with every hit policy, boxed expressions, knowledge models, services."""

from __future__ import annotations

from processes.decisions.contexts import context_of
from processes.decisions.errors import DecisionError
from processes.decisions.loading import namespaces_of
from processes.decisions.model import Decision, Model, Outcome

__all__ = ["Decision", "DecisionError", "Model", "Outcome", "context_of", "namespaces_of"]
