"""Documents of other engines brought into our dialect (standard BPMN, ``zeebe:``, ``jiedu:``).

``convert`` understands the common part of Camunda 7 (and Operaton), Flowable and Activiti, and SpiffWorkflow.
It changes nothing silently: every foreign element and attribute has a note that says what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from . import decisions, flows, jobs, leftovers, loops, mappings, people, scripts, spiff
from .draft import Draft
from .names import DESIGN_NAMESPACE, DIALECTS, ZEEBE_NAMESPACE
from .notes import WORDS, Kind, Note
from .reading import read

__all__ = ["WORDS", "Imported", "Kind", "Note", "convert"]

#: In this order: who knows most about a part takes it first.
_STEPS = (
    flows.error_references,
    decisions.convert,
    spiff.convert,
    jobs.convert,
    scripts.convert,
    mappings.convert,
    people.convert,
    loops.convert,
    flows.convert,
    leftovers.convert,
)


@dataclass(frozen=True)
class Imported:
    """The converted document (UTF-8 XML, drawing kept) and what was done, in the order of the original."""

    document: bytes
    notes: list[Note]


def convert(document: bytes) -> Imported:
    """Convert one BPMN document; one without foreign parts comes back byte for byte.

    Raises InvalidDefinition when it is no acceptable XML or no BPMN.
    """
    root = read(document)
    draft = Draft(root)
    for step in _STEPS:
        step(draft)
    draft.settle()
    notes = draft.report.read()
    if not notes:
        return Imported(document, [])
    kept = [
        prefix for prefix, uri in root.nsmap.items() if prefix and uri not in {*DIALECTS, DESIGN_NAMESPACE}
    ]
    etree.cleanup_namespaces(root, top_nsmap={"zeebe": ZEEBE_NAMESPACE}, keep_ns_prefixes=kept)
    etree.indent(root, "  ")
    return Imported(etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n", notes)
