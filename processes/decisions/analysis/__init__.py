"""What can be said about a decision table without running it: gaps, overlaps, rules that cannot match."""

from __future__ import annotations

from processes.decisions.analysis.domains import ANY
from processes.decisions.analysis.findings import Analysis, Gap, Masked, NeverMatches, Overlap, analyse
from processes.decisions.analysis.report import report, unanalysed

__all__ = ["ANY", "Analysis", "Gap", "Masked", "NeverMatches", "Overlap", "analyse", "report", "unanalysed"]
