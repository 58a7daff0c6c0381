"""What the reference page and the editor say about FEEL."""

from __future__ import annotations

from processes.feel.reference.functions import FAMILIES, FUNCTIONS, Entry
from processes.feel.reference.grammar import GRAMMAR, Rule
from processes.feel.reference.page import render

__all__ = ["FAMILIES", "FUNCTIONS", "GRAMMAR", "Entry", "Rule", "render"]
