"""The question library (政策咨询问答库) and the documents in force."""

from __future__ import annotations

from processes.library.checking import broken_entries, stale_entries, wrong_counts
from processes.library.documents import (
    IN_FORCE,
    find_document,
    normal_number,
    not_in_force,
    put_document,
)
from processes.library.entries import (
    DRAFT,
    HELD,
    OFF,
    STATUSES,
    VALID,
    entry_number,
    find_entry,
    hold_entries,
    is_stale,
    put_entry,
    qa_id,
    refresh,
    set_status,
)
from processes.library.figures import Answered, Figures, count_question, figures
from processes.library.gathering import Inquiry, inquiries, inquiry_of, repeated, without_entry
from processes.library.lexicon import InvalidLexicon, Lexicon, default_lexicon, load_lexicon
from processes.library.search import Match, probe, search

__all__ = [
    "DRAFT",
    "HELD",
    "IN_FORCE",
    "OFF",
    "STATUSES",
    "VALID",
    "Answered",
    "Figures",
    "Inquiry",
    "InvalidLexicon",
    "Lexicon",
    "Match",
    "broken_entries",
    "count_question",
    "default_lexicon",
    "entry_number",
    "figures",
    "find_document",
    "find_entry",
    "hold_entries",
    "inquiries",
    "inquiry_of",
    "is_stale",
    "load_lexicon",
    "normal_number",
    "not_in_force",
    "probe",
    "put_document",
    "put_entry",
    "qa_id",
    "refresh",
    "repeated",
    "search",
    "set_status",
    "stale_entries",
    "without_entry",
    "wrong_counts",
]
