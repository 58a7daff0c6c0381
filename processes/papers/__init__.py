"""Official papers (公文) from the variables of an instance, as Word and PDF files.  Pure."""

from __future__ import annotations

from processes.papers.catalogue import ENDINGS, KINDS, PaperKind, make, offered
from processes.papers.docx import docx
from processes.papers.page import Line, Names, Paper, Table

__all__ = ["ENDINGS", "KINDS", "Line", "Names", "Paper", "PaperKind", "Table", "docx", "make", "offered"]
