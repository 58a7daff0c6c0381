"""The DMN compatibility kit is run where ``JIEDU_DMN_TCK`` says it lies."""

from __future__ import annotations

from .tck import source

collect_ignore = [] if source() else ["test_tck.py"]
