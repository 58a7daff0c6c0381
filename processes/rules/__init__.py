"""The numbered rules (条款) of the two documents, and where the deployed artefacts carry each of them out."""

from __future__ import annotations

from processes.rules.book import Document, Rule, document, rule, rules
from processes.rules.places import Place, places

__all__ = ["Document", "Place", "Rule", "document", "places", "rule", "rules"]
