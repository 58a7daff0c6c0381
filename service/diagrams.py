"""What pages need to know of the diagrams of a deployment: their bytes, the names of their elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from sqlalchemy.orm import Session

from processes import definitions
from processes.wording import KINDS

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
JIEDU = "{http://jiedu.gov.example/schema/1.0}"


@dataclass(frozen=True)
class Diagram:
    """One process as it is drawn.  ``calls`` are the ids of the processes that its call activities start."""

    process_id: str
    name: str
    xml: str
    description: str
    names: dict[str, str] = field(repr=False)
    #: Sequence flows by id: (own name, id of the target).
    flows: dict[str, tuple[str, str]] = field(repr=False)
    calls: frozenset[str]
    #: A process that begins with a message, signal or timer only is never started by hand.
    has_plain_start: bool
    #: The groups whose people may start it by hand (``jiedu:starter``); None where the diagram does not say.
    starters: frozenset[str] | None

    def name_of(self, element_id: str | None) -> str:
        """The name of an element, else what kind it is, else its id."""
        return self.names.get(element_id or "") or element_id or ""

    def flow_name(self, flow_id: str | None) -> str:
        """The name of a sequence flow, else where it leads."""
        name, target = self.flows.get(flow_id or "", ("", ""))
        return name or (f"通往“{self.name_of(target)}”" if target else "")


def of_deployment(session: Session, deployment_id: int, content_hash: str) -> dict[str, Diagram]:
    """The diagrams of a deployment by process id; read once and kept under the hash of the deployment."""
    found = _kept(content_hash)
    if not found:
        for content in definitions.resources(session, deployment_id).bpmn.values():
            found.update({diagram.process_id: diagram for diagram in read(content)})
    return found


@lru_cache(maxsize=32)
def _kept(_content_hash: str) -> dict[str, Diagram]:
    return {}


def read(content: bytes) -> list[Diagram]:
    """The processes of one BPMN document."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    xml = content.decode("utf-8-sig")
    return [_diagram(process, xml) for process in root.iter(f"{BPMN}process")]


def _diagram(process: etree._Element, xml: str) -> Diagram:
    process_id = process.get("id") or ""
    names = {str(node.get("id")): _name(node) for node in process.iter() if node.get("id")}
    calls = {node.get("processId") or "" for node in process.iter(f"{ZEEBE}calledElement")}
    starts = list(process.iterchildren(f"{BPMN}startEvent"))
    return Diagram(
        process_id=process_id,
        name=process.get("name") or process_id,
        xml=xml,
        description=(process.findtext(f"{BPMN}documentation") or "").strip(),
        names=names,
        flows={
            str(flow.get("id")): (flow.get("name") or "", flow.get("targetRef") or "")
            for flow in process.iter(f"{BPMN}sequenceFlow")
        },
        calls=frozenset(calls),
        has_plain_start=any(_is_plain(start) for start in starts),
        starters=_starters([start for start in starts if _is_plain(start)]),
    )


def _name(node: etree._Element) -> str:
    return node.get("name") or KINDS.get(etree.QName(node).localname, "")


def _starters(starts: list[etree._Element]) -> frozenset[str] | None:
    said = [word.get("groups") or "" for start in starts for word in start.iter(f"{JIEDU}starter")]
    return frozenset(group for groups in said for group in groups.split()) if said else None


def _is_plain(start: etree._Element) -> bool:
    return not any(str(child.tag).endswith("EventDefinition") for child in start)
