"""Whether two Chinese texts say the same: their key facts one by one, and how alike the wording is.  Pure."""

from __future__ import annotations

from processes.comparison.compare import Comparison, Difference, compare
from processes.comparison.facts import Fact, key_facts
from processes.comparison.likeness import copying, similarity

__all__ = ["Comparison", "Difference", "Fact", "compare", "copying", "key_facts", "similarity"]
